package io.quietcore.harness.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Containers' logs over HTTP, followed as a kubelet lets them be: fabric8's mock server can send a body only as a whole. */
final class FakeLogs implements AutoCloseable {
    private static final int POD_IN_PATH = 6;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Log> logs = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger early = new AtomicInteger();
    private final CutRoad road;

    FakeLogs() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        road = new CutRoad(server.getAddress().getPort());
    }

    /** Where a request to the API server for a log is answered. */
    URI here(URI asked) {
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        return URI.create("http://localhost:" + road.port() + asked.getRawPath() + query);
    }

    Log of(String pod) {
        return logs.computeIfAbsent(pod, name -> new Log());
    }

    /** So many requests are answered with what an API server says whose kubelet does not answer. */
    void refuse(int requests) {
        refusals.set(requests);
    }

    /** So many readings break off before the first line. */
    void breakOff(int readings) {
        broken.set(readings);
    }

    /** So many readings end in order before the first line. */
    void endEarly(int readings) {
        early.set(readings);
    }

    /** Breaks all readings, and so many connections that are tried then. */
    void cut(int connections) {
        road.cut(connections);
    }

    private static boolean isDue(AtomicInteger times) {
        return times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** What it throws makes the server end the connection without the last chunk, by which a reader sees that it broke. */
    private void serve(HttpExchange exchange) throws IOException {
        if (isDue(refusals)) {
            byte[] status = """
                    {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Get \\"https://10.200.0.3:10250/containerLogs\\": dial tcp 10.200.0.3:10250: connect: connection refused","code":500}
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, status.length);
            exchange.getResponseBody().write(status);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        if (isDue(broken)) {
            throw new IOException("the log breaks off");
        }
        try {
            if (!isDue(early)) {
                follow(of(exchange.getRequestURI().getPath().split("/", -1)[POD_IN_PATH]), exchange.getResponseBody());
            }
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void follow(Log log, OutputStream out) throws IOException, InterruptedException {
        int next = 0;
        for (String line = log.await(next); line != null; line = log.await(next)) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            next++;
            if (log.breaksAt(next)) {
                throw new IOException("the log breaks");
            }
        }
    }

    @Override
    public void close() throws IOException {
        road.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** One container's log. */
    static final class Log {
        private final List<String> lines = new ArrayList<>();
        private boolean over;
        private int breakAt = -1;
        private Runnable broken = () -> {};

        /** What a process says that has ended reaches nobody. */
        synchronized void say(String line) {
            if (!over) {
                lines.add(line);
                notifyAll();
            }
        }

        synchronized void end() {
            over = true;
            notifyAll();
        }

        /** The one who reads this line is cut off after it, once. */
        synchronized void breakAt(int line, Runnable then) {
            breakAt = line;
            broken = then;
        }

        /** A rotation while nobody reads: what was said is gone. */
        synchronized void forget() {
            lines.clear();
        }

        private synchronized @Nullable String await(int index) throws InterruptedException {
            while (index >= lines.size() && !over) {
                wait();
            }
            return index < lines.size() ? lines.get(index) : null;
        }

        private synchronized boolean breaksAt(int line) {
            if (line != breakAt) {
                return false;
            }
            breakAt = -1;
            broken.run();
            return true;
        }
    }
}
