package io.quietcore.harness.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What Logback is set up with by itself, before the first line is logged: standard error, at level info. Without it Logback logs
 * to standard output until a command sets it up, in front of the JSON that a command was asked to print. Found by its name in
 * {@code META-INF/services}; costs nothing where nothing is logged.
 */
public final class LogsOnStandardError extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logging.toStandardError(context, "info");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
