package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a probe was told, by {@link Parameter#key()}, in base units; what is not there has its default.
 *
 * @param values only parameters that exist, each in its own form
 */
public record Parameters(@JsonValue Map<String, String> values) {
    /** Nothing but defaults. */
    public static final Parameters NONE = new Parameters(Map.of());

    @JsonCreator
    public Parameters {
        Map<String, String> parsed = new TreeMap<>();
        values.forEach((key, text) -> {
            Parameter parameter = Parameter.withKey(key)
                    .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is not a parameter of any probe"));
            parsed.put(key, parameter.parse(text));
        });
        values = Collections.unmodifiableMap(parsed);
    }

    /** These and one more. */
    public Parameters with(Parameter parameter, String typed) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(parameter.key(), parameter.parse(typed));
        return new Parameters(more);
    }

    public String text(Parameter parameter) {
        String told = values.get(parameter.key());
        return told == null ? parameter.parse(parameter.defaultText()) : told;
    }

    public long number(Parameter parameter) {
        return Long.parseLong(text(parameter));
    }

    /** The numbers of a list; none where it is empty. */
    public long[] numbers(Parameter parameter) {
        String text = text(parameter);
        return text.isEmpty()
                ? new long[0]
                : Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
    }
}
