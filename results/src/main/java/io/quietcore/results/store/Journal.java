package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign did, one JSON object a line: {@code {"crc32c":"…","entry":{…},"line":N}}. Appended and synced, never
 * changed. The checksum covers the entry and the number of its line, so a line that was cut, changed, taken out or put
 * elsewhere is seen.
 *
 * <p>A last line that is not whole is what a killed writer or a power cut leaves: it is cut off, and reported. A damaged
 * line before that is somebody's doing, and an error. One process at a time ({@link CampaignLock}), one thread at a time.
 */
public final class Journal {
    public static final String FILE = "journal.jsonl";

    private static final long MAX_BYTES = 256L << 20;

    private final Path file;
    private final Disk disk;
    private final List<JournalEntry> entries;
    private final @Nullable String cutOff;
    private long sizeBytes;

    private Journal(Path file, Disk disk, Read read) {
        this.file = file;
        this.disk = disk;
        this.entries = new ArrayList<>(read.entries);
        this.cutOff = read.rest.length == 0 ? null : tornLine(file, read);
        this.sizeBytes = read.sizeBytes;
    }

    /** A line of the file. */
    private record Line(String crc32c, JournalEntry entry, int line) {}

    /** What a line's checksum covers. */
    private record Sealed(JournalEntry entry, int line) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Read(List<JournalEntry> entries, long sizeBytes, byte[] rest) {}

    /**
     * Opens a campaign's journal for writing, new where there is none, and cuts off a last line that is not whole.
     *
     * @throws IOException naming file and line, when a line before the last one is damaged
     */
    public static Journal open(Path campaignFolder, Disk disk) throws IOException {
        Path file = campaignFolder.resolve(FILE);
        boolean isNew = !Files.exists(file);
        Journal journal = new Journal(file, disk, read(file));
        if (isNew) {
            disk.write(file, new byte[0]);
            disk.sync(campaignFolder);
        } else if (journal.cutOff != null) {
            disk.cut(file, journal.sizeBytes);
            disk.sync(file);
        }
        return journal;
    }

    /** What a campaign did so far, for those who only look; a last line that is not whole is not yet, or never, there. */
    public static List<JournalEntry> entries(Path campaignFolder) throws IOException {
        return List.copyOf(read(campaignFolder.resolve(FILE)).entries);
    }

    /** In the order in which they were written. */
    public List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    /** The line that {@link #open} had to cut off, in words. */
    public Optional<String> cutOff() {
        return Optional.ofNullable(cutOff);
    }

    /** Adds an entry; on return it is on the device. When it fails, the journal is as before. */
    public void append(JournalEntry entry) throws IOException {
        int number = entries.size() + 1;
        byte[] line = (CanonicalJson.write(new Line(checksum(entry, number), entry, number)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        // An append that failed before (a full disk) may have left a part of its line behind.
        if (Files.size(file) != sizeBytes) {
            disk.cut(file, sizeBytes);
        }
        disk.append(file, line);
        disk.sync(file);
        sizeBytes += line.length;
        entries.add(entry);
    }

    private static Read read(Path file) throws IOException {
        byte[] content;
        try {
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes, which no campaign writes");
            }
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Read(List.of(), 0, new byte[0]);
        } catch (IOException e) {
            throw DiskFailure.of("read", file, e);
        }
        List<JournalEntry> entries = new ArrayList<>();
        int start = 0;
        while (start < content.length) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            int next = end + 1;
            try {
                entries.add(parse(Arrays.copyOfRange(content, start, end), entries.size() + 1));
            } catch (DamagedLineException e) {
                if (next < content.length) {
                    throw new IOException(file + ":" + (entries.size() + 1) + ": damaged line ("
                            + e.getMessage()
                            + "); the campaign cannot be resumed from it: restore the file, or start anew in another"
                            + " folder");
                }
                return new Read(entries, start, Arrays.copyOfRange(content, start, content.length));
            }
            if (next > content.length) {
                // Whole but for its line end: written by a killed writer all the same, and not yet relied upon.
                entries.remove(entries.size() - 1);
                return new Read(entries, start, Arrays.copyOfRange(content, start, content.length));
            }
            start = next;
        }
        return new Read(entries, start, new byte[0]);
    }

    private static JournalEntry parse(byte[] json, int number) throws DamagedLineException {
        Line line;
        try {
            line = CanonicalJson.read(json, Line.class);
        } catch (MalformedJsonException e) {
            throw new DamagedLineException(String.valueOf(e.getMessage()).replaceFirst("^line 1, ", ""));
        }
        if (line.line != number) {
            throw new DamagedLineException("it says that it is line " + line.line);
        }
        if (!checksum(line.entry, number).equals(line.crc32c)) {
            throw new DamagedLineException("its checksum is wrong");
        }
        return line.entry;
    }

    private static final class DamagedLineException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedLineException(String message) {
            super(message);
        }
    }

    private static String checksum(JournalEntry entry, int number) {
        CRC32C crc = new CRC32C();
        crc.update(CanonicalJson.bytes(new Sealed(entry, number)));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static String tornLine(Path file, Read read) {
        return file + ":" + (read.entries.size() + 1) + ": the last line was not written to its end ("
                + read.rest.length + " bytes); it was cut off";
    }
}
