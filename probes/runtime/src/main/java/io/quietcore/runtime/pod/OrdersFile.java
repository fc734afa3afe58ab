package io.quietcore.runtime.pod;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.function.Consumer;

/**
 * The orders that the downward API shows as a file. The kubelet replaces a link in its folder, which inotify(7) tells: who
 * waits for orders uses no CPU, and a pod may have only the one that it measures on.
 */
final class OrdersFile implements AutoCloseable {
    /** Far above any orders; the API server lets all annotations of a pod have 256 KiB together. */
    private static final int MAX_BYTES = 256 << 10;

    private final Path file;
    private final WatchService watch;

    private OrdersFile(Path file, WatchService watch) {
        this.file = file;
        this.watch = watch;
    }

    /** Watches a file in a folder that exists; the file may come later. */
    static OrdersFile watching(Path folder) throws IOException {
        WatchService watch = folder.getFileSystem().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        return new OrdersFile(folder.resolve(PodOrders.ORDERS_FILE), watch);
    }

    /** As they are now: none where nothing stands there. */
    PodOrders read() throws IOException {
        byte[] text;
        try (var in = Files.newInputStream(file)) {
            text = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException e) {
            return PodOrders.NONE;
        }
        if (new String(text, StandardCharsets.UTF_8).isBlank()) {
            return PodOrders.NONE;
        }
        return CanonicalJson.read(text, PodOrders.class);
    }

    /** Tells of each change from a thread of its own, until it is closed; what cannot be read is said and passed over. */
    void follow(Consumer<PodOrders> changed) {
        Thread follower = new Thread(
                () -> {
                    try {
                        PodOrders last = PodOrders.NONE;
                        while (true) {
                            last = tell(last, changed);
                            WatchKey key = watch.take();
                            key.pollEvents();
                            key.reset();
                        }
                    } catch (InterruptedException | ClosedWatchServiceException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "orders");
        follower.setDaemon(true);
        follower.start();
    }

    private PodOrders tell(PodOrders last, Consumer<PodOrders> changed) {
        try {
            PodOrders now = read();
            if (!now.equals(last)) {
                changed.accept(now);
            }
            return now;
        } catch (IOException | CanonicalJson.MalformedJsonException e) {
            System.err.println(file + " cannot be read: " + e.getMessage());
            return last;
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
