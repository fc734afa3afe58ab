package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Finds the runs that a person names: the folder of one, a folder that holds such folders (a campaign's, or one of
 * campaigns), or a pattern of either, such as {@code 'nightly-*'}.
 */
public final class RunSearch {
    private static final int DEPTH = 3;

    private RunSearch() {}

    /**
     * The folders of the runs, by name; one or more.
     *
     * @throws IOException saying what was found instead, and what was expected
     */
    public static List<Path> find(String typed) throws IOException {
        List<Path> named = Files.exists(Path.of(typed)) || !isPattern(typed) ? List.of(Path.of(typed)) : matches(typed);
        if (named.isEmpty()) {
            throw new IOException("nothing matches '" + typed + "'; expected folders of runs");
        }
        List<Path> runs = new ArrayList<>();
        for (Path path : named) {
            if (!Files.isDirectory(path)) {
                throw new IOException(path + (Files.exists(path) ? " is a file" : " is not there")
                        + "; expected the folder of a run");
            }
            if (RunFolder.isRun(path)) {
                runs.add(path);
            } else {
                runs.addAll(below(path));
            }
        }
        return runs;
    }

    private static List<Path> below(Path folder) throws IOException {
        List<Path> runs;
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            runs = all.filter(RunFolder::isRun).sorted().toList();
        }
        if (runs.isEmpty()) {
            throw new IOException(folder + " is not the folder of a run and holds none; expected " + RunFolder.PREFIX
                    + "<uuid> with a folder " + RunFolder.REPETITIONS + " in it, as 'quietcore campaign' and"
                    + " 'quietcore run' write it");
        }
        return runs;
    }

    private static boolean isPattern(String typed) {
        return typed.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    /** The folders that a pattern means, read from the last part of it that is none. */
    private static List<Path> matches(String typed) throws IOException {
        Path pattern = Path.of(typed);
        Path from = pattern.isAbsolute() ? pattern.getRoot() : Path.of("");
        int plain = 0;
        while (plain < pattern.getNameCount()
                && !isPattern(pattern.getName(plain).toString())) {
            from = from.resolve(pattern.getName(plain));
            plain++;
        }
        if (!Files.isDirectory(from)) {
            return List.of();
        }
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + typed);
        } catch (PatternSyntaxException e) {
            throw new IOException("'" + typed + "' is not a pattern: " + e.getDescription(), e);
        }
        try (Stream<Path> all = Files.walk(from, pattern.getNameCount() - plain)) {
            return all.filter(matcher::matches)
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }
}
