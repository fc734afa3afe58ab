package io.quietcore.results.compare;

import io.quietcore.contract.CanonicalJson;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a stored comparison, or the gates of one side, say was judged. Pure. */
public final class JudgedGates {
    private JudgedGates() {}

    /**
     * The gates of {@code comparison.json} or {@code gates.json}, as they are written ({@link GateResult#gate()}).
     *
     * @throws IllegalArgumentException where it is no JSON, or a gate is no text
     */
    public static Set<String> in(byte[] json) {
        Set<String> gates = new LinkedHashSet<>();
        for (JsonNode gate : CanonicalJson.readTree(json).findValues("gate")) {
            if (!gate.isString()) {
                throw new IllegalArgumentException("found a gate that is no text");
            }
            gates.add(gate.asString());
        }
        return gates;
    }
}
