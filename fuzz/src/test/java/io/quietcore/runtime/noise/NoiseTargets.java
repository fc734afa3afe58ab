package io.quietcore.runtime.noise;

import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.Target;
import java.util.List;

/** The JVM's log and the kernel's trace: lines that say something else are passed over. */
public final class NoiseTargets {
    private static final long THREAD = 1_234;

    private NoiseTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.telling("jvm-log", input -> !JvmLog.parse(ContractTargets.text(input))
                        .isEmpty()),
                Target.telling("trace", input -> {
                    String text = ContractTargets.text(input);
                    boolean any = !TraceText.spans(text, THREAD).isEmpty();
                    return any && TraceText.firstNs(text) < Long.MAX_VALUE;
                }));
    }
}
