package io.quietcore.runtime.noise;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.noise.JvmEvent.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's unified log (JEP 158) with the decorations {@code timenanos,tags}. The first is the value of
 * {@code System.nanoTime()} when the line was written; {@link #calibrate} proves it.
 *
 * @param file that the JVM writes to
 */
public record JvmLog(Path file) {
    /** Names of methods are longer than they should be; the rest of a line says nothing that is looked for. */
    private static final int MOST_LINE_CHARS = 4_096;

    private static final Pattern LINE = Pattern.compile("\\[([0-9]{1,18})ns\\]\\[([a-z,]++) *+\\] (.*+)");
    private static final Pattern SAFEPOINT = Pattern.compile("Safepoint \"([^\"]++)\".*?Total: ++([0-9]{1,18}) ns.*+");
    /** What a collector says of its heap, such as {@code 25M->2M(512M)}, and how long it took; behind the pause's name. */
    private static final Pattern HEAP = Pattern.compile(" ?[0-9]{1,18}[MK]->");

    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,9}(?:[.][0-9]{1,9})?");

    /** Names of the operations by which collectors stop the JVM (HotSpot, vmOperation.hpp). */
    private static final Pattern COLLECTOR =
            Pattern.compile(".*(Collect|GC|Pause|^Z[A-Z]|XMark|Shenandoah|G1|Full|Metadata).*");

    /**
     * What to log.
     *
     * @param javaFeature the release of the JVM
     */
    public static String selection(int javaFeature) {
        // The tag "deoptimization" came with a later release; before it "made not entrant" is all there is.
        return "safepoint*=info,gc*=info,jit+compilation=debug" + (javaFeature >= 21 ? ",deoptimization=debug" : "");
    }

    /** Everything that was logged so far, in the order of the log; empty where there is no log. */
    public List<JvmEvent> events() {
        try (TextLines lines = new TextLines(Files.newInputStream(file), MOST_LINE_CHARS)) {
            return parse(lines);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads on where it read before. Owned by one thread. */
    public static final class Tail {
        private final Path file;
        private long at;

        private Tail(Path file) {
            this.file = file;
        }

        /** What was logged since; a line that is half written is read next time, and where there is no log there is nothing. */
        public List<JvmEvent> next() {
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(at);
                byte[] more = in.readAllBytes();
                int end = more.length;
                while (end > 0 && more[end - 1] != '\n') {
                    end--;
                }
                at += end;
                return parse(new TextLines(new ByteArrayInputStream(more, 0, end), MOST_LINE_CHARS));
            } catch (IOException e) {
                return List.of();
            }
        }
    }

    /** From its beginning. */
    public Tail tail() {
        return new Tail(file);
    }

    /** Lines that are something else are passed over: the last one may be half written. */
    static List<JvmEvent> parse(TextLines lines) throws IOException {
        List<JvmEvent> events = new ArrayList<>();
        for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                event(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3))
                        .ifPresent(events::add);
            }
        }
        return events;
    }

    private static Optional<JvmEvent> event(long atNs, String tags, String said) {
        Matcher safepoint = SAFEPOINT.matcher(said);
        if (safepoint.matches()) {
            Kind kind = COLLECTOR.matcher(safepoint.group(1)).matches() ? Kind.GC : Kind.SAFEPOINT;
            long lengthNs = Long.parseLong(safepoint.group(2));
            return Optional.of(new JvmEvent(kind, atNs - lengthNs, atNs, "safepoint " + safepoint.group(1)));
        }
        if (tags.equals("gc") && said.startsWith("GC(") && said.endsWith("ms")) {
            return pause(atNs, said);
        }
        if (tags.contains("deoptimization") || said.contains("made not entrant")) {
            return Optional.of(new JvmEvent(Kind.DEOPTIMISATION, atNs, atNs, said.strip()));
        }
        return tags.contains("compilation")
                ? Optional.of(new JvmEvent(Kind.JIT, atNs, atNs, said.strip()))
                : Optional.empty();
    }

    /** As in {@code GC(3) Pause Young (Normal) (G1 Evacuation Pause) 25M->2M(512M) 3.456ms}. */
    private static Optional<JvmEvent> pause(long atNs, String said) {
        int name = said.indexOf(") Pause ") + 2;
        int length = said.lastIndexOf(' ') + 1;
        String ms = said.substring(length, said.length() - "ms".length());
        if (name < 2 || length <= name || !MILLISECONDS.matcher(ms).matches()) {
            return Optional.empty();
        }
        String named = said.substring(name, length).strip();
        Matcher heap = HEAP.matcher(named);
        String what = heap.find() ? named.substring(0, heap.start()) : named;
        return Optional.of(new JvmEvent(Kind.GC, atNs - Math.round(Double.parseDouble(ms) * 1e6), atNs, what));
    }

    /**
     * Makes the JVM log something between two readings of the clock, and looks for it there.
     *
     * @return used with the width of the bracket, or unavailable where the log's clock is another one
     */
    public Evidence calibrate() {
        long beforeNs = System.nanoTime();
        // Stops the JVM for a moment (operation ThreadDump), which is logged.
        ManagementFactory.getThreadMXBean().dumpAllThreads(false, false);
        long afterNs = System.nanoTime();
        boolean found = events().stream()
                .anyMatch(event ->
                        event.kind() == Kind.SAFEPOINT && event.endNs() >= beforeNs && event.endNs() <= afterNs);
        return found
                ? Evidence.used(String.format(
                        Locale.ROOT,
                        "a safepoint between two readings of nanoTime is in the log between them (%.1f ms apart)",
                        (afterNs - beforeNs) * 1e-6))
                : Evidence.unavailable("the log's clock is not System.nanoTime(), or there is no log");
    }
}
