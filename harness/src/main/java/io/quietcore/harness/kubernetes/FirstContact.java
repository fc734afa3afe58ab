package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.EOFException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The first request to a cluster. Nobody knows yet whether its address is the right one: an API server that restarts is
 * waited for, one that never answers is given up, which is said as soon as it begins. One thread's.
 *
 * @param nanoTime as {@link System#nanoTime()}
 * @param pause between two tries
 * @param told once, of the first try in vain
 */
record FirstContact(LongSupplier nanoTime, Pause pause, Consumer<String> told) {
    /** No try begins later. An API server's container is started again within some twenty seconds. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    static final Duration BETWEEN = Duration.ofSeconds(1);

    private static final int TOO_MANY_REQUESTS = 429;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * Asks until there is an answer.
     *
     * @param master the address that is asked, for words
     * @throws KubernetesClientException what the last try met, or the first one that cannot pass: an answer that refuses, a
     *     certificate that is not believed
     */
    <T> T ask(String master, Supplier<T> request) throws InterruptedException {
        long beginNs = nanoTime.getAsLong();
        boolean first = true;
        while (true) {
            try {
                return request.get();
            } catch (KubernetesClientException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while " + master + " was asked for its version");
                }
                boolean late = nanoTime.getAsLong() - beginNs + BETWEEN.toNanos() > LIMIT.toNanos();
                if (late || !mayPass(e)) {
                    throw e;
                }
                if (first) {
                    told.accept("no cluster answers at " + master + " (" + ClusterException.firstLine(e)
                            + "); asked again for " + LIMIT.toSeconds() + " s");
                    first = false;
                }
            }
            pause.of(BETWEEN);
        }
    }

    /** Whether it may be another answer in a while. */
    private static boolean mayPass(KubernetesClientException e) {
        if (e.getCode() > 0) {
            return e.getCode() == TOO_MANY_REQUESTS || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR;
        }
        // A plain one is the HTTP client's; what TLS, or a reader of an answer, does not like is a kind of its own.
        Throwable deepest = ClusterException.deepest(e);
        return deepest.getClass() == IOException.class
                || deepest instanceof EOFException
                || deepest instanceof SocketException
                || deepest instanceof ClosedChannelException
                || deepest instanceof UnresolvedAddressException
                || deepest instanceof HttpTimeoutException
                || deepest instanceof TimeoutException;
    }
}
