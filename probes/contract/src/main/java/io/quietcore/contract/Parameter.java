package io.quietcore.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a probe can be told beyond its windows, declared once: the command line, the campaign format and the measuring JVM
 * read the same declaration. In a {@link ProbeSpec} a value stands under {@link #key()} in its base unit.
 */
public enum Parameter {
    EXPLAIN(
            "explain",
            "explain",
            Kind.CHOICE,
            "no",
            List.of("no", "yes"),
            "yes: find the cause of each spike, by a sampler beside the windows, which disturbs them"),
    CPUS("cpus", "cpus", Kind.TEXT, "", "the CPUs that are paired, as in 0-3,8; empty: all that may measure"),
    WORKING_SETS(
            "workingSets",
            "working-sets",
            Kind.SIZES,
            "",
            4_096,
            1L << 30,
            "sizes of the working sets, as in 16K,1M,64M; empty: half of each cache, and 4 times the last,"
                    + " up to 512M"),
    PAGES("pages", "pages", Kind.CHOICE, "small", List.of("small", "huge"), "pages of the working set: small or huge"),
    MEMORY_NODE(
            "memoryNode", "memory-node", Kind.TEXT, "local", "NUMA node of the memory: local, remote or its number"),
    MECHANISM(
            "mechanism",
            "mechanism",
            Kind.CHOICE,
            "both",
            List.of("both", "park", "futex"),
            "how the partner wakes the measuring thread: LockSupport.unpark, a futex of our own, or by turns"),
    PROTOCOL("protocol", "protocol", Kind.CHOICE, "udp", List.of("udp", "tcp"), "transport: udp or tcp"),
    PAYLOAD("payloadBytes", "payload", Kind.SIZE, "64", 16, 65_000, "bytes of a request, and of its response"),
    CONNECT("connect", "connect", Kind.TEXT, "", "HOST:PORT of a listening peer; empty: a peer of its own on loopback"),
    LOCAL_ADDRESS(
            "localAddress",
            "local-address",
            Kind.TEXT,
            "",
            "the address, or the interface, that requests leave from; a peer of its own listens there; empty: any"),
    WAIT(
            "wait",
            "wait",
            Kind.CHOICE,
            "block",
            List.of("block", "spin"),
            "how a response is awaited: in the kernel, or by polling"),
    FILE(
            "file",
            "file",
            Kind.TEXT,
            "",
            "file or block device; where it does not exist, a file of our own in its folder, removed afterwards; empty: a"
                    + " temporary file"),
    OVERWRITE(
            "overwrite",
            "overwrite",
            Kind.CHOICE,
            "no",
            List.of("no", "yes"),
            "yes: write to a file or block device that was there before; what it holds is lost"),
    FILE_SIZE("fileBytes", "file-size", Kind.SIZE, "64M", 4_096, 1L << 40, "how much of it is used"),
    BLOCK_SIZE("blockBytes", "block-size", Kind.SIZE, "4K", 512, 16L << 20, "bytes of one operation"),
    QUEUE_DEPTH("queueDepth", "queue-depth", Kind.COUNT, "1", 1, 64, "operations under way at the same time"),
    OPERATIONS(
            "operations",
            "operations",
            Kind.CHOICE,
            "both",
            List.of("both", "read", "write"),
            "reads, writes, or both by turns; what was there before is written only with overwrite"),
    RATES(
            "ratesHz",
            "rates",
            Kind.COUNTS,
            "100000",
            1,
            10_000_000,
            "ticks a second; several: a sweep, as in 10000,100000"),
    ALLOCATION_RATE(
            "allocationBytesPerSecond",
            "allocation-rate",
            Kind.SIZE,
            "256M",
            0,
            16L << 30,
            "bytes that the strategy allocates each second"),
    COLLECTOR(
            "collector",
            "collector",
            Kind.CHOICE,
            "g1",
            List.of("g1", "parallel", "serial", "z", "shenandoah"),
            "garbage collector of the measuring JVM"),
    BENCHMARK_JAR("benchmarkJar", "benchmark-jar", Kind.TEXT, "", "the jar that JMH's build makes of your benchmarks"),
    INCLUDE("include", "include", Kind.TEXT, ".*", "regular expression that matches the name of one benchmark in it"),
    HEAP("heapBytes", "heap", Kind.SIZE, "256M", 64L << 20, 64L << 30, "heap of the measuring JVM");

    /** How a value is typed, and what it becomes. */
    public enum Kind {
        /** A whole number. */
        COUNT,
        /** Whole numbers with commas between. */
        COUNTS,
        /** A number of bytes, with K, M or G for powers of 1,024. */
        SIZE,
        /** Sizes with commas between; may be empty. */
        SIZES,
        /** One of a few words. */
        CHOICE,
        /** Anything on one line. */
        TEXT
    }

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15})([kKmMgG]?)");
    private static final int MOST_VALUES = 64;
    private static final int LONGEST_TEXT = 4_096;

    private final String key;
    private final String option;
    private final Kind kind;
    private final String defaultText;
    private final long least;
    private final long most;
    // Immutable by List.of.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> choices;

    private final String description;

    Parameter(String key, String option, Kind kind, String defaultText, long least, long most, String description) {
        this(key, option, kind, defaultText, new long[] {least, most}, List.of(), description);
    }

    Parameter(String key, String option, Kind kind, String defaultText, List<String> choices, String description) {
        this(key, option, kind, defaultText, new long[] {0, 0}, choices, description);
    }

    Parameter(String key, String option, Kind kind, String defaultText, String description) {
        this(key, option, kind, defaultText, new long[] {0, 0}, List.of(), description);
    }

    Parameter(
            String key,
            String option,
            Kind kind,
            String defaultText,
            long[] bounds,
            List<String> choices,
            String description) {
        this.key = key;
        this.option = option;
        this.kind = kind;
        this.defaultText = defaultText;
        this.least = bounds[0];
        this.most = bounds[1];
        this.choices = choices;
        this.description = description;
    }

    /** Its name in a spec and in a campaign: with the unit of its value. */
    public String key() {
        return key;
    }

    /** Its name on the command line, without the dashes. */
    public String option() {
        return option;
    }

    public Kind kind() {
        return kind;
    }

    /** The default as it would be typed. */
    public String defaultText() {
        return defaultText;
    }

    public List<String> choices() {
        return choices;
    }

    public String description() {
        return description;
    }

    /** Whether it is a switch: on the command line an option without a value. */
    public boolean isSwitch() {
        return choices.equals(List.of("no", "yes"));
    }

    public static Optional<Parameter> withKey(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /**
     * What was typed, in its base unit.
     *
     * @throws IllegalArgumentException with what was found and what was expected
     */
    public String parse(String typed) {
        String text = typed.strip();
        return switch (kind) {
            case COUNT, SIZE -> Long.toString(number(text));
            case COUNTS, SIZES -> list(text);
            case CHOICE -> choice(text);
            case TEXT -> line(text);
        };
    }

    private String list(String text) {
        if (text.isEmpty() && kind == Kind.SIZES) {
            return "";
        }
        List<String> numbers = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            numbers.add(Long.toString(number(each.strip())));
        }
        if (numbers.size() > MOST_VALUES) {
            throw new IllegalArgumentException("found " + numbers.size() + " values; expected at most " + MOST_VALUES);
        }
        return String.join(",", numbers);
    }

    private String choice(String text) {
        if (!choices.contains(text)) {
            throw new IllegalArgumentException("found '" + text + "'; expected one of " + choices);
        }
        return text;
    }

    private static String line(String text) {
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "found " + text.length() + " characters; expected one line of at most " + LONGEST_TEXT);
        }
        return text;
    }

    private long number(String text) {
        Matcher parts = NUMBER.matcher(text);
        boolean sized = kind == Kind.SIZE || kind == Kind.SIZES;
        if (parts.matches() && (sized || parts.group(2).isEmpty())) {
            int shift =
                    switch (parts.group(2).toUpperCase(Locale.ROOT)) {
                        case "K" -> 10;
                        case "M" -> 20;
                        case "G" -> 30;
                        default -> 0;
                    };
            long count = Long.parseLong(parts.group(1));
            if (count <= most >> shift && count << shift >= least) {
                return count << shift;
            }
        }
        throw new IllegalArgumentException(
                "found '" + text + "'; expected " + least + " to " + most + (sized ? " bytes, such as 64K or 1M" : ""));
    }
}
