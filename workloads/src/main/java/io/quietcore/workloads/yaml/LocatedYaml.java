package io.quietcore.workloads.yaml;

import io.quietcore.workloads.template.GoTemplate;
import io.quietcore.workloads.template.Rendered;
import io.quietcore.workloads.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one YAML 1.2 document into a tree that knows its lines. Strict and bounded: one document, no aliases or
 * anchors (so no "billion laughs"), no tags, keys are scalars and each stands once. A file of another tool may have anchors,
 * aliases and merge keys; what an alias stands for is counted as if it were written out. For one thread, for one document.
 */
public final class LocatedYaml {
    /** The longest file that is read. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 10_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ProblemList problems;
    private final String kind;
    private final Iterator<Event> events;
    private final Rendered rendered;
    private final int lastLine;
    private final Map<Where, Integer> keyLines = new HashMap<>();
    private final Map<Where, Integer> valueLines = new HashMap<>();
    private final @Nullable YamlAnchors anchors;
    private int values;
    private int line = 1;

    private LocatedYaml(Rendered rendered, String kind, @Nullable YamlAnchors anchors, ProblemList problems) {
        this.problems = problems;
        this.rendered = rendered;
        this.anchors = anchors;
        this.kind = kind;
        this.lastLine = SourceText.lastLine(rendered.text());
        this.events = new Parse(LoadSettings.builder()
                        .setCodePointLimit(MAX_BYTES)
                        .setUseMarks(true)
                        .build())
                .parseString(rendered.text())
                .iterator();
    }

    /**
     * The document, or nothing when it cannot be read on; either way the problems are added to the list.
     *
     * @param kind what the file should be, for the words of its problems
     */
    public static Optional<LocatedTree> read(byte[] bytes, String kind, ProblemList problems) {
        return SourceText.decode(bytes, problems)
                .flatMap(text -> read(text, new LocatedYaml(Rendered.asItIs(text), kind, null, problems)));
    }

    /**
     * As {@link #read}, of a template that another tool's users write: rendered first, then read with anchors, aliases and merge
     * keys, and with plain numbers as the text that they are, because its own reader takes either for a name. The lines are the
     * template's.
     *
     * @param values that it names
     */
    public static Optional<LocatedTree> readTemplate(
            byte[] bytes, Map<String, String> values, String kind, ProblemList problems) {
        return SourceText.decode(bytes, problems).flatMap(template -> {
            try {
                Rendered rendered = GoTemplate.render(template, values, MAX_BYTES);
                return read(rendered.text(), new LocatedYaml(rendered, kind, new YamlAnchors(), problems));
            } catch (TemplateException e) {
                problems.addToDocument(e.line(), String.valueOf(e.getMessage()), e.expected(), "");
                return Optional.empty();
            }
        });
    }

    private static Optional<LocatedTree> read(String text, LocatedYaml reader) {
        try {
            return reader.document();
        } catch (MarkedYamlEngineException e) {
            reader.syntaxError(e, text);
        } catch (YamlEngineException e) {
            reader.problems.addToDocument(reader.line, "not YAML 1.2: " + firstLine(e.getMessage()), "YAML 1.2", "");
        } catch (UnreadableException e) {
            reader.problems.addToDocument(reader.line, firstLine(e.getMessage()), reader.kind, "");
        }
        return Optional.empty();
    }

    private Optional<LocatedTree> document() {
        next();
        Event first = next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            problems.addToDocument(1, "the file is empty", kind, "");
            return Optional.empty();
        }
        Event start = next();
        place(Where.ROOT, start, start);
        JsonNode root = node(start, Where.ROOT, 0);
        next();
        Event after = next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            problems.addToDocument(
                    lineOf(after),
                    "a second document begins",
                    "one document",
                    "put each campaign in a file of its own");
        }
        return Optional.of(new LocatedTree(root, keyLines, valueLines));
    }

    private JsonNode node(Event event, Where where, int depth) {
        if (depth > MAX_DEPTH) {
            throw new UnreadableException("nested more than " + MAX_DEPTH + " deep");
        }
        count(1);
        if (event instanceof AliasEvent alias) {
            return alias(alias, where);
        }
        refuseAnchorAndTag((NodeEvent) event, where);
        int before = values - 1;
        JsonNode node = content(event, where, depth);
        if (anchors != null) {
            ((NodeEvent) event).getAnchor().ifPresent(name -> anchors.put(name, node, values - before));
        }
        return node;
    }

    private void count(int more) {
        values += more;
        if (values > MAX_VALUES) {
            throw new UnreadableException("more than " + MAX_VALUES + " values");
        }
    }

    private JsonNode content(Event event, Where where, int depth) {
        if (event instanceof MappingStartEvent) {
            return mapping(where, depth);
        }
        if (event instanceof SequenceStartEvent) {
            return sequence(where, depth);
        }
        ScalarEvent scalar = (ScalarEvent) event;
        JsonNode meant =
                scalar.isPlain() ? PlainScalar.resolve(scalar.getValue()) : NODES.stringNode(scalar.getValue());
        return anchors != null && meant.isNumber() ? NODES.stringNode(scalar.getValue()) : meant;
    }

    private JsonNode alias(AliasEvent event, Where where) {
        String name = LocatedTree.cut(event.getAlias().getValue());
        if (anchors == null) {
            problems.add(
                    lineOf(event), where, "the alias *" + name, "a value", "write the value out: aliases are not read");
            return NODES.nullNode();
        }
        Optional<YamlAnchors.Anchored> anchored = anchors.of(event.getAlias());
        if (anchored.isEmpty()) {
            problems.add(lineOf(event), where, "the alias *" + name, "an anchor &" + name + " before it", "");
            return NODES.nullNode();
        }
        count(anchored.get().values());
        return anchored.get().node();
    }

    private JsonNode mapping(Where where, int depth) {
        ObjectNode object = NODES.objectNode();
        List<ObjectNode> merged = new ArrayList<>();
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
            if (!(key instanceof ScalarEvent scalar)) {
                problems.add(lineOf(key), where, "a key that is not text", "a key such as \"name\"", "");
                node(key, where, depth + 1);
                node(next(), where, depth + 1);
                continue;
            }
            String name = scalar.getValue();
            Where place = where.key(name);
            refuseAnchorAndTag(scalar, place);
            int keyLine = lineOf(key);
            Event value = next();
            if (anchors != null && scalar.isPlain() && name.equals(YamlAnchors.MERGE_KEY)) {
                if (!YamlAnchors.addMerged(node(value, place, depth + 1), merged)) {
                    problems.add(keyLine, place, "something else", "a mapping to merge, or a list of such", "");
                }
                continue;
            }
            if (object.has(name)) {
                String found = "the key \"" + LocatedTree.cut(name) + "\" a second time, first in line "
                        + keyLines.getOrDefault(place, keyLine);
                problems.add(keyLine, place, found, "each key once", "remove one of the two");
                node(value, place, depth + 1);
                continue;
            }
            place(place, key, value);
            object.set(name, node(value, place, depth + 1));
        }
        YamlAnchors.merge(merged, object);
        return object;
    }

    private JsonNode sequence(Where where, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (Event item = next(); item.getEventId() != Event.ID.SequenceEnd; item = next()) {
            Where place = where.index(array.size());
            place(place, item, item);
            array.add(node(item, place, depth + 1));
        }
        return array;
    }

    private void refuseAnchorAndTag(NodeEvent event, Where where) {
        if (anchors == null) {
            event.getAnchor()
                    .ifPresent(anchor -> problems.add(
                            lineOf(event),
                            where,
                            "the anchor &" + LocatedTree.cut(anchor.getValue()),
                            "a value",
                            "remove it: aliases are not read"));
        }
        Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
        tag.ifPresent(name -> problems.add(
                lineOf(event),
                where,
                "the tag " + LocatedTree.cut(name),
                "a value without a tag",
                "remove it, or put the text in quotes"));
    }

    private Event next() {
        try {
            Event event = events.next();
            line = lineOf(event);
            return event;
        } catch (IllegalArgumentException e) {
            // snakeyaml-engine 3.0.1 reads the digits of "\\UFFFFFFFF" by Integer.parseInt, which cannot hold them.
            throw new UnreadableException("not YAML: an escape that names no character");
        }
    }

    private void place(Where where, Event key, Event value) {
        keyLines.putIfAbsent(where, lineOf(key));
        valueLines.putIfAbsent(where, lineOf(value));
    }

    private int lineOf(Event event) {
        return event.getStartMark().map(this::lineOf).orElse(line);
    }

    /** Inside the file: the parser places an unexpected end behind the last line. */
    private int lineOf(Mark mark) {
        return rendered.sourceLine(Math.max(1, Math.min(mark.getLine() + 1, lastLine)));
    }

    private void syntaxError(MarkedYamlEngineException error, String text) {
        Optional<Mark> mark = error.getProblemMark().or(error::getContextMark);
        int at = mark.map(this::lineOf).orElse(line);
        boolean tab = mark.map(Mark::getIndex)
                .filter(index -> index < text.codePointCount(0, text.length()))
                .map(index -> text.codePointAt(text.offsetByCodePoints(0, index)) == '\t')
                .orElse(false);
        if (tab) {
            problems.addToDocument(at, "a tab", "spaces", "indent with spaces: YAML does not allow tabs there");
            return;
        }
        String context = error.getContext();
        String because = context == null || context.isBlank() ? "" : " (" + firstLine(context) + ")";
        problems.addToDocument(at, "not YAML: " + firstLine(error.getProblem()) + because, "YAML 1.2", "");
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("").strip();
    }

    /** The document holds more than a campaign ever does, or what its parser stumbles over. */
    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
