package io.quietcore.runtime.noise;

import io.quietcore.contract.TextLines;
import io.quietcore.fuzz.Target;
import java.io.ByteArrayInputStream;
import java.util.List;

/** The JVM's log and the kernel's trace: lines that say something else are passed over. */
public final class NoiseTargets {
    private static final long THREAD = 1_234;

    private NoiseTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.telling("jvm-log", input -> !JvmLog.parse(lines(input)).isEmpty()),
                Target.telling("trace", input -> {
                    TraceText trace = TraceText.read(lines(input), THREAD);
                    return !trace.spans().isEmpty() && trace.firstNs() < Long.MAX_VALUE;
                }));
    }

    private static TextLines lines(byte[] input) {
        return new TextLines(new ByteArrayInputStream(input), 8_192);
    }
}
