package io.quietcore.harness.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.quietcore.contract.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * kube-burner's log line (logrus' text formatter, as kube-burner sets it):
 * {@code time="2006-01-02 15:04:05" level=info msg="…" file="create.go:381"}.
 *
 * <p>The message is quoted as Go quotes text, so that no message can pass for a second line.
 */
public final class LogLineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public String doLayout(ILoggingEvent event) {
        StackTraceElement[] callers = event.getCallerData();
        String file = callers.length == 0 ? "?" : callers[0].getFileName() + ":" + callers[0].getLineNumber();
        return line(
                event.getInstant(), event.getLevel().toString(), event.getFormattedMessage(), file, Logging.scope());
    }

    /** One line, with its end; where several clusters are measured at once it names the one that it tells of. */
    static String line(Instant at, String level, String message, String file, @Nullable String cluster) {
        return "time=\"" + TIME.format(at.atZone(ZoneId.systemDefault())) + "\" level="
                + (level.equals("WARN") ? "warning" : level.toLowerCase(Locale.ROOT)) + " msg=\"" + quoted(message)
                + "\" " + (cluster == null ? "" : "cluster=\"" + quoted(cluster) + "\" ") + "file=\"" + file + "\"\n";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> Printable.append(c, out);
            }
        });
        return out.toString();
    }
}
