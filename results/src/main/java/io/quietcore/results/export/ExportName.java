package io.quietcore.results.export;

import java.util.Set;

/** Names of files that come from names of sides, nodes and series. */
public final class ExportName {
    private static final int LONGEST = 200;

    private ExportName() {}

    /**
     * A name for one file in one folder, whatever the words are: letters, digits, dot, dash, equals sign, underscore. Words
     * that would give a name that is taken get a number.
     */
    public static String of(String words, String ending, Set<String> taken) {
        String safe = words.replaceAll("[^A-Za-z0-9.=_-]", "-").replaceAll("^[.-]+", "");
        String name = safe.substring(0, Math.min(safe.length(), LONGEST));
        String free = name + ending;
        for (int i = 2; taken.contains(free); i++) {
            free = name + "-" + i + ending;
        }
        return free;
    }
}
