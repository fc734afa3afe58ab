package io.quietcore.runtime.suite;

import com.sun.nio.file.ExtendedOpenOption;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Synchronous operations on random blocks, by the measuring thread and, for a queue depth above 1, by others beside it. */
final class StorageProbe extends LatencyProbe {
    private static final int FILL_BYTES = 1 << 20;
    private static final int PAGE = 4_096;

    /** S_IFMT and S_IFBLK of inode(7). */
    private static final int TYPE_OF_MODE = 0xF000;

    private static final int BLOCK_DEVICE = 0x6000;

    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Partner> partners = new ArrayList<>();
    private final FileChannel channel;
    private final Path file;
    private final boolean temporary;

    private StorageProbe(FileChannel channel, Path file, boolean temporary) {
        super("read", "write");
        this.channel = channel;
        this.file = file;
        this.temporary = temporary;
    }

    static StorageProbe of(ProbeSpec spec) throws IOException {
        Parameters told = spec.parameters();
        boolean temporary = told.text(Parameter.FILE).isEmpty();
        Path file = temporary
                ? Files.createTempFile("quietcore-storage-", ".tmp")
                : Path.of(told.text(Parameter.FILE)).toAbsolutePath();
        boolean device = isBlockDevice(file);
        String operations = told.text(Parameter.OPERATIONS);
        // What lies on a device may be somebody's: it is written only where that was said in so many words.
        boolean writes = device ? operations.equals("write") : !operations.equals("read");
        boolean reads = !operations.equals("write") || (device && !writes);
        long blockBytes = told.number(Parameter.BLOCK_SIZE);
        Map<String, Evidence> evidence = new TreeMap<>();
        try {
            boolean created = temporary || !Files.exists(file);
            if (created && file.startsWith("/dev") && !file.startsWith("/dev/shm")) {
                throw new IOException(file + " is not there; expected a block device, or a file");
            }
            if (created) {
                fill(file, told.number(Parameter.FILE_SIZE));
            }
            FileChannel channel = open(file, writes, evidence);
            long bytes = Math.min(channel.size(), told.number(Parameter.FILE_SIZE));
            if (device && channel.size() == 0) {
                bytes = told.number(Parameter.FILE_SIZE);
            }
            if (bytes < blockBytes) {
                throw new IOException(
                        file + " has " + bytes + " bytes; expected a block of " + blockBytes + " or more");
            }
            StorageProbe probe = new StorageProbe(channel, file, created);
            evidence.put(
                    "file",
                    Evidence.seen((device ? "device " : created ? "a file of its own, removed at the end: " : "file ")
                            + file + ", " + bytes + " bytes, blocks of " + blockBytes + ", "
                            + (reads && writes ? "reads and writes by turns" : reads ? "reads" : "writes")));
            probe.evidence.putAll(evidence);
            probe.work((int) told.number(Parameter.QUEUE_DEPTH), blockBytes, bytes / blockBytes, reads, writes);
            return probe;
        } catch (IOException e) {
            if (temporary) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    /**
     * Whether it is one.
     *
     * @throws IOException where something else is there than a file or a block device
     */
    private static boolean isBlockDevice(Path file) throws IOException {
        if (!Files.exists(file) || Files.isRegularFile(file)) {
            return false;
        }
        // A device follows a link, as those under /dev/disk are.
        int type = (Integer) Files.getAttribute(file, "unix:mode") & TYPE_OF_MODE;
        if (type != BLOCK_DEVICE) {
            throw new IOException(file + " is neither a file nor a block device");
        }
        return true;
    }

    /** Written once, so that reads do not come from holes. */
    private static void fill(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(bytes, FILL_BYTES));
            SplittableRandom random = new SplittableRandom(1);
            while (block.remaining() >= Long.BYTES) {
                block.putLong(random.nextLong());
            }
            for (long at = 0; at < bytes; at += block.capacity()) {
                block.clear().limit((int) Math.min(block.capacity(), bytes - at));
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            channel.force(true);
        }
    }

    private static FileChannel open(Path file, boolean writes, Map<String, Evidence> evidence) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ));
        if (writes) {
            options.addAll(Set.of(StandardOpenOption.WRITE, StandardOpenOption.DSYNC));
        }
        Set<OpenOption> direct = new HashSet<>(options);
        direct.add(ExtendedOpenOption.DIRECT);
        evidence.put("synchronous", writes ? Evidence.used("O_DSYNC") : Evidence.notAsked());
        try {
            FileChannel channel = FileChannel.open(file, direct);
            evidence.put("direct", Evidence.used("O_DIRECT"));
            return channel;
        } catch (IOException | UnsupportedOperationException e) {
            FileChannel channel = FileChannel.open(file, options);
            evidence.put(
                    "direct", Evidence.denied("O_DIRECT: " + e.getMessage() + "; reads may come from the page cache"));
            return channel;
        }
    }

    private void work(int depth, long blockBytes, long blocks, boolean reads, boolean writes) {
        for (int i = 0; i < depth; i++) {
            workers.add(new Worker(channel, (int) blockBytes, blocks, reads, writes, i));
            if (i > 0) {
                partners.add(new Partner("storage-" + i));
            }
        }
        evidence.put("queueDepth", Evidence.seen(depth + " threads, one operation each"));
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long untilNs = fromNs + lengthNs;
        for (int i = 1; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            partners.get(i - 1).start(() -> worker.run(untilNs));
        }
        workers.get(0).run(untilNs);
        partners.forEach(Partner::await);
        long count = 0;
        for (Worker worker : workers) {
            count += worker.drainTo(latencies);
            worker.failure().ifPresent(this::problem);
        }
        return count;
    }

    @Override
    public Map<String, Evidence> evidence() {
        return evidence;
    }

    @Override
    public void close() {
        partners.forEach(Partner::close);
        try {
            channel.close();
            if (temporary) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            evidence.put("file", Evidence.denied("left behind: " + file + ": " + e.getMessage()));
        }
    }

    /** The buffer of a direct operation begins on a page. */
    static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + PAGE).alignedSlice(PAGE).limit(bytes);
    }
}
