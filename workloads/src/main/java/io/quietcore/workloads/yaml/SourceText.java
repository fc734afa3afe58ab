package io.quietcore.workloads.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a file's bytes to text: UTF-8 and nothing else, with or without a byte order mark, bounded, printable. */
final class SourceText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SourceText() {}

    /** The text, or nothing after adding the problem that says why there is none. */
    static Optional<String> decode(byte[] bytes, ProblemList problems) {
        if (bytes.length > LocatedYaml.MAX_BYTES) {
            problems.addToDocument(1, "the file is larger than " + LocatedYaml.MAX_BYTES + " bytes", "a campaign", "");
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            String found =
                    String.format(Locale.ROOT, "byte %d (0x%02x) is not UTF-8", in.position(), in.get(in.position()));
            problems.addToDocument(lineOf(text, text.length()), found, "UTF-8 text", "save the file as UTF-8");
            return Optional.empty();
        }
        String body = text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
        String unprintable = unprintable(body, problems);
        return unprintable == null ? Optional.of(body) : Optional.empty();
    }

    /** YAML 1.2.2, production c-printable. */
    private static @Nullable String unprintable(String text, ProblemList problems) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            boolean printable = c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || (c >= 0x20 && c <= 0x7E)
                    || c == 0x85
                    || (c >= 0xA0 && c <= 0xFFFD)
                    || c >= 0x10000;
            if (!printable) {
                String found = String.format(Locale.ROOT, "the character U+%04X", c);
                problems.addToDocument(lineOf(text, at), found, "printable text", "remove it: YAML does not allow it");
                return found;
            }
        }
        return null;
    }

    /** The line of an offset: line ends are LF, CR LF and CR (YAML 1.2.2, section 5.4). */
    static int lineOf(String text, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            boolean followed = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !followed)) {
                line++;
            }
        }
        return line;
    }

    /** The last line that holds something; at least 1. */
    static int lastLine(String text) {
        boolean ends = text.endsWith("\n") || text.endsWith("\r");
        return Math.max(1, lineOf(text, text.length()) - (ends ? 1 : 0));
    }
}
