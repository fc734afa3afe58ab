package io.quietcore.runtime.machine;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether something stopped a child of this process: SIGSTOP, job control. It cannot tell that of itself, as our own JVMs do,
 * but the kernel tells its parent (waitid(2)). The thread that listens sleeps until then. Children of the child are not seen.
 *
 * <p>The JVM waits for the child's end by itself: here its stops alone are taken, and its end is left where it is.
 */
public final class ChildStops {
    /** {@code <sys/wait.h>}. */
    private static final int P_PID = 1;

    private static final int WNOHANG = 1;
    private static final int WSTOPPED = 2;
    private static final int WEXITED = 4;
    private static final int WCONTINUED = 8;
    private static final int WNOWAIT = 0x0100_0000;

    /** {@code siginfo_t}: its size, and where {@code si_code} lies. */
    private static final int INFO_BYTES = 128;

    private static final int CODE_AT = 8;
    private static final int CLD_STOPPED = 5;
    private static final int CLD_CONTINUED = 6;

    private static final int EINTR = 4;
    private static final long LAST_WORD_MS = TimeUnit.SECONDS.toMillis(1);

    private final int pid;
    private final Thread listener;
    private volatile int times;

    private ChildStops(Process child) {
        pid = Math.toIntExact(child.pid());
        listener = new Thread(this::listen, "stops of a child");
        listener.setDaemon(true);
    }

    /** Begins to listen; ends by itself when the child does. */
    public static ChildStops of(Process child) {
        ChildStops stops = new ChildStops(child);
        stops.listener.start();
        return stops;
    }

    private void listen() {
        ByteBuffer info = Kernel.directBuffer(INFO_BYTES);
        long address = Kernel.address(info);
        boolean stopped = false;
        int seen = 0;
        while (true) {
            try {
                Kernel.waitid(P_PID, pid, address, WSTOPPED | WCONTINUED | WEXITED | WNOWAIT);
                int code = info.getInt(CODE_AT);
                if (code != CLD_STOPPED && code != CLD_CONTINUED) {
                    return;
                }
                // A stop that is over when we look shows by its end alone.
                if (code == CLD_STOPPED || !stopped) {
                    times = ++seen;
                }
                stopped = code == CLD_STOPPED;
                Kernel.waitid(P_PID, pid, address, (stopped ? WSTOPPED : WCONTINUED) | WNOHANG);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR) {
                    // ECHILD: it has ended, and somebody took its end already.
                    return;
                }
            }
        }
    }

    /**
     * Why what it did is worth nothing: that it was stopped, and how often; nothing where it never was. To be asked of a child
     * that has ended.
     *
     * @param name of the child, in words
     */
    public Optional<String> problem(String name) {
        awaitEnd();
        return times == 0
                ? Optional.empty()
                : Optional.of(name + " was stopped " + times + (times == 1 ? " time" : " times")
                        + " (SIGSTOP, told by waitid); the machine did not do that");
    }

    /** How often it was stopped until now. */
    int times() {
        return times;
    }

    /** The listener hears of the child's end when everybody does. */
    private void awaitEnd() {
        try {
            listener.join(LAST_WORD_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
