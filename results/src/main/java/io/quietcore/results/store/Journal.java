package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign did, one JSON object a line: {@code {"before":"…","crc32c":"…","entry":{…},"line":N}}. Appended and synced,
 * never changed. {@code before} is the SHA-256 of the line before with its line end, so that no line can be changed, taken out
 * or put elsewhere unless all that follow it are written anew; the checksum covers all but itself.
 *
 * <p>A last line that was not written to its end is what a killed writer or a power cut leaves: it is cut off, and reported.
 * Any other damage is somebody's doing, and an error. One process at a time ({@link CampaignLock}), one thread at a time.
 */
public final class Journal {
    public static final String FILE = "journal.jsonl";

    private final Path file;
    private final Disk disk;
    private final List<JournalEntry> entries;
    private final @Nullable String cutOff;
    private String lastLineSha256;
    private long sizeBytes;

    private Journal(Path file, Disk disk, JournalFile read) {
        this.file = file;
        this.disk = disk;
        this.entries = new ArrayList<>(read.entries());
        this.cutOff = read.tornBytes() == 0 ? null : tornLine(file, read);
        this.lastLineSha256 = read.lastLineSha256();
        this.sizeBytes = read.wholeBytes();
    }

    /**
     * Opens a campaign's journal for writing, new where there is none, and cuts off a last line that is not whole.
     *
     * @throws IOException naming file and line, when a line is damaged
     */
    public static Journal open(Path campaignFolder, Disk disk) throws IOException {
        Path file = campaignFolder.resolve(FILE);
        boolean isNew = !Files.exists(file);
        Journal journal = new Journal(file, disk, JournalFile.read(file));
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
        return JournalFile.read(campaignFolder.resolve(FILE)).entries();
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
    public void append(JournalEntry told) throws IOException {
        JournalEntry entry = JournalLine.asRead(told);
        byte[] line = JournalLine.chained(lastLineSha256, entry, entries.size() + 1);
        // An append that failed before (a full disk) may have left a part of its line behind.
        if (Files.size(file) != sizeBytes) {
            disk.cut(file, sizeBytes);
        }
        disk.append(file, line);
        disk.sync(file);
        sizeBytes += line.length;
        lastLineSha256 = RepetitionFiles.sha256(line);
        entries.add(entry);
    }

    private static String tornLine(Path file, JournalFile read) {
        return file + ":" + (read.entries().size() + 1) + ": the last line was not written to its end ("
                + read.tornBytes() + " bytes); it was cut off";
    }
}
