package io.quietcore.workloads.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The word that was probably meant, by optimal string alignment distance (Damerau 1964: one insertion, deletion,
 * substitution or swap of neighbours each cost 1). Pure.
 */
public final class Suggestion {
    private static final int LONGEST = 64;
    private static final int SHORTEST_BEGINNING = 3;

    private Suggestion() {}

    /** The clause {@code did you mean "x"?}, or nothing when no word is near. */
    public static String clause(String found, Collection<String> words) {
        return nearest(found, words)
                .map(word -> "did you mean \"" + word + "\"?")
                .orElse("");
    }

    /** The nearest word that begins like this one, or differs in no more than a third of its letters. */
    public static Optional<String> nearest(String found, Collection<String> words) {
        if (found.isEmpty() || found.length() > LONGEST) {
            return Optional.empty();
        }
        String typed = found.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> isNear(typed, word.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(word -> distance(typed, word.toLowerCase(Locale.ROOT))));
    }

    private static boolean isNear(String typed, String word) {
        boolean shortened = Math.min(typed.length(), word.length()) >= SHORTEST_BEGINNING
                && (word.startsWith(typed) || typed.startsWith(word));
        int most = Math.max(1, Math.min(word.length(), typed.length()) / 3);
        return shortened || (Math.abs(typed.length() - word.length()) <= most && distance(typed, word) <= most);
    }

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
