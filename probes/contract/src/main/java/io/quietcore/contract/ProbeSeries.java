package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is one distribution and can be judged as one: what a probe measures, or, of a probe that measures several things, one
 * of them, such as {@code memory-dram} or {@code storage-read-4k}. All values of such a probe together are a mixture, whose
 * quantiles move with the shares of its parts: with DRAM twice as slow fewer loads of it are made in the same time, and P99
 * over all working sets falls. The mixture is told under the name {@value #MERGED_NAME} and is never judged.
 *
 * @param probe which
 * @param name the label {@code series} of its histograms; empty where the probe measures one thing
 */
public record ProbeSeries(Probe probe, String name) implements Comparable<ProbeSeries> {
    /** More series than this are not told one by one. */
    public static final int MOST_TOLD = 64;

    private static final String MERGED_NAME = "merged";

    /** All of their values belong to one of several series. */
    private static final Set<Probe> OF_SEVERAL =
            EnumSet.of(Probe.HANDOFF_MATRIX, Probe.PARK, Probe.MEMORY, Probe.STORAGE);

    /** The parts of a window are theirs, one after another. */
    private static final Set<Probe> BY_TURNS =
            EnumSet.of(Probe.HANDOFF_MATRIX, Probe.MEMORY, Probe.TICK_TO_TRADE, Probe.ALLOC);

    /** Of a single rate, or of reads alone, all values are the one series. */
    private static final Set<Probe> OF_ONE_OR_SEVERAL = EnumSet.of(Probe.TICK_TO_TRADE, Probe.ALLOC, Probe.FIO);

    /** Half of each cache that the kernel tells, and what no cache holds. */
    private static final List<String> CACHES = List.of("l1", "l2", "l3");

    private static final String DRAM = "dram";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{0,253}");
    private static final Pattern PAIR = Pattern.compile("[0-9]{1,6}-[0-9]{1,6}");

    public ProbeSeries {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a series; expected " + NAME);
        }
        if (!name.isEmpty() && !hasSeveral(probe)) {
            throw new IllegalArgumentException(probe.spelling() + " has one series, and not '" + name + "'");
        }
    }

    /** All that a probe measures. */
    public static ProbeSeries of(Probe probe) {
        return new ProbeSeries(probe, "");
    }

    /** Whether the labelled histograms of a probe are what it measures, and not what stands beside that. */
    public static boolean hasSeveral(Probe probe) {
        return OF_SEVERAL.contains(probe) || OF_ONE_OR_SEVERAL.contains(probe);
    }

    /** What all values of a probe are, of which these histograms were recorded: its one series, or a mixture of several. */
    private static ProbeSeries ofAll(Probe probe, Set<SeriesKey> recorded) {
        boolean several = hasSeveral(probe)
                && recorded.stream().anyMatch(key -> key.get(SeriesKey.SERIES).isPresent());
        return new ProbeSeries(probe, several ? MERGED_NAME : "");
    }

    /**
     * The series that a histogram is, among those that were recorded with it. Empty for what stands beside a probe's one series
     * and is not judged, such as the raw wake-ups.
     */
    public static Optional<ProbeSeries> of(Probe probe, SeriesKey key, Set<SeriesKey> recorded) {
        return key.get(SeriesKey.SERIES)
                .map(name ->
                        hasSeveral(probe) ? Optional.of(new ProbeSeries(probe, name)) : Optional.<ProbeSeries>empty())
                .orElseGet(() -> Optional.of(ofAll(probe, recorded)));
    }

    /**
     * The series that a probe has which is told this, in the order in which it measures them. Those of {@code memory} by cache
     * are as many as the machine has levels, and the pairs of {@code handoff-matrix} are known only there: none, unless it is
     * told its CPUs.
     */
    public static List<ProbeSeries> of(Probe probe, Parameters told) {
        Stream<String> names =
                switch (probe) {
                    case MEMORY -> {
                        long[] sets = told.numbers(Parameter.WORKING_SETS);
                        yield sets.length > 0
                                ? Arrays.stream(sets).mapToObj(ProbeSeries::workingSet)
                                : Stream.concat(CACHES.stream(), Stream.of(DRAM));
                    }
                    case STORAGE, FIO -> operations(probe, told);
                    case PARK -> {
                        String mechanism = told.text(Parameter.MECHANISM);
                        yield mechanism.equals("both") ? Stream.of("park", "futex") : Stream.of(mechanism);
                    }
                    case HANDOFF_MATRIX -> pairs(told.text(Parameter.CPUS));
                    case TICK_TO_TRADE, ALLOC -> {
                        long[] rates = told.numbers(Parameter.RATES);
                        yield rates.length == 1
                                ? Stream.of("")
                                : Arrays.stream(rates).mapToObj(ProbeSeries::rate);
                    }
                    default -> Stream.of("");
                };
        return names.distinct().map(name -> new ProbeSeries(probe, name)).toList();
    }

    private static Stream<String> operations(Probe probe, Parameters told) {
        String operations = told.text(Parameter.OPERATIONS);
        if (probe == Probe.FIO && !operations.equals("both")) {
            return Stream.of("");
        }
        return (operations.equals("both") ? Stream.of("read", "write") : Stream.of(operations))
                .map(each -> operation(each, told.number(Parameter.BLOCK_SIZE)));
    }

    private static Stream<String> pairs(String told) {
        if (told.isEmpty()) {
            return Stream.of();
        }
        List<Integer> cpus = CpuSet.parse(told).cpus();
        return cpus.stream()
                .flatMap(first -> cpus.stream().filter(second -> second > first).map(second -> pair(first, second)));
    }

    /** The one that judges a probe where nothing else is said: the first, and of {@code memory} the last, which is DRAM unless others were told. */
    public static Optional<ProbeSeries> judging(List<ProbeSeries> all) {
        return all.stream().reduce((first, next) -> first.probe == Probe.MEMORY ? next : first);
    }

    /** The name of a working set that half of a cache of this level holds. */
    public static String cache(int level) {
        return "l" + level;
    }

    /** The name of the working set that no cache holds. */
    public static String dram() {
        return DRAM;
    }

    /** The name of a working set of a size that was told. */
    public static String workingSet(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return "ws-" + (bytes >> 20) + "MiB";
        }
        return bytes % (1 << 10) == 0 ? "ws-" + (bytes >> 10) + "KiB" : "ws-" + bytes + "B";
    }

    /** The name of the reads, or the writes, of blocks of a size. */
    public static String operation(String readOrWrite, long blockBytes) {
        String size = blockBytes % (1 << 20) == 0
                ? (blockBytes >> 20) + "m"
                : blockBytes % (1 << 10) == 0 ? (blockBytes >> 10) + "k" : Long.toString(blockBytes);
        return readOrWrite + "-" + size;
    }

    /** The name of a pair of CPUs. */
    public static String pair(int first, int second) {
        return first + "-" + second;
    }

    /** The name of one rate of several. */
    public static String rate(long hz) {
        return "rate-" + hz;
    }

    /** Whether it holds what several series hold, and so is told and never judged. */
    public boolean isMerged() {
        return name.equals(MERGED_NAME);
    }

    /** Whether its name alone says that it is a mixture: what is merged, or all values of a probe that always has several series. */
    public boolean isMixture() {
        return isMerged() || (name.isEmpty() && OF_SEVERAL.contains(probe));
    }

    /**
     * How long it measured, of the time in which all of its probe's series did: an equal part where each has one of its own,
     * all of it where their values come in turns.
     *
     * @param recorded the histograms of one repetition
     */
    public long measuredNs(long ofAllNs, Set<SeriesKey> recorded) {
        boolean ofAll = name.isEmpty() || isMerged() || !BY_TURNS.contains(probe);
        return ofAll ? ofAllNs : ofAllNs / parts(recorded);
    }

    /** CPUs have the same series each. */
    private static long parts(Set<SeriesKey> recorded) {
        return recorded.stream()
                .flatMap(key -> key.get(SeriesKey.SERIES).stream())
                .distinct()
                .count();
    }

    /** Whether a probe that is told this may have it. */
    public boolean isOf(Parameters told) {
        boolean anyPair =
                probe == Probe.HANDOFF_MATRIX && told.text(Parameter.CPUS).isEmpty();
        return anyPair ? PAIR.matcher(name).matches() : of(probe, told).contains(this);
    }

    /** As it stands in the names of metrics and before gates: {@code jitter}, {@code memory-dram}. */
    @JsonValue
    public String spelling() {
        return name.isEmpty() ? probe.spelling() : probe.spelling() + "-" + name;
    }

    public static Optional<ProbeSeries> named(String spelling) {
        for (Probe probe : Probe.values()) {
            if (spelling.equals(probe.spelling())) {
                return Optional.of(of(probe));
            }
            String begin = probe.spelling() + "-";
            if (hasSeveral(probe) && spelling.startsWith(begin)) {
                return Optional.of(spelling.substring(begin.length()))
                        .filter(name -> !name.isEmpty() && NAME.matcher(name).matches())
                        .map(name -> new ProbeSeries(probe, name));
            }
        }
        return Optional.empty();
    }

    @JsonCreator
    static ProbeSeries parse(String spelling) {
        return named(spelling)
                .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is no series of a probe"));
    }

    @Override
    public int compareTo(ProbeSeries other) {
        return Comparator.comparing(ProbeSeries::probe)
                .thenComparing(ProbeSeries::name)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return spelling();
    }
}
