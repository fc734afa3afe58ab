package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.topology.PodReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The log of one pod's container, line by line.
 *
 * @param cluster where
 * @param namespace of the pod
 * @param pod its name
 * @param timer ends a reading whose time is over, though nothing comes any more
 */
record PodLog(Cluster cluster, String namespace, String pod, ScheduledExecutorService timer) {
    /** No frame is longer by far ({@code Frame}); what is, is cut, and shows as damaged. */
    private static final int MAX_LINE_BYTES = 64 << 10;

    /**
     * Reads once, until the stream ends by itself, no more is wanted, or the time is over.
     *
     * @param sinceSeconds from where; null for all that the kubelet has
     * @param wantsMore told each line
     * @throws IOException when it cannot be read, now
     */
    void read(@Nullable Integer sinceSeconds, long deadlineNs, Predicate<String> wantsMore)
            throws IOException, InterruptedException {
        long leftNs = Math.max(0, deadlineNs - System.nanoTime());
        try (InputStream log = cluster.log(namespace, pod, sinceSeconds, leftNs)) {
            ScheduledFuture<?> end = timer.schedule(() -> close(log), leftNs, TimeUnit.NANOSECONDS);
            try {
                lines(log, wantsMore);
            } finally {
                end.cancel(false);
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("interrupted while the log of " + pod + " was read");
        } catch (IOException e) {
            throw new IOException("the log of " + pod + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void close(InputStream log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lines(InputStream in, Predicate<String> wantsMore) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[16 << 10];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            for (int i = 0; i < read; i++) {
                if (chunk[i] != '\n') {
                    if (line.size() < MAX_LINE_BYTES) {
                        line.write(chunk[i]);
                    }
                } else if (!wantsMore.test(taken(line))) {
                    return;
                }
            }
        }
        if (line.size() > 0) {
            var unused = wantsMore.test(taken(line));
        }
    }

    private static String taken(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return text;
    }

    /** What a pod got, as its first frame says it. */
    static PodReport ready(Frame frame) {
        try {
            return CanonicalJson.read(frame.payload(), PodReport.class);
        } catch (CanonicalJson.MalformedJsonException e) {
            throw new UncheckedIOException(
                    new IOException("a pod's report of what it got cannot be read: " + e.getMessage(), e));
        }
    }
}
