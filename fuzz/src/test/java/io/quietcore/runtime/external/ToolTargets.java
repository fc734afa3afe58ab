package io.quietcore.runtime.external;

import io.quietcore.contract.ContractTargets;
import io.quietcore.contract.Stated;
import io.quietcore.contract.TextLines;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

/** What oslat, cyclictest, fio and sockperf write. */
public final class ToolTargets {
    private static final long HIGHEST_COLUMN_NS = 1_000_000;

    private ToolTargets() {}

    public static List<Target> all() {
        return List.of(
                of("oslat", ToolOutput::oslat),
                of("cyclictest", input -> ToolOutput.cyclictest(input, HIGHEST_COLUMN_NS)),
                of("fio", ToolOutput::fio),
                of("sockperf", input -> SockperfLog.read(new TextLines(input, 1_000))));
    }

    @FunctionalInterface
    private interface Reader {
        ToolReading read(java.io.Reader text) throws IOException;
    }

    private static Target of(String tool, Reader reader) {
        Target.Refusing checked = input -> {
            ToolReading reading = reader.read(new StringReader(ContractTargets.text(input)));
            Holds.that(reading.histogram().getTotalCount() > 0, tool + " counted nothing");
            Holds.equal(
                    "what " + tool + " stated",
                    Stated.in(Map.of(Stated.EVIDENCE, reading.stated().evidence())),
                    reading.stated());
            for (List<String> words : List.of(reading.notes(), reading.said(), reading.problems())) {
                words.forEach(each -> Holds.oneLine("a line on " + tool, each));
            }
        };
        return Target.refusing(tool, List.of(IOException.class), checked);
    }
}
