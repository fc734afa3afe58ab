package io.quietcore.results.index;

import java.io.IOException;
import java.nio.file.Path;

/** Whole folders and tarballs into an index. */
public final class Indexing {
    private Indexing() {}

    /** Where documents come from. */
    @FunctionalInterface
    private interface Source {
        void read(DocumentFile.Sink sink) throws IOException, InterruptedException;
    }

    /** Every document of a folder ({@link DocumentFolder}). */
    public static IndexReport folder(SearchServer server, String index, Path folder)
            throws IOException, InterruptedException {
        return of(server, index, sink -> DocumentFolder.read(folder, sink));
    }

    /** Every document of a tarball ({@link DocumentTarball}). */
    public static IndexReport tarball(SearchServer server, String index, Path tarball)
            throws IOException, InterruptedException {
        return of(server, index, sink -> DocumentTarball.read(tarball, sink));
    }

    private static IndexReport of(SearchServer server, String index, Source source)
            throws IOException, InterruptedException {
        try (BulkIndexer indexer = BulkIndexer.open(server, index)) {
            source.read(file -> file.read(indexer::add));
            return indexer.finish();
        }
    }
}
