package io.quietcore.harness.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Log lines on standard error, and the same lines in a file beside the results, as kube-burner keeps
 * {@code kube-burner-<uuid>.log}. Standard output is for what a command was asked to print.
 */
public final class Logging {
    /** A soak of days ends with a log of this size, and so many older ones. */
    private static final String FILE_SIZE = "10MB";

    private static final int OLDER_FILES = 3;

    /** fabric8's watch logs what it cannot list, with a stack trace; who asked gets the same as an exception. */
    private static final String WATCH = "io.fabric8.kubernetes.client.informers.impl.cache";

    /** Its HTTP client warns of each connection that broke; what became of the request is told as an exception. */
    private static final String HTTP = "io.fabric8.kubernetes.client.jdkhttp";

    /** What a thread, and the threads that it starts, work for; null where there is only one such thing. */
    private static final InheritableThreadLocal<@Nullable String> SCOPE = new InheritableThreadLocal<>();

    /** SQLite's driver logs a library that it cannot load, with a stack trace; who opened it gets an exception. */
    private static final String DATABASE = "org.sqlite";

    private Logging() {}

    /** From now on the lines of this thread, and of those that it starts, carry the cluster that they tell of. */
    public static void scope(String cluster) {
        SCOPE.set(cluster);
    }

    /** What this thread's lines tell of, where several clusters are measured at once. */
    static @Nullable String scope() {
        return SCOPE.get();
    }

    /** Sends log lines of this level and above to standard error, and nowhere else until {@link #alsoTo}. */
    public static void toStandardError(String level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        toStandardError(context, level);
    }

    static void toStandardError(LoggerContext context, String level) {
        context.getLogger(WATCH).setLevel(Level.OFF);
        context.getLogger(HTTP).setLevel(Level.ERROR);
        context.getLogger(DATABASE).setLevel(Level.OFF);
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        start(context, console, Level.toLevel(level, Level.INFO));
    }

    /**
     * From now on the lines go to this file too; it is appended to, and bounded. Called under a scope it gets that scope's
     * lines, and those that have none.
     */
    public static void alsoTo(Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        appender.setAppend(true);
        OlderLogs older = new OlderLogs(file, OLDER_FILES);
        older.setContext(context);
        older.setParent(appender);
        older.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
        full.setContext(context);
        full.setMaxFileSize(FileSize.valueOf(FILE_SIZE));
        full.start();
        appender.setRollingPolicy(older);
        appender.setTriggeringPolicy(full);
        @Nullable String own = scope();
        if (own != null) {
            appender.addFilter(new Filter<>() {
                @Override
                public FilterReply decide(ILoggingEvent event) {
                    // Appended by the thread that logs.
                    @Nullable String scope = scope();
                    return scope == null || scope.equals(own) ? FilterReply.NEUTRAL : FilterReply.DENY;
                }
            });
        }
        start(context, appender, null);
    }

    private static void start(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, @Nullable Level level) {
        LogLineLayout layout = new LogLineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        appender.setEncoder(encoder);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        if (level != null) {
            root.setLevel(level);
        }
    }
}
