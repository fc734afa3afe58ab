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
     * What was found.
     *
     * @param runs their folders, by name; one or more
     * @param leftOut what lies beside them and is none, in words
     */
    public record Found(List<Path> runs, List<String> leftOut) {
        public Found {
            runs = List.copyOf(runs);
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * Finds them.
     *
     * @throws IOException where there is no run at all, saying what was found instead
     */
    public static Found find(String typed) throws IOException {
        List<Path> named = Files.exists(Path.of(typed)) || !isPattern(typed) ? List.of(Path.of(typed)) : matches(typed);
        List<Path> runs = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Path path : named) {
            if (!Files.isDirectory(path)) {
                leftOut.add(path + (Files.exists(path) ? " is a file" : " is not there")
                        + "; expected the folder of a run");
            } else if (RunFolder.isRun(path)) {
                runs.add(path);
            } else {
                below(path, runs, leftOut);
            }
        }
        if (runs.isEmpty()) {
            throw new IOException(
                    leftOut.isEmpty()
                            ? "nothing matches '" + typed + "'; expected folders of runs"
                            : String.join("; ", leftOut));
        }
        return new Found(runs, leftOut);
    }

    private static void below(Path folder, List<Path> runs, List<String> leftOut) throws IOException {
        int before = runs.size();
        List<Path> named;
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            named = all.filter(each -> RunFolder.isNamedAsRun(each) && !each.equals(folder))
                    .sorted()
                    .toList();
        }
        for (Path each : named) {
            if (RunFolder.isRun(each)) {
                runs.add(each);
            } else {
                leftOut.add(each + " has no folder " + RunFolder.REPETITIONS
                        + " in it, as another tool's have none; it is left out");
            }
        }
        if (runs.size() == before) {
            leftOut.add(folder + " is not the folder of a run and holds none; expected " + RunFolder.PREFIX
                    + "<uuid> with a folder " + RunFolder.REPETITIONS + " in it, as 'quietcore campaign' and"
                    + " 'quietcore run' write it");
        }
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
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
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
