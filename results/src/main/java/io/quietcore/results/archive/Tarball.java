package io.quietcore.results.archive;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Printable;
import io.quietcore.results.store.AtomicFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tarball of plain files, gzip around tar: the same files in the same order give the same bytes. */
public final class Tarball implements AutoCloseable {
    private static final int MAX_ENTRIES = 1_000_000;
    private static final long MAX_BYTES = 16L << 30;
    /** Of one file in it. */
    static final int MAX_FILE_BYTES = (int) CanonicalJson.MAX_DOCUMENT_BYTES;

    private static final int MAX_NAME = 512;
    private static final int MAX_DEPTH = 32;

    /** Of one step of a name (NAME_MAX of Linux). */
    private static final int MAX_STEP_BYTES = 255;

    /** However well a file is compressed, it may unpack to this. */
    private static final long ALWAYS_BYTES = 256L << 20;

    /** Results and documents pack to a tenth or a thirtieth; a file of zeros to a thousandth. */
    private static final int MOST_COMPRESSED = 200;

    private static final int FILE_MODE = 0644;

    /** The type flags of a file's contents (POSIX ustar): everything else is a link, a device or a pipe. */
    private static final Set<Byte> PLAIN =
            Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);

    private final TarArchiveOutputStream tar;
    private int entries;
    private long bytes;

    private Tarball(OutputStream file) throws IOException {
        tar = new TarArchiveOutputStream(new GZIPOutputStream(file));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** Takes an entry. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A file.
         *
         * @param where the tarball and the entry, in words
         * @param name a relative path of plain steps
         */
        void take(String where, String name, byte[] content) throws IOException, InterruptedException;
    }

    /** Writes entries. */
    @FunctionalInterface
    public interface Filler {
        void fill(Tarball tarball) throws IOException, InterruptedException;
    }

    /**
     * Reads every file, believing nothing: names stay below the folder that they are written to, links and devices are
     * refused, sizes are bounded, whatever the headers say.
     *
     * @param expected what kind of tarball it should be, in words
     * @throws IOException in one line that names the entry
     */
    public static void read(Path tarball, String expected, Sink sink) throws IOException, InterruptedException {
        int entries = 0;
        long bytes = 0;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball));
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(bounded(tarball, unzipped(tarball, file, expected)))) {
            for (TarArchiveEntry entry = next(tarball, tar); entry != null; entry = next(tarball, tar)) {
                String where = tarball + ": entry " + printable(entry.getName());
                if (++entries > MAX_ENTRIES) {
                    throw new IOException(tarball + ": found more than " + MAX_ENTRIES + " entries; expected fewer");
                }
                if (entry.isDirectory()) {
                    continue;
                }
                if (!PLAIN.contains(entry.getLinkFlag()) || entry.isSparse()) {
                    throw new IOException(where + " is no plain file; expected nothing else");
                }
                String name = checked(where, entry.getName());
                byte[] content = content(where, tar);
                bytes += content.length;
                if (bytes > MAX_BYTES) {
                    throw new IOException(tarball + ": found more than " + MAX_BYTES + " bytes; expected fewer");
                }
                sink.take(where, name, content);
            }
        }
        if (entries == 0) {
            throw new IOException(tarball + " holds nothing; expected " + expected);
        }
    }

    private static InputStream unzipped(Path tarball, InputStream file, String expected) throws IOException {
        try {
            return new GZIPInputStream(file, 1 << 16);
        } catch (IOException e) {
            throw new IOException(tarball + " is no gzip file; expected " + expected, e);
        }
    }

    private static InputStream bounded(Path tarball, InputStream unzipped) throws IOException {
        long size = Files.size(tarball);
        long most = Math.max(ALWAYS_BYTES, Math.min(MAX_BYTES, MOST_COMPRESSED * size));
        return new BoundedStream(
                unzipped,
                most,
                tarball + ": found more than " + most + " bytes packed into " + size + "; expected at most "
                        + MOST_COMPRESSED + " times as many");
    }

    private static TarArchiveEntry next(Path tarball, TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (BoundedStream.BoundExceededException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(tarball + " is no whole tarball: " + e.getMessage(), e);
        }
    }

    private static byte[] content(String where, TarArchiveInputStream tar) throws IOException {
        int most = MAX_FILE_BYTES;
        byte[] content;
        try {
            content = tar.readNBytes(most + 1);
        } catch (BoundedStream.BoundExceededException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(where + " is cut off: " + e.getMessage(), e);
        }
        if (content.length > most) {
            throw new IOException(where + ": found more than " + most + " bytes; expected fewer");
        }
        return content;
    }

    private static String checked(String where, String name) throws IOException {
        List<String> steps = Arrays.asList((name.startsWith("./") ? name.substring(2) : name).split("/", -1));
        boolean leaves = steps.stream().anyMatch(step -> step.isEmpty() || step.equals(".") || step.equals(".."));
        if (steps.size() > MAX_DEPTH
                || steps.stream().anyMatch(step -> step.getBytes(StandardCharsets.UTF_8).length > MAX_STEP_BYTES)) {
            throw new IOException(where + " is too deep or too long: expected at most " + MAX_DEPTH
                    + " folders, each of " + MAX_STEP_BYTES + " bytes");
        }
        if (leaves || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
            throw new IOException(where + " would leave the folder that it is written to; expected a relative path");
        }
        return String.join("/", steps);
    }

    private static String printable(String name) {
        return Printable.line(name.substring(0, Math.min(name.length(), MAX_NAME)));
    }

    /** Writes a tarball beside its name, and puts it there when it is whole. */
    public static void write(Path tarball, Filler filler) throws IOException, InterruptedException {
        AtomicFile.<InterruptedException>write(tarball, file -> {
            try (Tarball written = new Tarball(new BufferedOutputStream(file))) {
                filler.fill(written);
            }
        });
    }

    /**
     * Adds a file.
     *
     * @throws IOException also where {@link #read} would refuse the tarball for its size
     */
    public void put(String name, byte[] content) throws IOException {
        bytes += content.length;
        if (++entries > MAX_ENTRIES || bytes > MAX_BYTES) {
            throw new IOException("entry " + printable(name) + " is one too many: found " + entries + " entries of "
                    + bytes + " bytes, expected at most " + MAX_ENTRIES + " of " + MAX_BYTES);
        }
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(FILE_MODE);
        entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
