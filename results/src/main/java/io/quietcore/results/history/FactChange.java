package io.quietcore.results.history;

import io.quietcore.contract.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something about a machine that is not as it was: a suspect.
 *
 * @param name such as {@code kernel}
 * @param before "nothing" where there was none
 * @param after likewise
 */
public record FactChange(String name, String before, String after) {
    private static final String NOTHING = "nothing";

    /** What differs between two states, by name. */
    static List<FactChange> between(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<FactChange> changes = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, NOTHING);
            String is = after.getOrDefault(name, NOTHING);
            if (!was.equals(is)) {
                changes.add(new FactChange(name, was, is));
            }
        }
        return changes;
    }

    @Override
    public String toString() {
        return Printable.line(name + " '" + before + "' -> '" + after + "'");
    }
}
