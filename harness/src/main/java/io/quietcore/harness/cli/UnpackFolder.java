package io.quietcore.harness.cli;

import io.quietcore.contract.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where a bundle is unpacked to be checked. Gone when it is closed, and when a signal ends this process: the thread that made
 * it is interrupted, and has a moment to stop writing. What a process leaves that is killed, the next one removes.
 */
final class UnpackFolder implements AutoCloseable {
    private static final long MOMENT_SECONDS = 2;

    private final ScratchFolder scratch;
    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private UnpackFolder(ScratchFolder scratch, Path path) {
        this.scratch = scratch;
        this.path = path;
        Thread worker = Thread.currentThread();
        this.hook = new Thread(() -> leaveNothing(worker), "leave-nothing");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static UnpackFolder make() throws IOException {
        ScratchFolder scratch = ScratchFolder.onDisk("bundle");
        return new UnpackFolder(scratch, Files.createDirectory(scratch.path().resolve("unpacked")));
    }

    /** Empty at first. */
    Path path() {
        return path;
    }

    private void leaveNothing(Thread worker) {
        worker.interrupt();
        try {
            if (closed.await(MOMENT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }

    @Override
    public void close() {
        scratch.close();
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // A signal came: the hook runs, and finds nothing to do.
        }
    }
}
