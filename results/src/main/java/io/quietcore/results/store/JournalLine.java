package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.results.store.JournalEntry.AttemptStored;
import io.quietcore.results.store.JournalEntry.CampaignClosed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One line of a journal, read.
 *
 * @param entry what it says
 * @param chained whether it carries the digest of the line before; journals of earlier versions do not
 */
record JournalLine(JournalEntry entry, boolean chained) {
    /** What a chained line begins with, whatever it says; canonical JSON sorts its keys. */
    private static final String CHAINED = "{\"before\":\"";

    private static final String UNCHAINED = "{\"crc32c\":\"";

    private record Chained(String before, String crc32c, JournalEntry entry, int line) {}

    private record Unchained(String crc32c, JournalEntry entry, int line) {}

    /** What the checksum of a chained line covers. */
    private record Covered(String before, JournalEntry entry, int line) {}

    /** What the checksum of an unchained line covers. */
    private record CoveredUnchained(JournalEntry entry, int line) {}

    /** A line that is not what was written. */
    static final class DamagedLineException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedLineException(String message) {
            super(message);
        }
    }

    /** An entry as it will be read: half a surrogate pair in a user's text is written as another letter, and stays that. */
    static JournalEntry asRead(JournalEntry told) {
        return CanonicalJson.read(CanonicalJson.bytes(told), JournalEntry.class);
    }

    /** A line with its line end. */
    static byte[] chained(String before, JournalEntry entry, int number) {
        String crc = crc32c(new Covered(before, entry, number));
        return (CanonicalJson.write(new Chained(before, crc, entry, number)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a line.
     *
     * @param json without its line end
     * @param number that it has in the file
     * @param before SHA-256 of the line before
     */
    static JournalLine parse(byte[] json, int number, String before) throws DamagedLineException {
        try {
            if (startsWith(json, CHAINED)) {
                Chained line = CanonicalJson.read(json, Chained.class);
                checkSpelling(json, line);
                checkNumber(line.line, number);
                check(line.crc32c, new Covered(line.before, line.entry, number));
                if (!line.before.equals(before)) {
                    throw new DamagedLineException(
                            number == 1
                                    ? "it follows on a line, and none is there"
                                    : "line " + (number - 1) + " before it is not the one that it was written after");
                }
                return new JournalLine(line.entry, true);
            }
            Unchained line = CanonicalJson.read(json, Unchained.class);
            checkSpelling(json, line);
            checkNumber(line.line, number);
            check(line.crc32c, new CoveredUnchained(line.entry, number));
            if (line.entry instanceof AttemptStored || line.entry instanceof CampaignClosed) {
                throw new DamagedLineException("the digest of the line before was taken out of it");
            }
            return new JournalLine(line.entry, false);
        } catch (MalformedJsonException e) {
            throw new DamagedLineException(String.valueOf(e.getMessage()).replaceFirst("^line 1, ", ""));
        }
    }

    /**
     * Whether these bytes can be the beginning of a line whose writer was killed: they begin as a line does, and its object
     * is not closed, or closed and nothing behind it. Zeros at the end are what a power cut leaves where a file had grown
     * and its contents were not yet written.
     *
     * @param anyUnchained whether a line may be one of an earlier version
     */
    static boolean isBeginning(byte[] bytes, String before, boolean anyUnchained) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        boolean begins = agree(text, CHAINED + before + "\",\"crc32c\":\"") || (anyUnchained && agree(text, UNCHAINED));
        return begins && isOneObject(text);
    }

    /** Whether one is a beginning of the other. */
    private static boolean agree(String one, String other) {
        int length = Math.min(one.length(), other.length());
        return one.regionMatches(0, other, 0, length);
    }

    private static boolean isOneObject(String text) {
        int depth = 0;
        boolean inText = false;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (i > 0 && depth == 0)) {
                return false;
            }
            if (inText) {
                inText = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                inText = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] json, String text) {
        return new String(json, 0, Math.min(json.length, text.length()), StandardCharsets.ISO_8859_1).equals(text);
    }

    /** A changed letter may mean the same, such as the T of a time: the checksum is of what a line means. */
    private static void checkSpelling(byte[] json, Object line) throws DamagedLineException {
        if (!Arrays.equals(json, CanonicalJson.bytes(line))) {
            throw new DamagedLineException("it is not spelled as it was written");
        }
    }

    private static void checkNumber(int says, int number) throws DamagedLineException {
        if (says != number) {
            throw new DamagedLineException("it says that it is line " + says);
        }
    }

    private static void check(String crc32c, Object covered) throws DamagedLineException {
        if (!crc32c(covered).equals(crc32c)) {
            throw new DamagedLineException("its checksum is wrong");
        }
    }

    private static String crc32c(Object covered) {
        CRC32C crc = new CRC32C();
        crc.update(CanonicalJson.bytes(covered));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
