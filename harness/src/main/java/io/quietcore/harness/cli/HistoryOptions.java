package io.quietcore.harness.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the history is. */
final class HistoryOptions {
    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "where runs are remembered (an SQLite database); default: quietcore/history.db in"
                    + " XDG_DATA_HOME, or else in ~/.local/share")
    private @Nullable Path file;

    Path file() {
        return file != null ? file : defaultFile(System.getenv(), System.getProperty("user.home", "/"));
    }

    /** One history for all that a person measures, wherever the results lie (XDG Base Directory Specification 0.8). */
    static Path defaultFile(Map<String, String> environment, String home) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The specification: a relative path is to be ignored.
        Path folder = data.startsWith("/") ? Path.of(data) : Path.of(home, ".local", "share");
        return folder.resolve("quietcore").resolve("history.db");
    }
}
