package io.quietcore.results.document;

import io.quietcore.contract.Printable;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Test cases of a JUnit report, as Ginkgo writes it: version 1 a {@code testsuite}, version 2 {@code testsuites} of them
 * ({@code reporters/junit_reporter.go} and {@code junit_report.go}). The file may come from anywhere: no DTD, no entities, and
 * whatever is read has a bound. Pure.
 *
 * @param all how many test cases the report has
 * @param wanted those that were asked for, in its order
 */
record JUnitCases(int all, List<JUnitCase> wanted) {
    /** A full run of cnf-tests has a few hundred cases. */
    private static final int MOST_ELEMENTS = 1_000_000;

    /** Ginkgo's report has five levels. */
    private static final int MOST_DEPTH = 16;

    private static final int MOST_MESSAGE = 200;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    JUnitCases {
        wanted = List.copyOf(wanted);
    }

    /** What became of a test case. */
    enum Outcome {
        PASSED("passed"),
        FAILED("failed"),
        SKIPPED("skipped");

        private final String spelling;

        Outcome(String spelling) {
            this.spelling = spelling;
        }

        String spelling() {
            return spelling;
        }
    }

    /**
     * One test case.
     *
     * @param suite the name of its suite, or empty
     * @param timestamp when its suite began, as the report spells it, or empty
     * @param reason why it failed or was skipped, in the report's words, or empty
     * @param texts messages and output, in the report's order
     */
    record JUnitCase(String suite, String timestamp, String name, Outcome outcome, String reason, List<String> texts) {
        JUnitCase {
            texts = List.copyOf(texts);
        }
    }

    /**
     * Reads a report.
     *
     * @param wanted which test cases, by their names
     * @throws IOException saying in one line what is wrong with it, and in which line
     */
    static JUnitCases read(byte[] xml, Predicate<String> wanted) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // JDK 24 and later stop at 100,000 characters of text: a log is longer, and the file has its own bound.
        for (String limit : List.of("jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit")) {
            factory.setProperty(limit, Integer.toString(Math.max(1, xml.length)));
        }
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it asks for " + systemId);
        });
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(decoded(xml));
            try {
                return new Reading(reader, wanted).all();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
            throw new IOException("line " + line + ": this is no well-formed XML (" + words(e) + ")", e);
        } catch (RuntimeException e) {
            // The JDK's parser throws what damaged text leads it to, such as that it has no words for what it found.
            throw new IOException(
                    "this is no well-formed XML (the parser failed: "
                            + oneLine(String.valueOf(e.getMessage()), MOST_MESSAGE) + ")",
                    e);
        }
    }

    /**
     * Ginkgo writes UTF-8. Decoded here, for the JDK's parser would print of bytes that are none to standard error, and not
     * know in which line they are.
     */
    private static Reader decoded(byte[] xml) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(xml);
        CharBuffer text = CharBuffer.allocate(xml.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += xml[i] == '\n' ? 1 : 0;
            }
            throw new IOException("line " + line + ": found bytes that are no UTF-8");
        }
        text.flip();
        if (text.hasRemaining() && text.charAt(0) == BYTE_ORDER_MARK) {
            text.get();
        }
        return new CharArrayReader(text.array(), text.position(), text.remaining());
    }

    /** The parser's words, without its own position and on one line. */
    private static String words(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int own = message.indexOf("Message: ");
        return oneLine(own < 0 ? message : message.substring(own + "Message: ".length()), MOST_MESSAGE);
    }

    /** Text of the file as it may stand in a line of ours, and in a label: the same on every Java. */
    static String oneLine(String text, int most) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(each -> plain.appendCodePoint(Printable.isPlain(each) ? each : ' '));
        String line = plain.toString().replaceAll("\\s+", " ").strip();
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most)) + "…";
    }

    /** The state of one reading. */
    private static final class Reading {
        private final XMLStreamReader reader;
        private final Predicate<String> wanted;
        private final List<JUnitCase> cases = new ArrayList<>();
        private int all;
        private int elements;
        private int depth;
        private String suite = "";
        private String timestamp = "";
        private @Nullable OpenCase open;

        Reading(XMLStreamReader reader, Predicate<String> wanted) {
            this.reader = reader;
            this.wanted = wanted;
        }

        JUnitCases all() throws XMLStreamException, IOException {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD -> throw wrong("found a DOCTYPE, which is not read");
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw wrong("found an entity that XML does not have");
                    case XMLStreamConstants.START_ELEMENT -> start(reader.getLocalName());
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (open != null) {
                            open.text(reader.getText());
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> end();
                    default -> {
                        // Comments, processing instructions and white space between elements say nothing.
                    }
                }
            }
            return new JUnitCases(all, cases);
        }

        private void start(String name) throws IOException {
            depth++;
            if (++elements > MOST_ELEMENTS || depth > MOST_DEPTH) {
                throw wrong("found more than " + MOST_ELEMENTS + " elements, or " + MOST_DEPTH + " within each other");
            }
            if (depth == 1 && !name.equals("testsuites") && !name.equals("testsuite")) {
                throw wrong("found <" + oneLine(name, MOST_MESSAGE) + "> where <testsuites> or <testsuite> stands");
            }
            if (open != null) {
                open.start(name, depth, attribute("message"));
            } else if (name.equals("testsuite")) {
                suite = attribute("name");
                timestamp = attribute("timestamp");
            } else if (name.equals("testcase")) {
                all++;
                String full = attribute("name");
                open = wanted.test(full) ? new OpenCase(full, depth) : null;
            }
        }

        private void end() {
            if (open != null && open.end(depth)) {
                cases.add(open.whole(suite, timestamp));
                open = null;
            }
            depth--;
        }

        private String attribute(String name) {
            @Nullable String value = reader.getAttributeValue(null, name);
            return value == null ? "" : value;
        }

        private IOException wrong(String what) {
            return new IOException("line " + Math.max(1, reader.getLocation().getLineNumber()) + ": " + what);
        }
    }

    /** A test case that is being read. */
    private static final class OpenCase {
        private final String name;
        private final int depth;
        private final List<String> texts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private Outcome outcome = Outcome.PASSED;
        private String reason = "";
        private boolean saysWhy;

        OpenCase(String name, int depth) {
            this.name = name;
            this.depth = depth;
        }

        void start(String element, int at, String message) {
            if (at != depth + 1) {
                return;
            }
            text.setLength(0);
            boolean skipped = element.equals("skipped");
            saysWhy = skipped || element.equals("failure") || element.equals("error");
            if (saysWhy) {
                outcome = skipped ? Outcome.SKIPPED : Outcome.FAILED;
                if (!message.isEmpty()) {
                    texts.add(message);
                    reason = message;
                }
            }
        }

        void text(String part) {
            text.append(part);
        }

        /** Whether this was the end of the case. */
        boolean end(int at) {
            if (at == depth + 1 && !text.isEmpty()) {
                texts.add(text.toString());
                if (saysWhy && reason.isEmpty()) {
                    reason = text.toString();
                }
            }
            return at == depth;
        }

        JUnitCase whole(String suite, String timestamp) {
            return new JUnitCase(suite, timestamp, name, outcome, reason, texts);
        }
    }
}
