package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A folder of documents: a run's, a campaign's with all of its runs, or one that kube-burner wrote. */
public final class DocumentFolder {
    private DocumentFolder() {}

    /**
     * Reads every file of documents, in the order of their names.
     *
     * @throws IOException when there are none, or one of them is something else
     */
    public static void read(Path folder, DocumentFile.Sink sink) throws IOException, InterruptedException {
        List<Path> files = files(folder);
        if (files.isEmpty()) {
            throw new IOException(folder + " holds no documents (*.json); expected the folder of a run, of a campaign,"
                    + " or kube-burner's collected-metrics");
        }
        for (Path file : files) {
            if (Files.size(file) > CanonicalJson.MAX_DOCUMENT_BYTES) {
                throw new IOException(
                        file + ": found more than " + CanonicalJson.MAX_DOCUMENT_BYTES + " bytes; expected fewer");
            }
            String name = folder.relativize(file).toString();
            sink.take(new DocumentFile(file.toString(), name, Files.readAllBytes(file)));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is no folder; expected one with documents");
        }
        List<Path> runs = list(folder).stream()
                .filter(each -> name(each).startsWith(RunFolder.PREFIX) && Files.isDirectory(each))
                .toList();
        List<Path> files = new ArrayList<>();
        // A campaign's own files, such as its comparison, are no documents.
        for (Path each : runs.isEmpty() ? List.of(folder) : runs) {
            list(each).stream()
                    .filter(file -> name(file).endsWith(".json") && Files.isRegularFile(file))
                    .forEach(files::add);
        }
        return files;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /**
     * Writes a file of documents below a folder. One that is there already with the same documents stays as it is.
     *
     * @throws IOException when another file of that name is there
     */
    public static void write(Path folder, DocumentFile file) throws IOException, InterruptedException {
        Path target = folder.resolve(file.name());
        Files.createDirectories(target.resolveSibling("."));
        byte[] content = file.content();
        if (Files.exists(target)) {
            if (!Files.isRegularFile(target) || !Arrays.equals(Files.readAllBytes(target), content)) {
                throw new IOException(target + " is here already with other content and is not overwritten;"
                        + " choose another folder");
            }
            return;
        }
        AtomicFile.write(target, content);
    }
}
