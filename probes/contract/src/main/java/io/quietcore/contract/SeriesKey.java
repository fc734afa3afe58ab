package io.quietcore.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a histogram belongs to: an ordered map of strings such as {@code node=worker1, numa=0, cpu=5, probe=jitter}.
 *
 * <p>Keys that this version does not know are kept through every stage, so that a newer probe's series survive an older
 * controller. Values are restricted to what may stand in the tag of a HdrHistogram interval log without escaping
 * ({@code [A-Za-z0-9.-]}; the format separates its fields by commas, which the library's own check lets through) less
 * the underscore, which separates the pairs: no Kubernetes node name (RFC 1123 subdomain) contains one.
 *
 * @param labels the pairs, in the order in which they are written
 */
public record SeriesKey(Map<String, String> labels) {
    public static final String NODE = "node";
    public static final String NUMA = "numa";
    public static final String CPU = "cpu";
    public static final String PROBE = "probe";
    public static final String SERIES = "series";

    /** The {@code cpu} of a probe that was not asked to be pinned: it may run on any allowed CPU of its NUMA node. */
    public static final String ANY_CPU = "any";

    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    public SeriesKey {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("a series key needs at least one label");
        }
        labels.forEach((key, value) -> {
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("series label name '" + key + "' does not match " + KEY);
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "series label " + key + " has the value '" + value + "', which does not match " + VALUE);
            }
        });
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** The key of one probe's series on one CPU (or {@link #ANY_CPU}) of one NUMA node of one node. */
    public static SeriesKey of(String node, int numaNode, String cpu, String probe) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(NODE, node);
        labels.put(NUMA, Integer.toString(numaNode));
        labels.put(CPU, cpu);
        labels.put(PROBE, probe);
        return new SeriesKey(labels);
    }

    public Optional<String> get(String label) {
        return Optional.ofNullable(labels.get(label));
    }

    /** This key with one label more, or with another value for one that it has. */
    public SeriesKey with(String label, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(label, value);
        return new SeriesKey(more);
    }

    /** This key without a label: two series that differ only there get one key. */
    public SeriesKey without(String label) {
        Map<String, String> fewer = new LinkedHashMap<>(labels);
        fewer.remove(label);
        return new SeriesKey(fewer);
    }

    /** The NUMA node of a node in one word, {@code <node>-numa<k>}: series are paired by it, and by their probe. */
    public String place() {
        return labels.getOrDefault(NODE, "?") + "-numa" + labels.getOrDefault(NUMA, "?");
    }

    /** The key as the tag of a HdrHistogram interval log: {@code key=value} joined by {@code _}. */
    public String toTag() {
        List<String> pairs = new ArrayList<>(labels.size());
        labels.forEach((key, value) -> pairs.add(key + "=" + value));
        return String.join("_", pairs);
    }

    /**
     * The key that {@link #toTag()} wrote.
     *
     * @throws IllegalArgumentException when the tag is not of that form, saying which part is not
     */
    public static SeriesKey parseTag(String tag) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String pair : tag.split("_", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + pair + "' in the tag '" + tag + "' is not key=value");
            }
            if (labels.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "the tag '" + tag + "' names " + pair.substring(0, equals) + " twice");
            }
        }
        return new SeriesKey(labels);
    }

    @Override
    public String toString() {
        return toTag();
    }
}
