package io.quietcore.harness.backend;

import com.sun.jna.LastErrorException;
import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts other programs on the CPUs that this process was given, and not on those that {@link ControllerAffinity} left it:
 * a child inherits the mask of the thread that starts it (sched_setaffinity(2)).
 */
public final class ChildAffinity {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final CpuSet given;

    private ChildAffinity(CpuSet given) {
        this.given = given;
    }

    /** What the calling thread may run on now; to be asked before the controller steps aside. */
    public static ChildAffinity ofNow() throws IOException {
        return new ChildAffinity(allowed());
    }

    private static CpuSet allowed() throws IOException {
        // proc(5): the calling thread's own.
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> CpuSet.parse(line.substring(ALLOWED.length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/thread-self/status has no " + ALLOWED));
    }

    /**
     * Starts a process there; the calling thread is where it was afterwards.
     *
     * @throws IOException when it cannot be started
     */
    public Process start(ProcessBuilder builder) throws IOException {
        CpuSet before = allowed();
        if (before.equals(given)) {
            return builder.start();
        }
        try {
            ControllerAffinity.bindCaller(given);
            try {
                return builder.start();
            } finally {
                ControllerAffinity.bindCaller(before);
            }
        } catch (LastErrorException e) {
            throw new IOException("sched_setaffinity: " + e.getMessage(), e);
        }
    }
}
