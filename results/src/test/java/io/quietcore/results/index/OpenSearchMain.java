package io.quietcore.results.index;

import java.io.IOException;
import java.nio.file.Path;

/** An OpenSearch for scripts: {@code OpenSearchMain FOLDER [ADDRESS]} prints where it is, and ends with standard input. */
public final class OpenSearchMain {
    private OpenSearchMain() {}

    public static void main(String[] args) throws IOException {
        try (OpenSearch openSearch = new OpenSearch(Path.of(args[0]), args.length > 1 ? args[1] : "127.0.0.1")) {
            System.out.println("ADDRESS " + openSearch.uri());
            while (System.in.read() >= 0) {
                // Until whoever started this one closes it, or is gone.
            }
        }
        System.exit(0);
    }
}
