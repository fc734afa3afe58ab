package io.quietcore.contract;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON of both kinds, and the small texts of the contract. */
public final class ContractTargets {
    private static final JsonMapper PLAIN = JsonMapper.shared();

    private static final Pattern MINUS_ZERO = Pattern.compile("-0(?![.0-9eE])");

    private static final String SAMPLE =
            "results/samples/baseline/collected-metrics-0a76b2d7-956f-4cd4-a4c2-08f668622143/"
                    + "repetitions/01-jitter-numa0/result.json";

    private ContractTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("json", MalformedJsonException.class, ContractTargets::json)
                        .from(SAMPLE),
                Target.refusing("json-array", MalformedJsonException.class, ContractTargets::array),
                Target.refusing("result", MalformedJsonException.class, stored(ProbeResult.class))
                        .from(SAMPLE),
                Target.refusing("spec", MalformedJsonException.class, stored(ProbeSpec.class)),
                Target.refusing("orders", MalformedJsonException.class, stored(PodOrders.class)),
                Target.refusing("cpu-list", IllegalArgumentException.class, ContractTargets::cpuList),
                Target.refusing("series-tag", IllegalArgumentException.class, ContractTargets::seriesTag),
                Target.refusing("parameter", IllegalArgumentException.class, ContractTargets::parameter));
    }

    /** Text of UTF-8, with replacements where it is none, as every reader of text here decodes it. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** A value of a record that was stored as JSON: what was read is written, and read again as the same. */
    public static <T> Target.Refusing stored(Class<T> type) {
        return input -> {
            T value = CanonicalJson.read(input, type);
            Holds.that(value != null, "a " + type.getSimpleName() + " was read as nothing");
            Holds.equal("a " + type.getSimpleName() + " and itself, written and read", value, again(value, type));
        };
    }

    private static <T> T again(T value, Class<T> type) {
        return CanonicalJson.read(CanonicalJson.bytes(value), type);
    }

    /** Our writer against Go's rules written down a second time, and against what Jackson reads back. */
    private static void json(byte[] input) {
        JsonNode tree = CanonicalJson.readTree(input);
        if (isBeyondFloat64(tree)) {
            // Read as infinite, which no writer of JSON spells; whoever takes a number of others refuses that.
            return;
        }
        byte[] written = CanonicalJson.bytes(tree);
        if (MINUS_ZERO.matcher(text(written)).find()) {
            // A whole number when it is read again, and those of a tree have no minus zero.
            return;
        }
        Holds.equal("what Go would write and what we did", GoWriter.text(tree, false), text(written));
        Holds.equal(
                "the same document written once and twice",
                text(written),
                text(CanonicalJson.bytes(CanonicalJson.readTree(written))));
        Holds.equal(
                "the same document with and without line ends",
                text(written),
                text(CanonicalJson.bytes(PLAIN.readTree(CanonicalJson.writeIndented(tree)))));
    }

    private static boolean isBeyondFloat64(JsonNode node) {
        return node.isContainer()
                ? node.valueStream().anyMatch(ContractTargets::isBeyondFloat64)
                : node.isNumber() && !node.isIntegralNumber() && !Double.isFinite(node.doubleValue());
    }

    private static void array(byte[] input) {
        if (MINUS_ZERO.matcher(text(input)).find()) {
            // Go keeps its sign, and Jackson's tree does not.
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] count = {0};
        CanonicalArray.<RuntimeException>read(input, (object, canonical) -> {
            all.writeBytes((count[0]++ == 0 ? "[" : ",").getBytes(StandardCharsets.UTF_8));
            all.writeBytes(canonical);
        });
        all.writeBytes((count[0] == 0 ? "[]" : "]").getBytes(StandardCharsets.UTF_8));
        Holds.equal(
                "what Go would write and what we did",
                GoWriter.text(PLAIN.readTree(input), true),
                text(all.toByteArray()));
    }

    private static void cpuList(byte[] input) {
        CpuSet set = CpuSet.parse(text(input));
        Holds.equal("a list and itself, written and read", set, CpuSet.parse(set.toString()));
        Holds.equal("a set and its bits", set, CpuSet.of(set.toBitSet()));
    }

    private static void seriesTag(byte[] input) {
        SeriesKey key = SeriesKey.parseTag(text(input));
        Holds.equal("a tag and itself, read and written", text(input), key.toTag());
    }

    /** What a campaign or a command line tells a probe; each parameter is asked. */
    private static void parameter(byte[] input) {
        IllegalArgumentException refused = null;
        for (Parameter parameter : Parameter.values()) {
            try {
                String parsed = parameter.parse(text(input));
                Holds.equal(parameter + " and itself, read again", parsed, parameter.parse(parsed));
            } catch (IllegalArgumentException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }
}
