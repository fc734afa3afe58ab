package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import io.quietcore.results.document.LatencyLog.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Other tools' results: cnf-tests' report and logs, k8s-netperf's archive, kube-burner's summaries, what was imported. */
public final class DocumentTargets {
    private static final String UUID = "5a1b4d6e-0000-4000-8000-000000000001";

    private DocumentTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("junit", IOException.class, DocumentTargets::junit),
                Target.refusing("latency-log", IOException.class, DocumentTargets::latencyLog),
                Target.refusing("netperf", IOException.class, DocumentTargets::netperf),
                Target.refusing("imported", IOException.class, DocumentTargets::imported),
                Target.refusing("churn", IOException.class, DocumentTargets::churn));
    }

    private static void junit(byte[] input) throws IOException {
        CnfTestsDocuments documents = CnfTestsDocuments.of(input, null, Instant.EPOCH);
        documents.remarks().forEach(each -> Holds.oneLine("a remark", each));
        written(documents.documents());
    }

    /** What is imported can be written, and is finite. */
    private static void written(List<Map<String, Object>> documents) {
        Holds.that(!CanonicalJson.write(documents).isEmpty(), "documents that nobody can write");
        documents.forEach(each -> Holds.that(
                each.get("value") instanceof Number value && value.doubleValue() >= 0, "found " + each.get("value")));
    }

    private static void latencyLog(byte[] input) throws IOException {
        IOException refused = null;
        for (Tool tool : Tool.values()) {
            try {
                LatencyLog.of(tool, List.of(ContractTargets.text(input))).ifPresent(log -> log.values()
                        .forEach(each ->
                                Holds.that(each.value() >= 0 && Double.isFinite(each.value()), "found " + each)));
            } catch (IOException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static void netperf(byte[] input) throws IOException {
        NetperfDocuments imported = NetperfDocuments.of(input, UUID);
        imported.remarks().forEach(each -> Holds.oneLine("a remark on a result", each));
        written(imported.documents());
    }

    /** A folder of documents that were imported before, as the report tells them. */
    private static void imported(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Files.write(
                    Files.createDirectories(folder.resolve("collected-metrics-" + UUID))
                            .resolve("imported-k8s-netperf.json"),
                    input);
            try {
                ImportedStatistic.in(folder)
                        .forEach(each -> Holds.that(Double.isFinite(each.value()), "found " + each));
            } catch (IOException e) {
                throw new IOException(String.valueOf(e.getMessage()).replace(folder.toString(), "folder"), e);
            }
        });
    }

    private static void churn(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Files.write(folder.resolve("jobSummary.json"), input);
            try {
                ChurnTimes.read(folder, Instant.EPOCH);
            } catch (IOException e) {
                throw new IOException(String.valueOf(e.getMessage()).replace(folder.toString(), "folder"), e);
            }
        });
    }
}
