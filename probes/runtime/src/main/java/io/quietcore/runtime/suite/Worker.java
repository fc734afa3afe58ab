package io.quietcore.runtime.suite;

import io.quietcore.contract.ProbeSeries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One operation after another on random blocks. Owned by one thread while it runs. */
final class Worker {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final FileChannel channel;
    private final ByteBuffer block;
    private final long blocks;
    private final boolean reads;
    private final boolean writes;
    private final SplittableRandom random;
    private final Histogram read = new Histogram(1, Latencies.HIGHEST_NS, SIGNIFICANT_DIGITS);
    private final Histogram written = new Histogram(1, Latencies.HIGHEST_NS, SIGNIFICANT_DIGITS);
    private boolean nextIsRead;
    private @Nullable String failure;

    Worker(FileChannel channel, int blockBytes, long blocks, boolean reads, boolean writes, long seed) {
        this.channel = channel;
        this.block = StorageProbe.aligned(blockBytes);
        this.blocks = blocks;
        this.reads = reads;
        this.writes = writes;
        this.random = new SplittableRandom(seed);
    }

    /** Until a moment; an operation under way then is recorded. */
    void run(long untilNs) {
        int blockBytes = block.limit();
        long nowNs = System.nanoTime();
        try {
            while (nowNs < untilNs) {
                nextIsRead = reads && (!writes || !nextIsRead);
                long at = random.nextLong(blocks) * blockBytes;
                block.clear().limit(blockBytes);
                long beforeNs = Latencies.from(nowNs, System.nanoTime());
                int done = nextIsRead ? channel.read(block, at) : channel.write(block, at);
                nowNs = System.nanoTime();
                if (done != blockBytes) {
                    failure = (nextIsRead ? "a read" : "a write") + " of " + blockBytes + " bytes at " + at
                            + " did only " + done;
                    return;
                }
                (nextIsRead ? read : written).recordValue(Math.min(nowNs - beforeNs, Latencies.HIGHEST_NS));
            }
        } catch (IOException e) {
            failure = (nextIsRead ? "a read" : "a write") + " failed: " + e.getMessage();
        }
    }

    /** Moves what was recorded; returns how many values. */
    long drainTo(Latencies latencies) {
        long count = read.getTotalCount() + written.getTotalCount();
        latencies.series("").add(read);
        latencies.series("").add(written);
        if (reads) {
            latencies.series(ProbeSeries.operation("read", block.limit())).add(read);
        }
        if (writes) {
            latencies.series(ProbeSeries.operation("write", block.limit())).add(written);
        }
        read.reset();
        written.reset();
        return count;
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
