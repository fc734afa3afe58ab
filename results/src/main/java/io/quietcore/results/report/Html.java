package io.quietcore.results.report;

import io.quietcore.contract.Printable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes elements whose text and attributes are escaped, and which are closed in order: what comes out is well-formed XML
 * too, so that any parser can read the page.
 */
final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes as name, value, name, value. One with an empty value is left out. */
    Html open(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            if (!attributes[i + 1].isEmpty()) {
                out.append(' ')
                        .append(attributes[i])
                        .append("=\"")
                        .append(escaped(attributes[i + 1]))
                        .append('"');
            }
        }
        out.append('>');
        open.push(element);
        return this;
    }

    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    Html close() {
        out.append("</").append(open.pop()).append('>');
        if (open.size() < 4) {
            out.append('\n');
        }
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** Text that is markup, style or script already. */
    Html raw(String trusted) {
        out.append(trusted);
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                    if (Printable.isLayout(c)) {
                        safe.append((char) c);
                    } else {
                        Printable.append(c, safe);
                    }
                }
            }
        });
        return safe.toString();
    }
}
