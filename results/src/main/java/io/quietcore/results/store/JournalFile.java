package io.quietcore.results.store;

import io.quietcore.results.store.JournalLine.DamagedLineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A journal's file as it lies there, checked line by line.
 *
 * @param entries of its whole lines
 * @param unchained how many of the first lines carry no digest of the line before: all of a journal of an earlier version
 * @param lastLineSha256 of the last whole line with its line end; of nothing where there is none
 * @param wholeBytes of the whole lines
 * @param tornBytes of a last line that was not written to its end
 */
record JournalFile(List<JournalEntry> entries, int unchained, String lastLineSha256, long wholeBytes, int tornBytes) {
    private static final long MAX_BYTES = 256L << 20;
    private static final String SHA256_OF_NOTHING = RepetitionFiles.sha256(new byte[0]);

    JournalFile {
        entries = List.copyOf(entries);
    }

    /** Whether what was measured under it can be checked, at least in part. */
    boolean sealed() {
        return unchained < entries.size();
    }

    /**
     * Reads it; a file that is not there is an empty one.
     *
     * @throws IOException naming file and line, when a line is damaged
     */
    static JournalFile read(Path file) throws IOException {
        byte[] content = content(file);
        List<JournalEntry> entries = new ArrayList<>();
        String before = SHA256_OF_NOTHING;
        int unchained = 0;
        int start = 0;
        for (int end = lineEnd(content, start); end < content.length; end = lineEnd(content, start)) {
            int number = entries.size() + 1;
            try {
                JournalLine line = JournalLine.parse(Arrays.copyOfRange(content, start, end), number, before);
                if (!line.chained() && unchained < entries.size()) {
                    throw new DamagedLineException("the digest of the line before was taken out of it");
                }
                unchained += line.chained() ? 0 : 1;
                entries.add(line.entry());
            } catch (DamagedLineException e) {
                throw damaged(file, number, String.valueOf(e.getMessage()));
            }
            before = RepetitionFiles.sha256(Arrays.copyOfRange(content, start, end + 1));
            start = end + 1;
        }
        byte[] rest = Arrays.copyOfRange(content, start, content.length);
        // A writer that was killed leaves a beginning of its line, whatever else is changed bytes.
        if (!JournalLine.isBeginning(rest, before, unchained == entries.size())) {
            throw damaged(file, entries.size() + 1, "it has no line end, and is no beginning of a line either");
        }
        return new JournalFile(entries, unchained, before, start, rest.length);
    }

    private static byte[] content(Path file) throws IOException {
        try {
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes, which no campaign writes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw DiskFailure.of("read", file, e);
        }
    }

    /** Where the line that begins here ends; the end of the file where it has no line end. */
    private static int lineEnd(byte[] content, int start) {
        int end = start;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        return end;
    }

    private static IOException damaged(Path file, int number, String why) {
        return new IOException(file + ":" + number + ": damaged line (" + why
                + "); expected the line that was written: restore the file, or measure anew in another folder");
    }
}
