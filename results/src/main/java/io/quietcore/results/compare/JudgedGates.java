package io.quietcore.results.compare;

import io.quietcore.contract.CanonicalJson;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a stored comparison, or the gates of one side, say was judged. Pure. */
public final class JudgedGates {
    private JudgedGates() {}

    /**
     * The gates of {@code comparison.json} or {@code gates.json}, as they are written ({@link GateResult#gate()}).
     *
     * @throws io.quietcore.contract.CanonicalJson.MalformedJsonException where it is no JSON
     */
    public static Set<String> in(byte[] json) {
        return new LinkedHashSet<>(CanonicalJson.readTree(json).findValuesAsString("gate"));
    }
}
