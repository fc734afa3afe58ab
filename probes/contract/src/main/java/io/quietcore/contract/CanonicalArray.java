package io.quietcore.contract;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * An array of documents, whoever wrote it, spelled as Go spells what it decoded: {@link CanonicalJson}'s spelling, with
 * every number a float64. From token to text, one element at a time: a file of any length costs the memory of its longest
 * element.
 */
public final class CanonicalArray {
    private final JsonParser tokens;
    private final StringBuilder out = new StringBuilder();

    private CanonicalArray(JsonParser tokens) {
        this.tokens = tokens;
    }

    /** Takes the elements of an array, one after the other. */
    @FunctionalInterface
    public interface Elements<E extends Exception> {
        /**
         * One more.
         *
         * @param object or anything else
         * @param canonical UTF-8
         */
        void take(boolean object, byte[] canonical) throws E;
    }

    /**
     * Reads an array.
     *
     * @throws MalformedJsonException as {@link CanonicalJson#read}; also where it is no array. The elements before it were
     *     taken
     */
    public static <E extends Exception> void read(byte[] json, Elements<E> elements) throws E {
        try (JsonParser tokens = StrictJson.tokens(json)) {
            if (tokens.nextToken() != JsonToken.START_ARRAY) {
                throw new MalformedJsonException("line 1, column 1: found no array", null);
            }
            CanonicalArray array = new CanonicalArray(tokens);
            for (JsonToken token = tokens.nextToken(); token != JsonToken.END_ARRAY; token = tokens.nextToken()) {
                array.out.setLength(0);
                array.value(token);
                elements.take(
                        token == JsonToken.START_OBJECT, array.out.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (tokens.nextToken() != null) {
                throw new MalformedJsonException("found more behind the array", null);
            }
        } catch (JacksonException e) {
            throw StrictJson.malformed(e);
        }
    }

    private void value(JsonToken token) {
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> GoSpelling.text(out, tokens.getString());
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> out.append(float64());
            default -> out.append(token.asString());
        }
    }

    /**
     * A key and its value, spelled.
     *
     * @param start of the key, in the text
     */
    private record Member(String name, int start) {}

    private void object() {
        List<Member> members = new ArrayList<>();
        boolean sorted = true;
        int start = out.length();
        out.append('{');
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            if (!members.isEmpty()) {
                out.append(',');
                sorted &= GoSpelling.compare(members.get(members.size() - 1).name(), name) < 0;
            }
            members.add(new Member(name, out.length()));
            GoSpelling.text(out, name);
            out.append(':');
            value(tokens.nextToken());
        }
        if (!sorted) {
            sort(members, start);
        }
        out.append('}');
    }

    /** Writes the members anew, in the order of their keys. */
    private void sort(List<Member> members, int start) {
        String text = out.substring(start);
        record Spelled(String name, String text) {}
        List<Spelled> spelled = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            int end = i + 1 < members.size() ? members.get(i + 1).start() - 1 : out.length();
            spelled.add(new Spelled(
                    members.get(i).name(), text.substring(members.get(i).start() - start, end - start)));
        }
        spelled.sort(Comparator.comparing(Spelled::name, GoSpelling::compare));
        out.setLength(start + 1);
        for (int i = 0; i < spelled.size(); i++) {
            out.append(i == 0 ? "" : ",").append(spelled.get(i).text());
        }
    }

    private void array() {
        out.append('[');
        int start = out.length();
        for (JsonToken token = tokens.nextToken(); token != JsonToken.END_ARRAY; token = tokens.nextToken()) {
            if (out.length() > start) {
                out.append(',');
            }
            value(token);
        }
        out.append(']');
    }

    /** Go decodes every number to a float64: beyond its 53 bits a whole number changes, and minus zero stays. */
    private void whole() {
        if (tokens.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            out.append(float64());
            return;
        }
        long value = tokens.getLongValue();
        if (value == 0 || value > GoSpelling.EXACT || value < -GoSpelling.EXACT) {
            out.append(value == 0 && tokens.getString().startsWith("-") ? "-0" : GoSpelling.number((double) value));
            return;
        }
        out.append(value);
    }

    private String float64() {
        double value = tokens.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new MalformedJsonException(
                    "line " + tokens.currentTokenLocation().getLineNr() + ", column "
                            + tokens.currentTokenLocation().getColumnNr() + ": found a number beyond a float64",
                    null);
        }
        return GoSpelling.number(value);
    }
}
