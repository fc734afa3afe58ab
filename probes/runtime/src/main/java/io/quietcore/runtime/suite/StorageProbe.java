package io.quietcore.runtime.suite;

import com.sun.nio.file.ExtendedOpenOption;
import io.quietcore.contract.DiskWords;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.StorageTarget;
import io.quietcore.runtime.machine.BlockDevice;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.StorageDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    private static final String OWN = "a file of its own, removed at the end: in ";

    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Partner> partners = new ArrayList<>();
    private final FileChannel channel;
    private boolean met;
    private long untilNs;

    private StorageProbe(FileChannel channel) {
        this.channel = channel;
    }

    static StorageProbe of(ProbeSpec spec) throws IOException {
        Parameters told = spec.parameters();
        StorageTarget target = StorageTarget.of(told);
        long blockBytes = told.number(Parameter.BLOCK_SIZE);
        long fileBytes = told.number(Parameter.FILE_SIZE);
        Map<String, Evidence> evidence = new TreeMap<>();
        evidence.put("storage", StorageDevice.of(KernelText.LIVE, target.path(), target.device()));
        FileChannel channel = target.own() ? ofItsOwn(target, fileBytes, evidence) : there(target, evidence);
        try {
            long bytes = target.device() && channel.size() == 0 ? fileBytes : Math.min(channel.size(), fileBytes);
            if (bytes < blockBytes) {
                throw new IOException(
                        target.path() + " has " + bytes + " bytes; expected a block of " + blockBytes + " or more");
            }
            StorageProbe probe = new StorageProbe(channel);
            probe.evidence.putAll(evidence);
            probe.evidence.put(
                    "file",
                    Evidence.seen((target.device() ? "device " : target.own() ? OWN : "file ") + target.path() + ", "
                            + bytes + " bytes, blocks of " + blockBytes + ", " + target.operations()));
            probe.work(
                    (int) told.number(Parameter.QUEUE_DEPTH),
                    blockBytes,
                    bytes / blockBytes,
                    target.reads(),
                    target.writes());
            return probe;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A file under a name that nothing had; nothing is left of it, however this process ends. */
    private static FileChannel ofItsOwn(StorageTarget target, long bytes, Map<String, Evidence> evidence)
            throws IOException {
        try {
            Path file = Files.createTempFile(target.path(), StorageTarget.OWN_PREFIX, ".tmp");
            try (FileChannel filler = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                FileChannel channel;
                try {
                    channel = open(file, target.writes(), evidence, LinkOption.NOFOLLOW_LINKS);
                } finally {
                    Files.delete(file);
                }
                try {
                    fill(filler, bytes);
                    return channel;
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    "a file of " + bytes + " bytes cannot be made in " + target.path() + ": " + DiskWords.why(e), e);
        }
    }

    private static FileChannel there(StorageTarget target, Map<String, Evidence> evidence) throws IOException {
        if (target.device() && target.writes()) {
            BlockDevice.requireUnused(target.path());
        }
        try {
            return open(target.path(), target.writes(), evidence);
        } catch (IOException e) {
            throw new IOException(target.path() + " cannot be opened: " + DiskWords.why(e), e);
        }
    }

    /** Written once, so that reads do not come from holes. */
    private static void fill(FileChannel channel, long bytes) throws IOException {
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

    private static FileChannel open(Path file, boolean writes, Map<String, Evidence> evidence, OpenOption... more)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.add(StandardOpenOption.READ);
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

    /** All threads are awake before the window's clock starts: its first operations meet the same queue as its last. */
    @Override
    public void meet() {
        met = true;
        for (int i = 1; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            met &= partners.get(i - 1).ready(() -> worker.run(untilNs));
        }
    }

    @Override
    long run(long fromNs, long lengthNs) {
        if (!met) {
            problem("a thread of the queue did not come within 10 s");
            return 0;
        }
        untilNs = fromNs + lengthNs;
        partners.forEach(Partner::go);
        workers.get(0).run(untilNs);
        partners.forEach(Partner::awaitReadied);
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
        } catch (IOException e) {
            problem("the file could not be closed: " + e.getMessage());
        }
    }

    /** The buffer of a direct operation begins on a page. */
    static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + PAGE).alignedSlice(PAGE).limit(bytes);
    }
}
