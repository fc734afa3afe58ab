package io.quietcore.runtime.external;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.IOException;
import java.util.List;

/** What oslat, cyclictest, fio and sockperf write. */
public final class ToolTargets {
    private static final long HIGHEST_COLUMN_NS = 4_000_000;

    private ToolTargets() {}

    public static List<Target> all() {
        return List.of(
                of("oslat", ToolOutput::oslat),
                of("cyclictest", input -> ToolOutput.cyclictest(input, HIGHEST_COLUMN_NS)),
                of("fio", ToolOutput::fio),
                of("sockperf", input -> ToolOutput.sockperf(ContractTargets.text(input))));
    }

    @FunctionalInterface
    private interface Reader {
        ToolReading read(byte[] input) throws IOException;
    }

    private static Target of(String tool, Reader reader) {
        Target.Refusing checked = input -> {
            ToolReading reading = reader.read(input);
            Holds.that(reading.histogram().getTotalCount() > 0, tool + " counted nothing");
            reading.notes().forEach(note -> Holds.oneLine("a note on " + tool, note));
        };
        return Target.refusing(tool, List.of(IOException.class, MalformedJsonException.class), checked);
    }
}
