package io.quietcore.workloads.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The problems of one file while it is being read; for each value one, the first that was found. For one thread.
 */
public final class ProblemList {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<Where> values = new HashSet<>();
    private final Set<Where> names = new HashSet<>();
    private final Set<Where> touched = new HashSet<>();

    public ProblemList(String file) {
        this.file = file;
    }

    /** Adds a problem, unless its place has one already: what follows from a mistake is not a second mistake. */
    public void add(int line, Where where, String found, String expected, String suggestion) {
        add(values, line, where, new String[] {found, expected, suggestion});
    }

    /** As {@link #add}, for the key itself: a bad name may have a bad value too. */
    public void addName(int line, Where where, String found, String expected) {
        add(names, line, where, new String[] {found, expected, ""});
    }

    private void add(Set<Where> places, int line, Where where, String[] words) {
        if (places.add(where)) {
            problems.add(new Problem(file, line, where.toString(), words[0], words[1], words[2]));
            for (int length = 0; length <= where.steps().size(); length++) {
                touched.add(new Where(where.steps().subList(0, length)));
            }
        }
    }

    /** Adds a problem of the text itself, which has no place in the document. */
    public void addToDocument(int line, String found, String expected, String suggestion) {
        problems.add(new Problem(file, line, "", found, expected, suggestion));
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Whether something is wrong at this place or below it. */
    public boolean within(Where where) {
        return touched.contains(where);
    }

    /** All of them, by line; those of one line in the order in which they were found. */
    public List<Problem> byLine() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
