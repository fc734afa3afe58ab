package io.quietcore.runtime.external;

import io.quietcore.contract.Printable;
import io.quietcore.contract.StrictJson;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A program's JSON: its numbers by their path, such as {@code thread/0/max}, and its histograms. Read as it comes, since a
 * histogram of millions of columns does not fit as a tree. Lines before and after are what the program had to say: fio writes
 * its warnings into the same file.
 */
final class ToolJson {
    private static final Set<String> HISTOGRAMS = Set.of("histogram", "bins");

    /** fio tells a few hundred of each job. */
    private static final int MOST_NUMBERS = 100_000;

    private static final int MOST_LINES = 1_000;
    private static final int MOST_LINE_CHARS = 200;

    private final Map<String, Double> numbers = new HashMap<>();
    private final Map<String, Columns> histograms = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final List<String> said = new ArrayList<>();

    private ToolJson() {}

    /**
     * Reads it all.
     *
     * @throws IOException where it is no JSON, in one line
     */
    static ToolJson read(Reader text) throws IOException {
        ToolJson json = new ToolJson();
        PushbackReader in = new PushbackReader(text);
        json.linesBefore(in);
        JsonParser parser = StrictJson.stream(in);
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("found no JSON object");
            }
            json.object(parser, "");
            StringWriter buffered = new StringWriter();
            parser.releaseBuffered(buffered);
            json.lines(new StringReader(buffered.toString()));
            json.lines(in);
            return json;
        } catch (JacksonException e) {
            throw new IOException("wrote no JSON: " + StrictJson.malformed(e).getMessage(), e);
        }
    }

    /** JSON begins with the first line that begins with a brace. */
    private void linesBefore(PushbackReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = in.read(); character >= 0; character = in.read()) {
            if (character == '{' && line.toString().isBlank()) {
                in.unread(character);
                return;
            }
            if (character == '\n') {
                say(line.toString());
                line.setLength(0);
            } else if (line.length() < MOST_LINE_CHARS) {
                line.append((char) character);
            }
        }
        say(line.toString());
        throw new IOException("wrote no JSON" + (said.isEmpty() ? "" : "; it says: " + said.get(0)));
    }

    private void lines(Reader rest) throws IOException {
        TextLines lines = new TextLines(rest, MOST_LINE_CHARS);
        for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
            say(line);
        }
    }

    private void say(String line) {
        if (!line.isBlank() && said.size() < MOST_LINES) {
            said.add(shown(line.strip()));
        }
    }

    private void object(JsonParser parser, String path) throws IOException {
        int size = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonToken token = parser.nextToken();
            String child = path.isEmpty() ? key : path + "/" + key;
            if (token == JsonToken.START_OBJECT && HISTOGRAMS.contains(key)) {
                if (histograms.put(child, columns(parser, key)) != null) {
                    throw new IOException("found '" + shown(child) + "' twice");
                }
            } else {
                value(parser, token, child);
            }
            size++;
        }
        sizes.put(path, size);
    }

    private void value(JsonParser parser, JsonToken token, String path) throws IOException {
        switch (token) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> {
                int size = 0;
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    value(parser, next, path + "/" + size++);
                }
                sizes.put(path, size);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (numbers.put(path, parser.getDoubleValue()) != null || numbers.size() > MOST_NUMBERS) {
                    throw new IOException(
                            "found '" + shown(path) + "' twice, or more than " + MOST_NUMBERS + " numbers");
                }
            }
            default -> {
                // Text, true, false and null are nothing that is measured.
            }
        }
    }

    private static Columns columns(JsonParser parser, String name) throws IOException {
        Columns columns = new Columns();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String place = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || !place.matches("[0-9]{1,15}")) {
                throw new IOException("'" + name + "' holds " + shown(place) + ": " + shown(parser.getString())
                        + "; expected a number and a count");
            }
            columns.add(Long.parseLong(place), parser.getLongValue());
        }
        return columns;
    }

    /** Somebody else's text as it may stand in a line of ours. */
    static String shown(String foreign) {
        return Printable.line(foreign.substring(0, Math.min(foreign.length(), MOST_LINE_CHARS)));
    }

    /** What stands around the JSON, a line each. */
    List<String> said() {
        return said;
    }

    /** How many entries an object or an array has; 0 where there is none. */
    int size(String path) {
        return sizes.getOrDefault(path, 0);
    }

    /** A histogram; empty where there is none. */
    Columns histogram(String path) {
        return histograms.getOrDefault(path, new Columns());
    }

    boolean has(String path) {
        return numbers.containsKey(path);
    }

    /**
     * A number.
     *
     * @param most that it may be; none that is measured is negative
     */
    double number(String path, double most) throws IOException {
        @Nullable Double value = numbers.get(path);
        if (value == null) {
            throw new IOException("'" + path + "' is missing or no number");
        }
        if (!(value >= 0 && value <= most)) {
            throw new IOException("found " + value + " as '" + path + "'; expected a number from 0 to " + most);
        }
        return value;
    }
}
