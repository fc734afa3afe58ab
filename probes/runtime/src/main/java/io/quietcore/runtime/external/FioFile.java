package io.quietcore.runtime.external;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.ScratchFolder;
import io.quietcore.contract.StorageTarget;
import io.quietcore.runtime.machine.BlockDevice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What fio works on, by the rules of our own storage probe ({@link StorageTarget}).
 *
 * @param target what the spec names
 * @param path the file itself
 * @param bytes how much of it is used
 * @param folder that holds one of our own, and nothing else
 */
record FioFile(
        StorageTarget target,
        Path path,
        long bytes,
        @Nullable ScratchFolder folder) implements AutoCloseable {
    private static final long MOST_BYTES = 64L << 20;

    static FioFile of(Parameters told) throws IOException {
        StorageTarget target = StorageTarget.of(told);
        if (target.own()) {
            ScratchFolder folder = ScratchFolder.in(target.path(), "fio");
            return new FioFile(target, folder.path().resolve("data"), MOST_BYTES, folder);
        }
        if (target.device() && target.writes()) {
            BlockDevice.requireUnused(target.path());
        }
        long blockBytes = told.number(Parameter.BLOCK_SIZE);
        // fio makes a file that is smaller than it was told larger, even where it only reads.
        long bytes = Math.min(size(target.path()), MOST_BYTES) / blockBytes * blockBytes;
        if (bytes == 0) {
            throw new IOException(target.path() + " has " + size(target.path()) + " bytes; expected a block of "
                    + blockBytes + " or more");
        }
        return new FioFile(target, target.path(), bytes, null);
    }

    private static long size(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.size();
        }
    }

    /** Of fio's command line. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        // A colon stands between several files.
        words.add("--filename=" + path.toString().replace(":", "\\:"));
        words.add("--size=" + bytes);
        words.add("--rw=" + (target.reads() && target.writes() ? "randrw" : target.reads() ? "randread" : "randwrite"));
        words.add("--sync=" + (target.writes() ? "dsync" : "none"));
        if (!target.own() && !target.writes()) {
            words.add("--readonly");
        }
        return words;
    }

    @Override
    public void close() {
        if (folder != null) {
            folder.close();
        }
    }
}
