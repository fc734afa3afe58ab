package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A number of another tool that lies beside our runs, in a folder of documents that has no repetitions: told with its origin,
 * and compared with nothing.
 *
 * @param origin the tool
 * @param uuid of its run
 * @param metric its name
 * @param value in the unit
 * @param labels all others, as {@code name=value}
 */
public record ImportedStatistic(
        String origin, String uuid, String metric, double value, String unit, List<String> labels) {
    private static final String FILE_PREFIX = "imported-";

    /** 100,000 numbers of cnf-tests have half of it. */
    private static final int MOST_BYTES = 128 << 20;

    public ImportedStatistic {
        labels = List.copyOf(labels);
    }

    /**
     * Writes imported documents beside the runs of a folder.
     *
     * @return where they lie now
     * @throws IOException when one of them is there already with other content
     */
    public static List<Path> write(Path folder, List<Map<String, Object>> documents) throws IOException {
        Map<String, List<Map<String, Object>>> byUuid = new TreeMap<>();
        documents.forEach(each -> byUuid.computeIfAbsent(String.valueOf(each.get("uuid")), none -> new ArrayList<>())
                .add(each));
        Map<Path, byte[]> files = new LinkedHashMap<>();
        for (Map.Entry<String, List<Map<String, Object>>> run : byUuid.entrySet()) {
            String uuid = run.getKey();
            if (!uuid.matches("[A-Za-z0-9][A-Za-z0-9-]{0,63}")) {
                throw new IOException("found a uuid that can name no folder; expected letters, digits and dashes");
            }
            Path file = folder.resolve(RunFolder.PREFIX + uuid)
                    .resolve(FILE_PREFIX + run.getValue().get(0).get("jobName") + ".json");
            byte[] content = CanonicalJson.write(run.getValue()).getBytes(StandardCharsets.UTF_8);
            if (Files.exists(file)
                    && !new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .equals(new String(content, StandardCharsets.UTF_8))) {
                throw new IOException(file + " is here already with other content and is not overwritten;"
                        + " choose another folder");
            }
            files.put(file, content);
        }
        // All of them, or none where one is refused.
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.createDirectories(file.getKey().resolveSibling("."));
            AtomicFile.write(file.getKey(), file.getValue());
        }
        return List.copyOf(files.keySet());
    }

    /** Those that lie in a campaign's folder. */
    public static List<ImportedStatistic> in(Path folder) throws IOException {
        List<ImportedStatistic> all = new ArrayList<>();
        List<Path> runs;
        try (Stream<Path> in = Files.list(folder)) {
            runs = in.filter(RunFolder::isNamedAsRun).sorted().toList();
        }
        for (Path run : runs) {
            for (Path file : imported(run)) {
                all.addAll(read(file));
            }
        }
        return all;
    }

    private static List<ImportedStatistic> read(Path file) throws IOException {
        JsonNode documents;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] json = in.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw new IOException(file + ": is larger than " + (MOST_BYTES >> 20) + " MiB; expected what"
                        + " 'quietcore import' writes");
            }
            documents = CanonicalJson.readTree(json);
        } catch (MalformedJsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        List<ImportedStatistic> all = new ArrayList<>();
        for (JsonNode document : documents) {
            // What is no number, or none that can be shown, would else be told as 0.
            double value =
                    document.path("value").isNumber() ? document.path("value").asDouble(Double.NaN) : Double.NaN;
            if (!documents.isArray() || !Double.isFinite(value)) {
                throw new IOException(file + ": found a document without a number 'value'; expected a list of what"
                        + " 'quietcore import' writes");
            }
            all.add(of(document, value));
        }
        return all;
    }

    private static List<Path> imported(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(ImportedStatistic::isImported).sorted().toList();
        }
    }

    private static boolean isImported(Path file) {
        return String.valueOf(file.getFileName()).startsWith(FILE_PREFIX) && Files.isRegularFile(file);
    }

    private static ImportedStatistic of(JsonNode document, double value) {
        List<String> labels = new ArrayList<>();
        document.path("labels").properties().stream()
                .filter(label -> !List.of("origin", "unit", "statistic").contains(label.getKey()))
                .forEach(label ->
                        labels.add(label.getKey() + "=" + label.getValue().asString("")));
        return new ImportedStatistic(
                document.at("/labels/origin").asString(""),
                document.path("uuid").asString(""),
                document.path("metricName").asString(""),
                value,
                document.at("/labels/unit").asString(""),
                labels);
    }
}
