package io.quietcore.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvExportTest {
    private static List<List<String>> table(Runs runs) throws IOException {
        StringBuilder out = new StringBuilder();
        long rows = CsvExport.write(List.of(runs.run()), out);
        assertThat(out.toString()).endsWith("\r\n");
        List<List<String>> lines = Arrays.stream(out.toString().split("\r\n", 0))
                .map(line -> List.of(line.split(",", -1)))
                .toList();
        assertThat(lines).hasSize((int) rows + 1);
        return lines;
    }

    @Test
    void aRowIsOneStatisticOfOneRepetitionInOnePlace() throws IOException {
        List<List<String>> table = table(Runs.of("tuned")
                .measured(Probe.JITTER, 0, 2, i -> Runs.gaps(i))
                .measured(Probe.JITTER, 1, 2, i -> Runs.gaps(i)));

        assertThat(table.get(0))
                .containsExactly(
                        "side",
                        "uuid",
                        "repetition",
                        "startedAt",
                        "node",
                        "numa",
                        "cpu",
                        "probe",
                        "series",
                        "statistic",
                        "valueNs",
                        "valuePercent",
                        "valuePerSecond",
                        "samples");
        List<List<String>> lost =
                table.stream().filter(row -> row.get(9).equals("lost")).toList();
        assertThat(lost)
                .extracting(row -> row.get(2) + " on " + row.get(5))
                .containsExactlyInAnyOrder("1 on 0", "2 on 0", "1 on 1", "2 on 1");
        assertThat(lost).allSatisfy(row -> {
            assertThat(row.get(10) + row.get(12)).isEmpty();
            assertThat(Double.parseDouble(row.get(11))).isPositive();
        });
        assertThat(table).allSatisfy(row -> assertThat(row).hasSize(14));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd()", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "\n=x"})
    void noTextBecomesAFormula(String name) {
        assertThat(CsvExport.text(name)).isEqualTo("'" + name);
    }

    @Test
    void aFieldIsQuotedWhereItHasTo() {
        assertThat(CsvExport.quoted("worker-1")).isEqualTo("worker-1");
        assertThat(CsvExport.quoted("a,b")).isEqualTo("\"a,b\"");
        assertThat(CsvExport.quoted("<script>\"x\"\n|")).isEqualTo("\"<script>\"\"x\"\"\n|\"");
    }
}
