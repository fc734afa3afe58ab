package io.quietcore.workloads.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in a document: the keys and indexes that lead to it from the root. Immutable.
 *
 * @param steps each a {@code String} (a key) or an {@code Integer} (an index, from 0)
 */
public record Where(List<Object> steps) {
    public static final Where ROOT = new Where(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    public Where {
        steps = List.copyOf(steps);
    }

    /** The place of these keys, one below the other. */
    public static Where of(String... keys) {
        return new Where(List.of((Object[]) keys));
    }

    public Where key(String key) {
        return step(key);
    }

    public Where index(int index) {
        return step(index);
    }

    private Where step(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Where(longer);
    }

    /** As people write it: {@code sides.tuned.priority}, {@code primary[1]}; empty for the root. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else {
                String key = (String) step;
                text.append(text.isEmpty() ? "" : ".").append(PLAIN.matcher(key).matches() ? key : "\"" + key + "\"");
            }
        }
        return text.toString();
    }
}
