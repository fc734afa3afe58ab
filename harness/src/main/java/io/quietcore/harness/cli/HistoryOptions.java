package io.quietcore.harness.cli;

import io.quietcore.harness.environment.HomeFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

    Path file() throws CommandFailure {
        return file != null ? file : defaultFile(System.getenv(), System.getProperty("user.home"));
    }

    /** One history for all that a person measures, wherever the results lie (XDG Base Directory Specification 0.8). */
    static Path defaultFile(Map<String, String> environment, @Nullable String homeOfJvm) throws CommandFailure {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The specification: a relative path is to be ignored.
        Optional<Path> folder = data.startsWith("/")
                ? Optional.of(Path.of(data))
                : HomeFolder.of(environment, homeOfJvm).map(home -> home.resolve(".local/share"));
        return folder.map(each -> each.resolve("quietcore").resolve("history.db"))
                .orElseThrow(
                        () -> CommandFailure.error("neither XDG_DATA_HOME nor HOME names a folder, and this user has"
                                + " none: name the history's file with --history"));
    }
}
