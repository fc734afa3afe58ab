package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A probe of the suite: its name, what it measures in one line, the statistics that its histogram is judged by, and the
 * shape of its loop, from which its priority, its CPUs and its number of samples follow.
 */
public enum Probe {
    /** A busy loop that counts every gap between two readings of the clock. */
    JITTER(
            "jitter",
            "how long, and how often, a CPU is not ours: every gap of a busy loop",
            Loop.BUSY,
            1,
            Parameter.EXPLAIN),
    /** Lateness of an absolute sleep on a fixed schedule. */
    WAKEUP("wakeup", "how late an absolute sleep on a fixed schedule ends, as cyclictest asks", Loop.PERIODIC, 1),
    /** Lateness of the JVM's own sleep, beside an idle control JVM. */
    HICCUP("hiccup", "how late a JVM's own 1 ms sleep ends, beside an idle control JVM", Loop.PERIODIC, 1),
    /** A value passed between two spinning threads and back. */
    HANDOFF("handoff", "a value passed between two pinned threads and back, through the caches", Loop.BUSY, 2),
    /** {@link #HANDOFF} for every pair of the measuring CPUs. */
    HANDOFF_MATRIX(
            "handoff-matrix",
            "handoff for every pair of CPUs: SMT, core, cluster, NUMA distance",
            Loop.BUSY,
            2,
            Parameter.CPUS),
    /** From an unpark, or a futex wake, to the woken thread. */
    PARK("park", "from unpark, or a futex wake, to the thread that it wakes", Loop.PERIODIC, 2, Parameter.MECHANISM),
    /** Chains of dependent loads over working sets of growing size. */
    MEMORY(
            "memory",
            "chains of 64 dependent loads, from the first cache to several times the last",
            Loop.BUSY,
            1,
            Parameter.WORKING_SETS,
            Parameter.PAGES,
            Parameter.MEMORY_NODE),
    /** A trivial system call. */
    SYSCALL("syscall", "the cost of a trivial system call, getppid", Loop.BUSY, 1),
    /** The clock itself. */
    CLOCK("clock", "the cost of System.nanoTime, call after call", Loop.BUSY, 1),
    /** Request and response over a socket. */
    NETWORK(
            "network",
            "request and response over UDP or TCP at a planned rate",
            Loop.PERIODIC,
            1,
            Parameter.PROTOCOL,
            Parameter.PAYLOAD,
            Parameter.CONNECT,
            Parameter.LOCAL_ADDRESS,
            Parameter.WAIT),
    /** Direct and synchronous reads and writes. */
    STORAGE(
            "storage",
            "each O_DIRECT and synchronous read and write of a file or block device",
            Loop.BLOCKING,
            1,
            Parameter.FILE,
            Parameter.FILE_SIZE,
            Parameter.BLOCK_SIZE,
            Parameter.QUEUE_DEPTH,
            Parameter.OPERATIONS,
            Parameter.OVERWRITE),
    /** Market data in, order out. */
    TICK_TO_TRADE(
            "tick-to-trade",
            "market data in, order out, over a single-producer ring at a planned rate",
            Loop.BUSY,
            2,
            Parameter.RATES),
    /** {@link #TICK_TO_TRADE} under an allocation rate and a collector. */
    ALLOC(
            "alloc",
            "tick-to-trade while its strategy allocates, under a chosen collector",
            Loop.BUSY,
            2,
            Parameter.RATES,
            Parameter.ALLOCATION_RATE,
            Parameter.COLLECTOR,
            Parameter.HEAP),
    /** A user's own JMH benchmark. */
    BENCHMARK(
            "benchmark",
            "a JMH benchmark of your own, pinned: the latencies that it records, or its invocations",
            Loop.OWN,
            1,
            Parameter.BENCHMARK_JAR,
            Parameter.INCLUDE),
    /** rt-tests' oslat under our placement. */
    OSLAT("oslat", "external: rt-tests' oslat, a busy loop in C, in steps of 1 µs", Loop.BUSY, 1),
    /** rt-tests' cyclictest under our placement. */
    CYCLICTEST("cyclictest", "external: rt-tests' cyclictest, a periodic sleep in C", Loop.PERIODIC, 1),
    /** fio under our placement. */
    FIO(
            "fio",
            "external: fio, O_DIRECT reads or writes in C",
            Loop.BLOCKING,
            1,
            Parameter.FILE,
            Parameter.BLOCK_SIZE,
            Parameter.QUEUE_DEPTH,
            Parameter.OPERATIONS,
            Parameter.OVERWRITE),
    /** sockperf under our placement. */
    SOCKPERF(
            "sockperf", "external: sockperf ping-pong over UDP on loopback, in C", Loop.BLOCKING, 1, Parameter.PAYLOAD);

    /** How a loop spends its time. */
    public enum Loop {
        /**
         * Never gives its CPU away. FIFO 1, as cnf-tests runs oslat: a busy loop must stay below ksoftirqd, rcuc and
         * ktimers, which the tuned operator runs at 11.
         */
        BUSY(1),
        /** Sleeps until the next deadline of a schedule. FIFO 95, as cnf-tests runs cyclictest. */
        PERIODIC(95),
        /** Waits in the kernel for each operation. */
        BLOCKING(95),
        /** Somebody else's code, which may never give its CPU away. */
        OWN(1);

        private final int fifoPriority;

        Loop(int fifoPriority) {
            this.fifoPriority = fifoPriority;
        }
    }

    private static final Set<Statistic> OF_GAPS = EnumSet.of(
            Statistic.LOST,
            Statistic.ARRIVAL_P50,
            Statistic.ARRIVAL_P95,
            Statistic.ARRIVAL_P99,
            Statistic.ARRIVAL_P999,
            Statistic.ARRIVAL_P9999,
            Statistic.ARRIVAL_P99999,
            Statistic.SPIKES_5US,
            Statistic.SPIKES_10US,
            Statistic.SPIKES_20US,
            Statistic.SPIKES_50US,
            Statistic.SPIKES_100US,
            Statistic.MAX);
    private static final Set<Statistic> OF_LATENCIES = EnumSet.of(
            Statistic.P50,
            Statistic.P95,
            Statistic.P99,
            Statistic.P999,
            Statistic.P9999,
            Statistic.P99999,
            Statistic.MAX);

    private final String spelling;
    private final String summary;
    private final Loop loop;
    private final int threads;
    // Immutable by List.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Parameter> parameters;

    Probe(String spelling, String summary, Loop loop, int threads, Parameter... parameters) {
        this.spelling = spelling;
        this.summary = summary;
        this.loop = loop;
        this.threads = threads;
        this.parameters = List.of(parameters);
    }

    @JsonValue
    public String spelling() {
        return spelling;
    }

    /** What it measures, on one line. */
    public String summary() {
        return summary;
    }

    /** The priority that it takes where SCHED_FIFO is asked for and nothing else is said. */
    public int fifoPriority() {
        return loop.fifoPriority;
    }

    /** Whether its loop never gives its CPU away, or may be one that does not. */
    public boolean busy() {
        return loop == Loop.BUSY || loop == Loop.OWN;
    }

    /** Whether it goes by a schedule, and so records a known number of values ({@link Schedule#periodNs()}). */
    public boolean periodic() {
        return loop == Loop.PERIODIC;
    }

    /** How many CPUs its threads want: 2 where one thread meets another. */
    public int threads() {
        return threads;
    }

    /** Whether its histogram holds gaps of a busy loop, which are judged by the time in them and not by their number. */
    public boolean countsGaps() {
        return this == JITTER || this == OSLAT;
    }

    /** Whether a program that is not ours measures. */
    public boolean external() {
        return this == OSLAT || this == CYCLICTEST || this == FIO || this == SOCKPERF;
    }

    /** What it can be told, in the order of its options. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** What a campaign that names no primary metric judges this probe by (measurement: "Comparing sides"). */
    public Statistic primary() {
        if (countsGaps()) {
            return Statistic.LOST;
        }
        // P99.9 wants 36,880 values; a probe that waits for a device or a peer may not come that far.
        return loop == Loop.BLOCKING || loop == Loop.OWN ? Statistic.P99 : Statistic.P999;
    }

    /** The statistics that say something about this probe, in the order of their declaration. */
    public Set<Statistic> statistics() {
        return EnumSet.copyOf(countsGaps() ? OF_GAPS : OF_LATENCIES);
    }

    public static Optional<Probe> named(String spelling) {
        return Arrays.stream(values()).filter(p -> p.spelling.equals(spelling)).findFirst();
    }

    @JsonCreator
    static Probe parse(String spelling) {
        return named(spelling)
                .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a probe; expected one of "
                        + Arrays.stream(values()).map(Probe::spelling).toList()));
    }
}
