package io.quietcore.results.index;

import io.quietcore.results.archive.Tarball;
import java.io.IOException;
import java.nio.file.Path;

/** A tarball of documents, as kube-burner writes and imports them: gzip, tar, each entry a JSON array. */
public final class DocumentTarball {
    private static final String EXPECTED = "a tarball of JSON arrays, as kube-burner writes it";

    private DocumentTarball() {}

    /**
     * Reads every entry, as {@link Tarball#read} does.
     *
     * @throws IOException in one line that names the entry
     */
    public static void read(Path tarball, DocumentFile.Sink sink) throws IOException, InterruptedException {
        Tarball.read(tarball, EXPECTED, (where, name, content) -> sink.take(new DocumentFile(where, name, content)));
    }

    /**
     * Writes the documents of a folder. The same documents give the same bytes.
     *
     * @return how many documents
     */
    public static long write(Path folder, Path tarball) throws IOException, InterruptedException {
        long[] documents = {0};
        Tarball.write(
                tarball,
                written -> DocumentFolder.read(folder, each -> {
                    each.read(document -> documents[0]++);
                    written.put(each.name(), each.content());
                }));
        return documents[0];
    }
}
