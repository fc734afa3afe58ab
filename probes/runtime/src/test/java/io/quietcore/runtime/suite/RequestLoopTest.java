package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a network does to requests is a result. */
@Timeout(60)
class RequestLoopTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long PERIOD_NS = 1_000_000;

    private final Latencies latencies = new Latencies("raw");
    private final Histogram raw = latencies.series("raw");

    @Test
    void aDatagramWithoutAnAnswerIsAValueOfAsLongAsItWasWaitedFor() throws Exception {
        try (DatagramChannel peer = DatagramChannel.open().bind(ANY);
                DatagramChannel own = DatagramChannel.open();
                Selector selector = Selector.open()) {
            own.connect(peer.getLocalAddress());
            own.configureBlocking(false);
            own.register(selector, SelectionKey.OP_READ);
            Partner echo = new Partner("test-peer");
            echo.start(() -> answerAllBut(peer, 2, 3));
            RequestLoop loop = new RequestLoop(own, selector, false, 64);

            long values = loop.run(System.nanoTime(), PERIOD_NS, 3, latencies, raw);
            echo.await();
            echo.close();

            assertThat(values).isEqualTo(3);
            assertThat(loop.lost()).isEqualTo(1);
            assertThat(latencies.count()).isEqualTo(3);
            assertThat(raw.getMaxValue()).isGreaterThanOrEqualTo(RequestLoop.LOST_NS * 99 / 100);
            // The one behind it is late by the plan.
            assertThat(latencies.series("").getCountBetweenValues(RequestLoop.LOST_NS / 2, Latencies.HIGHEST_NS))
                    .isEqualTo(2);
        }
    }

    @Test
    void aStallOfAStreamBeyondASecondIsItsLatency() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(ANY);
                SocketChannel own = SocketChannel.open(server.getLocalAddress());
                SocketChannel peer = server.accept();
                Selector selector = Selector.open()) {
            own.configureBlocking(false);
            own.register(selector, SelectionKey.OP_READ);
            Partner echo = new Partner("test-peer");
            echo.start(() -> answerLate(peer));
            RequestLoop loop = new RequestLoop(own, selector, false, 64);

            long values = loop.run(System.nanoTime(), PERIOD_NS, 1, latencies, raw);
            echo.await();
            echo.close();

            assertThat(values).isEqualTo(1);
            assertThat(loop.lost()).isZero();
            assertThat(raw.getMaxValue()).isGreaterThan(1_200_000_000L);
        }
    }

    private static void answerAllBut(DatagramChannel peer, int ignored, int requests) {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try {
            for (int i = 1; i <= requests; i++) {
                buffer.clear();
                SocketAddress from = peer.receive(buffer);
                if (i != ignored) {
                    peer.send(buffer.flip(), from);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answerLate(SocketChannel peer) {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try {
            while (buffer.hasRemaining()) {
                if (peer.read(buffer) < 0) {
                    return;
                }
            }
            long untilNs = System.nanoTime() + 1_300_000_000L;
            for (long leftNs = 1; leftNs > 0; leftNs = untilNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            peer.write(buffer.flip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
