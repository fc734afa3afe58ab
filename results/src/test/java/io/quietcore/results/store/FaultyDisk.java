package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The real disk, up to a point: it ends its controller after a number of steps, where a write counts as two, so that it
 * can be killed with half of the bytes written. Syncing only takes note, since a killed process loses nothing that it
 * wrote; what was done is kept in order, to see that it was synced in the right one.
 */
final class FaultyDisk implements Disk {
    /** The controller is dead. Not an IOException: nothing may handle it. */
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Disk real = Disk.real();
    private final List<String> done = new ArrayList<>();
    private final int killAfter;
    private int steps;
    private boolean failAppend;

    FaultyDisk() {
        this(Integer.MAX_VALUE);
    }

    FaultyDisk(int killAfter) {
        this.killAfter = killAfter;
    }

    void failNextAppendAfterHalf() {
        failAppend = true;
    }

    /** What was done: a word and the file's name. */
    List<String> done() {
        return done;
    }

    int steps() {
        return steps;
    }

    private void step(String word, Path file) {
        if (steps >= killAfter) {
            throw new KilledException();
        }
        steps++;
        // What is written beside a file has random digits in its name.
        done.add(word + " " + file.normalize().getFileName().toString().replaceFirst("[0-9a-f]{16}-", ""));
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        step("createFolder", folder);
        real.createFolder(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        step("begin", file);
        int half = content.length / 2;
        real.write(file, Arrays.copyOf(content, half));
        step("write", file);
        real.append(file, Arrays.copyOfRange(content, half, content.length));
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        step("begin", file);
        int half = content.length / 2;
        real.append(file, Arrays.copyOf(content, half));
        if (failAppend) {
            failAppend = false;
            throw new IOException("no space left on device");
        }
        step("append", file);
        real.append(file, Arrays.copyOfRange(content, half, content.length));
    }

    @Override
    public void sync(Path fileOrFolder) {
        step("sync", fileOrFolder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename", to);
        real.rename(from, to);
    }

    @Override
    public void cut(Path file, long sizeBytes) throws IOException {
        step("cut", file);
        real.cut(file, sizeBytes);
    }

    @Override
    public void delete(Path fileOrEmptyFolder) throws IOException {
        step("delete", fileOrEmptyFolder);
        real.delete(fileOrEmptyFolder);
    }
}
