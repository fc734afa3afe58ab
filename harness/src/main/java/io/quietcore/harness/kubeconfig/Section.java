package io.quietcore.harness.kubeconfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a file. What is missing is empty, as in Go; what is of another kind than expected is an error that names its
 * place and its kind, never its value. Keys that nobody asks for are passed over, as kubectl does.
 *
 * @param file in which it stands
 * @param place in the file, such as {@code users[0].user}; empty for all of it
 * @param values by key
 */
record Section(Path file, String place, Map<?, ?> values) {
    /** The mapping that a value is. */
    static Section of(Path file, String place, @Nullable Object value) throws KubeconfigException {
        if (value instanceof Map<?, ?> values) {
            return new Section(file, place, values);
        }
        if (value == null) {
            return new Section(file, place, Map.of());
        }
        throw unexpected(file, place, value, "a mapping");
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    String text(String key) throws KubeconfigException {
        Object value = values.get(key);
        if (value == null || value instanceof String) {
            return value == null ? "" : (String) value;
        }
        throw unexpected(file, at(key), value, "text");
    }

    boolean flag(String key) throws KubeconfigException {
        Object value = values.get(key);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw unexpected(file, at(key), value, "true or false");
    }

    Section section(String key) throws KubeconfigException {
        return of(file, at(key), values.get(key));
    }

    List<Section> sections(String key) throws KubeconfigException {
        List<Section> sections = new ArrayList<>();
        List<?> items = list(key);
        for (int i = 0; i < items.size(); i++) {
            sections.add(of(file, at(key) + "[" + i + "]", items.get(i)));
        }
        return sections;
    }

    List<String> texts(String key) throws KubeconfigException {
        List<String> texts = new ArrayList<>();
        for (Object item : list(key)) {
            if (!(item instanceof String text)) {
                throw unexpected(file, at(key) + "[" + texts.size() + "]", item, "text");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A mapping of texts. */
    Map<String, String> textsByKey(String key) throws KubeconfigException {
        Map<String, String> texts = new LinkedHashMap<>();
        Section section = section(key);
        for (Object name : section.values.keySet()) {
            texts.put(String.valueOf(name), section.text(String.valueOf(name)));
        }
        return texts;
    }

    /** An error about this section, or one of its keys. */
    KubeconfigException wrong(String key, String message) {
        return wrong(file, key.isEmpty() ? place : at(key), message);
    }

    private List<?> list(String key) throws KubeconfigException {
        Object value = values.get(key);
        if (value == null || value instanceof List) {
            return value == null ? List.of() : (List<?>) value;
        }
        throw unexpected(file, at(key), value, "a list");
    }

    private String at(String key) {
        return place.isEmpty() ? key : place + "." + key;
    }

    private static KubeconfigException unexpected(Path file, String place, @Nullable Object found, String expected) {
        return wrong(file, place, "found " + kind(found) + "; expected " + expected);
    }

    private static KubeconfigException wrong(Path file, String place, String message) {
        return new KubeconfigException("the kubeconfig " + KubeconfigException.shown(file.toString())
                + (place.isEmpty() ? "" : ", " + place) + ": " + message);
    }

    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        return value instanceof Map
                ? "a mapping"
                : value instanceof List
                        ? "a list"
                        : value instanceof String ? "text" : value instanceof Boolean ? "true or false" : "a number";
    }
}
