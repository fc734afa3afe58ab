package io.quietcore.harness.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The road to a server on this machine, which can be cut for a while: what is under way breaks, and nobody gets through. */
final class CutRoad implements AutoCloseable {
    private final ServerSocket entry;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refusals = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    CutRoad(int target) throws IOException {
        this.target = target;
        this.entry = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** Breaks all connections, and the next ones that are tried. */
    void cut(int connections) {
        refusals.set(connections);
        open.forEach(CutRoad::reset);
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket from = entry.accept();
                if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    reset(from);
                } else {
                    Socket to = new Socket(entry.getInetAddress(), target);
                    pump(from, to);
                    pump(to, from);
                }
            } catch (IOException e) {
                // Closed, which the loop sees; or one that came is gone already.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        open.add(from);
        threads.execute(() -> {
            try (from;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                reset(to);
            } finally {
                open.remove(from);
            }
        });
    }

    /** Without the words of an orderly end. */
    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        open.forEach(CutRoad::reset);
        threads.shutdownNow();
    }
}
