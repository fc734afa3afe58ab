package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What became of one thing that was asked of the machine, or what was seen of it. JSON spells CPUs that were seen as a
 * list of numbers, what holds or not as true or false, and everything else as an object of outcome and detail.
 *
 * @param outcome in one word
 * @param detail in figures or in the system's own words
 */
public record Evidence(Outcome outcome, String detail) {
    /** The name of the evidence of what a program that measures said beside its numbers: its warnings. */
    public static final String PROGRAM_SAID = "programSaid";

    /** The name of the evidence that a CPU quota throttled the measuring thread; absent where it did not. */
    public static final String THROTTLED = "throttled";

    /** The name of the evidence that requests had no answer; absent where all had one. */
    public static final String LOST = "lost";

    /**
     * The name of the evidence that code that measures was compiled in windows that were kept, or may have been; absent where the
     * compiler was quiet.
     */
    public static final String COMPILED = "compiled";

    /** The names of what befell a measurement and belongs to it: a reader must know of it, and nothing is rejected for it. */
    public static final List<String> BEFELL = List.of(THROTTLED, LOST, COMPILED);

    /** What became of it. */
    public enum Outcome {
        /** Asked for, done, and read back. */
        @JsonProperty("used")
        USED,
        /** Asked for, and the system refused. */
        @JsonProperty("denied")
        DENIED,
        /** Asked for, and this machine has no such thing. */
        @JsonProperty("unavailable")
        UNAVAILABLE,
        /** Not asked for on this side. */
        @JsonProperty("notAsked")
        NOT_ASKED,
        /** Not a request: something that was observed. */
        @JsonProperty("seen")
        SEEN,
        /** Not a request: CPUs that were observed, in the kernel's list format. */
        @JsonProperty("cpus")
        CPUS,
        /** Not a request: true or false. */
        @JsonProperty("holds")
        HOLDS
    }

    public static Evidence used(String detail) {
        return new Evidence(Outcome.USED, detail);
    }

    public static Evidence denied(String detail) {
        return new Evidence(Outcome.DENIED, detail);
    }

    public static Evidence unavailable(String detail) {
        return new Evidence(Outcome.UNAVAILABLE, detail);
    }

    public static Evidence notAsked() {
        return new Evidence(Outcome.NOT_ASKED, "");
    }

    public static Evidence seen(String detail) {
        return new Evidence(Outcome.SEEN, detail);
    }

    public static Evidence cpus(CpuSet cpus) {
        return new Evidence(Outcome.CPUS, cpus.toString());
    }

    public static Evidence holds(boolean holds) {
        return new Evidence(Outcome.HOLDS, Boolean.toString(holds));
    }

    @JsonValue
    Object json() {
        return switch (outcome) {
            case CPUS -> CpuSet.parse(detail);
            case HOLDS -> Boolean.valueOf(detail);
            default -> Map.of("outcome", outcome, "detail", detail);
        };
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Evidence of(JsonNode json) {
        if (json.isBoolean()) {
            return holds(json.booleanValue());
        }
        if (json.isArray()) {
            return cpus(CpuSet.of(json.valueStream().map(JsonNode::intValue).toList()));
        }
        String said = json.path("outcome").asString("");
        for (Outcome each : Outcome.values()) {
            if (CanonicalJson.write(each).equals(CanonicalJson.write(said))) {
                return new Evidence(each, json.path("detail").asString(""));
            }
        }
        throw new IllegalArgumentException("'" + said + "' is not an outcome of a request");
    }
}
