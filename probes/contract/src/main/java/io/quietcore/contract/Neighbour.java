package io.quietcore.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process of somebody else that had a CPU of the probe while it measured. Stored with the result's evidence, where there is
 * any.
 *
 * @param kernelThread whether it is one of the kernel's own
 * @param pid in the namespace that the probe ran in
 * @param program its name as the kernel has it (comm), fit to be shown on one line
 * @param pinned whether it may run nowhere else; otherwise it was found on the CPU
 * @param cpus of the probe, on which it is
 * @param ranMs how long it ran meanwhile: on these CPUs where it is pinned, else on any; null where it ended
 */
public record Neighbour(
        boolean kernelThread,
        long pid,
        String program,
        boolean pinned,
        CpuSet cpus,
        @Nullable Long ranMs) {
    /** The name of the evidence of those that were found. */
    public static final String EVIDENCE = "neighbours";

    /** The name of the evidence of which processes were looked at. */
    public static final String LOOKED_AT = "processesSeen";

    /** More than a kernel keeps of a name. */
    private static final int LONGEST_NAME = 128;

    /** A result that somebody made up costs no more than this. */
    private static final int MOST_READ = 100;

    private static final String BETWEEN = "; ";

    private static final Pattern WORDS = Pattern.compile("(process|kernel thread) ([0-9]{1,10}) \\((.{0,140}?)\\),"
            + " (pinned to|found on) CPU ([0-9,-]{1,1000}), (?:ran ([0-9]{1,15}) ms(?: on any CPU)?|ended meanwhile)"
            + "(?:; |$)");

    public Neighbour {
        String shown = Printable.line(program);
        program = shown.length() > LONGEST_NAME ? shown.substring(0, LONGEST_NAME) + "…" : shown;
    }

    /** All of them, as they are stored. */
    public static Evidence evidence(List<Neighbour> neighbours) {
        return Evidence.seen(neighbours.stream().map(Neighbour::toString).collect(Collectors.joining(BETWEEN)));
    }

    /** Those that are stored; what reads otherwise is passed over. */
    public static List<Neighbour> in(Map<String, Evidence> evidence) {
        List<Neighbour> neighbours = new ArrayList<>();
        @Nullable Evidence stored = evidence.get(EVIDENCE);
        Matcher words = WORDS.matcher(stored == null ? "" : stored.detail());
        while (neighbours.size() < MOST_READ && words.find()) {
            of(words).ifPresent(neighbours::add);
        }
        return neighbours;
    }

    /** Empty where the CPUs are no list of any: somebody else's words. */
    private static Optional<Neighbour> of(Matcher words) {
        try {
            @Nullable String ran = words.group(6);
            return Optional.of(new Neighbour(
                    words.group(1).startsWith("kernel"),
                    Long.parseLong(words.group(2)),
                    words.group(3),
                    words.group(4).startsWith("pinned"),
                    CpuSet.parse(words.group(5)),
                    ran == null ? null : (Long) Long.parseLong(ran)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** In words: {@code process 1234 (yes), pinned to CPU 1, ran 1950 ms}. */
    @Override
    public String toString() {
        return (kernelThread ? "kernel thread " : "process ") + pid + " (" + program + "), "
                + (pinned ? "pinned to" : "found on") + " CPU " + cpus + ", "
                + (ranMs == null ? "ended meanwhile" : "ran " + ranMs + " ms" + (pinned ? "" : " on any CPU"));
    }
}
