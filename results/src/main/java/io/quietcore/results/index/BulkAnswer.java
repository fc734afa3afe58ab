package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a server says of a bulk: {@code {"items":[{"create":{"status":…,"error":{…}}},…]}}, an item for each document. */
final class BulkAnswer {
    private final JsonParser tokens;

    private BulkAnswer(JsonParser tokens) {
        this.tokens = tokens;
    }

    /**
     * Of one document.
     *
     * @param status of HTTP; 0 where none is said
     * @param error in words; empty where there is none
     */
    record Item(int status, String error) {}

    /**
     * The items in their order; none where the answer is about something else.
     *
     * @throws MalformedJsonException when it is no JSON, or cut off
     */
    static List<Item> items(String body) {
        List<Item> items = new ArrayList<>();
        try (JsonParser tokens = StrictJson.tokens(body.getBytes(StandardCharsets.UTF_8))) {
            BulkAnswer answer = new BulkAnswer(tokens);
            tokens.nextToken();
            for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
                if (tokens.nextToken() == JsonToken.START_ARRAY && "items".equals(name)) {
                    while (tokens.nextToken() == JsonToken.START_OBJECT) {
                        items.add(answer.item());
                    }
                } else {
                    tokens.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw StrictJson.malformed(e);
        }
        return items;
    }

    /** One item, whose only key is the action. */
    private Item item() {
        int status = 0;
        String error = "";
        for (String action = tokens.nextName(); action != null; action = tokens.nextName()) {
            tokens.nextToken();
            for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
                JsonToken value = tokens.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT && "status".equals(name)) {
                    status = tokens.getIntValue();
                } else if (value == JsonToken.START_OBJECT && "error".equals(name)) {
                    error = error();
                } else {
                    tokens.skipChildren();
                }
            }
        }
        return new Item(status, error);
    }

    /** Its type and reason, and the reason of what caused it. */
    private String error() {
        String type = "";
        String reason = "no reason given";
        String cause = "";
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            JsonToken value = tokens.nextToken();
            if (value == JsonToken.VALUE_STRING && "type".equals(name)) {
                type = tokens.getString();
            } else if (value == JsonToken.VALUE_STRING && "reason".equals(name)) {
                reason = tokens.getString();
            } else if (value == JsonToken.START_OBJECT && "caused_by".equals(name)) {
                cause = " (" + error() + ")";
            } else {
                tokens.skipChildren();
            }
        }
        return (type.isEmpty() ? "" : type + ": ") + reason + cause;
    }
}
