package io.quietcore.runtime.suite;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import org.HdrHistogram.Histogram;

/**
 * Requests at planned moments over a channel that does not block, one at a time. Owned by one thread.
 *
 * <p>A request leaves at its moment, or at once where the answer before it was late; its latency runs from its moment
 * ({@code planned}) and from its sending ({@code raw}).
 */
final class RequestLoop {
    /** A datagram without an answer for so long is taken for lost. */
    static final long LOST_NS = 1_000_000_000L;

    /** A stream loses nothing: its answer is late, until nobody can be there any more. */
    private static final long GONE_NS = 10_000_000_000L;

    private final ByteChannel channel;
    private final Selector selector;
    private final boolean spins;
    private final long patienceNs;
    private final ByteBuffer request;
    private final ByteBuffer response;
    private long sequence;
    private long lost;

    /**
     * A loop over a connected channel.
     *
     * @param selector on which the channel is registered for reading
     * @param spins whether it polls the channel instead of waiting in the kernel
     */
    RequestLoop(ByteChannel channel, Selector selector, boolean spins, int bytes) {
        this.channel = channel;
        this.selector = selector;
        this.spins = spins;
        this.patienceNs = channel instanceof DatagramChannel ? LOST_NS : GONE_NS;
        this.request = ByteBuffer.allocateDirect(bytes).putLong(0, NetworkPeer.MARK);
        this.response = ByteBuffer.allocateDirect(bytes);
    }

    /** Requests without an answer, so far. */
    long lost() {
        return lost;
    }

    /**
     * Sends {@code count} requests.
     *
     * @return how many values were recorded: one for each
     */
    long run(long fromNs, long periodNs, long count, Latencies latencies, Histogram raw) throws IOException {
        Sleeper sleeper = SLEEPER.get();
        for (long i = 1; i <= count; i++) {
            long dueNs = fromNs + i * periodNs;
            if (spins) {
                while (System.nanoTime() < dueNs) {
                    Thread.onSpinWait();
                }
            } else if (System.nanoTime() < dueNs) {
                sleeper.sleepUntil(dueNs);
            }
            long sentNs = System.nanoTime();
            if (!exchange(sentNs)) {
                lost++;
            }
            // Of one that is lost: how long it was waited for, the least that it took.
            long nowNs = System.nanoTime();
            latencies.record(nowNs - dueNs);
            latencies.record(raw, nowNs - sentNs);
        }
        return count;
    }

    private static final ThreadLocal<Sleeper> SLEEPER = ThreadLocal.withInitial(Sleeper::clockNanosleep);

    /** One request and its own answer; false where none came. An answer to an earlier request is passed over. */
    private boolean exchange(long sentNs) throws IOException {
        sequence++;
        request.clear().putLong(Long.BYTES, sequence);
        while (request.hasRemaining()) {
            channel.write(request);
        }
        response.clear();
        while (true) {
            int read = channel.read(response);
            if (read < 0) {
                throw new EOFException("the peer closed the connection");
            }
            boolean whole = response.position() == response.capacity();
            if (whole && response.getLong(Long.BYTES) == sequence) {
                return true;
            }
            if (whole || (read > 0 && channel instanceof DatagramChannel)) {
                response.clear();
            } else if (read == 0 && !await(sentNs)) {
                if (channel instanceof DatagramChannel) {
                    return false;
                }
                throw new IOException("no answer for " + GONE_NS / 1_000_000_000 + " s");
            }
        }
    }

    private boolean await(long sentNs) throws IOException {
        if (spins) {
            Thread.onSpinWait();
        } else {
            selector.select(patienceNs / 1_000_000);
            selector.selectedKeys().clear();
        }
        return System.nanoTime() - sentNs < patienceNs;
    }
}
