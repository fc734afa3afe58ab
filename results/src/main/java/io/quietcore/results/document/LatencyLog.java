package io.quietcore.results.document;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a latency tool of cnf-tests printed, out of the log that its test case carries. All three count in microseconds. The
 * lines are those that the test itself reads ({@code 4_latency/latency.go} of cluster-node-tuning-operator) and that rt-tests'
 * programs print; the arguments are logged by cnf-tests' runners ({@code cnf-tests/pod-utils} of cnf-features-deploy). Pure.
 *
 * @param values in the tool's order
 * @param limitUs what the test held the maximum against, or null where it does not say
 * @param remarks what a reader must know of the log, a line each
 */
record LatencyLog(List<Value> values, @Nullable Long limitUs, List<String> remarks) {
    private static final Pattern OSLAT = Pattern.compile("Maximum:([\\s0-9]*)\\(us\\)");
    private static final Pattern OSLAT_CPUS = Pattern.compile("Core:([ \\t0-9]+)");
    /** More must follow, as it always does: a log that was cut off may have half a number at its end. */
    private static final Pattern CYCLICTEST = Pattern.compile("# Max Latencies:([ \\t0-9]*)(?=[\\r\\n#])");

    private static final Pattern CYCLICTEST_CPUS = Pattern.compile("[ \\[](?:-a|--affinity)[ =]([0-9][0-9,-]*)");
    private static final Pattern HWLATDETECT = Pattern.compile("Max Latency: *([0-9]+us|Below threshold)");
    private static final Pattern HWLATDETECT_SAMPLES = Pattern.compile("Samples exceeding threshold: *([0-9]+)\\s");
    private static final Pattern HWLATDETECT_THRESHOLD = Pattern.compile("Latency threshold: *([0-9]+)us");
    private static final Pattern HWLATDETECT_LIMIT = Pattern.compile("--hardlimit[ =]([0-9]+)");

    /** The message of a test that failed on its limit. */
    private static final Pattern LIMIT = Pattern.compile("is bigger than the expected one ([0-9]+)");

    /** Eleven days in microseconds: no latency, and no overflow in nanoseconds. */
    private static final int MOST_DIGITS = 12;

    private static final double NS_PER_US = 1_000;

    /** That differ and are counted: a test is not repeated as often. */
    private static final int MOST_RESULTS = 1_000;

    LatencyLog {
        values = List.copyOf(values);
        remarks = List.copyOf(remarks);
    }

    /** The tools, by the name that their test cases have. */
    enum Tool {
        OSLAT("oslat", "a 'Maximum: … (us)' line"),
        CYCLICTEST("cyclictest", "a '# Max Latencies:' line"),
        HWLATDETECT("hwlatdetect", "a 'Max Latency:' line");

        private final String spelling;
        private final String line;

        Tool(String spelling, String line) {
            this.spelling = spelling;
            this.line = line;
        }

        String spelling() {
            return spelling;
        }

        /** What its log has when it measured, for a person. */
        String line() {
            return line;
        }

        private Pattern pattern() {
            return switch (this) {
                case OSLAT -> LatencyLog.OSLAT;
                case CYCLICTEST -> LatencyLog.CYCLICTEST;
                case HWLATDETECT -> LatencyLog.HWLATDETECT;
            };
        }
    }

    /**
     * A number that a tool printed.
     *
     * @param labels where it was measured
     */
    record Value(String statistic, double value, String unit, Map<String, String> labels) {
        Value {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Reads the first text that holds the tool's result: a message, what the test printed, and Ginkgo's timeline repeat it.
     *
     * @return empty where none does
     * @throws IOException on a result that is no latency
     */
    static Optional<LatencyLog> of(Tool tool, List<String> texts) throws IOException {
        for (String text : texts) {
            Matcher found = tool.pattern().matcher(text);
            @Nullable MatchResult last = null;
            Set<String> different = new HashSet<>();
            while (found.find()) {
                last = found.toMatchResult();
                if (different.size() < MOST_RESULTS) {
                    different.add(found.group(1).strip());
                }
            }
            if (last != null) {
                return Optional.of(read(tool, text, last, different.size(), limit(texts)));
            }
        }
        return Optional.empty();
    }

    private static LatencyLog read(Tool tool, String text, MatchResult result, int different, @Nullable Long limitUs)
            throws IOException {
        List<String> remarks = new ArrayList<>();
        if (different > 1) {
            // Ginkgo's flake attempts append to one output; the outcome is the last one's.
            remarks.add("found " + different + " results in one log: the last is taken");
        }
        String before = text.substring(0, result.start());
        return switch (tool) {
            case OSLAT -> new LatencyLog(maxima(result.group(1), coresOf(before)), limitUs, remarks);
            case CYCLICTEST -> new LatencyLog(maxima(result.group(1), affinityOf(before)), limitUs, remarks);
            case HWLATDETECT -> hwlatdetect(text, result, remarks);
        };
    }

    /** One maximum a thread; with its CPU where as many CPUs are named, else with the thread's number. */
    private static List<Value> maxima(String printed, List<Long> cpus) throws IOException {
        List<Long> maximaUs = numbers(printed);
        boolean placed = cpus.size() == maximaUs.size();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < maximaUs.size(); i++) {
            Map<String, String> place =
                    placed ? Map.of("cpu", Long.toString(cpus.get(i))) : Map.of("thread", Integer.toString(i));
            values.add(new Value("max", maximaUs.get(i) * NS_PER_US, "ns", place));
        }
        return values;
    }

    private static List<Long> coresOf(String before) throws IOException {
        @Nullable String cores = last(OSLAT_CPUS, before);
        return cores == null ? List.of() : numbers(cores);
    }

    /** cyclictest's threads take the CPUs of its list in ascending order ({@code cpu_for_thread_sp} of rt-tests). */
    private static List<Long> affinityOf(String before) {
        @Nullable String list = last(CYCLICTEST_CPUS, before);
        if (list == null) {
            return List.of();
        }
        try {
            return CpuSet.parse(list).cpus().stream().map(Integer::longValue).toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Where nothing was over its threshold hwlatdetect prints no maximum: what it counted is all there is. */
    private static LatencyLog hwlatdetect(String text, MatchResult result, List<String> remarks) throws IOException {
        @Nullable String threshold = last(HWLATDETECT_THRESHOLD, text);
        Map<String, String> labels =
                threshold == null ? Map.of() : Map.of("thresholdNs", Long.toString(number(threshold) * 1_000));
        List<Value> values = new ArrayList<>();
        String max = result.group(1);
        if (max.endsWith("us")) {
            values.add(new Value("max", number(max.substring(0, max.length() - 2)) * NS_PER_US, "ns", labels));
        } else {
            remarks.add("says 'Below threshold'" + (threshold == null ? "" : " (" + threshold + " us)")
                    + " and no maximum: none is imported");
        }
        @Nullable String samples = last(HWLATDETECT_SAMPLES, text);
        if (samples != null) {
            values.add(new Value("samplesOverThreshold", number(samples), "samples", labels));
        }
        @Nullable String limit = last(HWLATDETECT_LIMIT, text);
        return new LatencyLog(values, limit == null ? null : number(limit), remarks);
    }

    private static @Nullable Long limit(List<String> texts) throws IOException {
        for (String text : texts) {
            @Nullable String limit = last(LIMIT, text);
            if (limit != null) {
                return number(limit);
            }
        }
        return null;
    }

    private static @Nullable String last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        @Nullable String last = null;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }

    private static List<Long> numbers(String printed) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String each : printed.strip().split("\\s+", -1)) {
            if (!each.isEmpty()) {
                numbers.add(number(each));
            }
        }
        if (numbers.size() > CpuSet.MAX_CPU) {
            throw new IOException("found " + numbers.size() + " numbers in one line; expected one for each CPU");
        }
        return numbers;
    }

    private static long number(String digits) throws IOException {
        if (digits.length() > MOST_DIGITS) {
            throw new IOException("found '" + JUnitCases.oneLine(digits, 2 * MOST_DIGITS) + "'; expected a number of"
                    + " microseconds of at most " + MOST_DIGITS + " digits");
        }
        return Long.parseLong(digits);
    }
}
