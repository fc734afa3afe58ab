package io.quietcore.runtime.noise;

import io.quietcore.runtime.machine.Kernel;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of the sampler, a process of its own on the housekeeping CPU: snapshots of all counters at a period,
 * without allocating, until its standard input ends; then the snapshots into a file.
 *
 * <p>Arguments: process, thread, CPU, period in ns, most snapshots, file. Standard output: {@code sampling} and what it
 * can read, once it does.
 */
public final class Sampler {
    private static volatile boolean ended;

    private Sampler() {}

    public static void main(String[] args) throws IOException {
        long periodNs = Long.parseLong(args[3]);
        long[] rows = new long[Integer.parseInt(args[4]) * Snapshot.FIELDS];
        Thread end = new Thread(Sampler::awaitEnd, "end");
        end.setDaemon(true);
        end.start();
        int used = 0;
        try (Counters counters =
                new Counters(Long.parseLong(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]))) {
            ByteBuffer timespec = Kernel.directBuffer(16);
            long address = Kernel.address(timespec);
            System.out.println("sampling " + counters.readable());
            long dueNs = System.nanoTime();
            while (!ended) {
                counters.read(rows, used);
                // The last row is written over where there is no room: the newest is worth more than none.
                used = Math.min(used + Snapshot.FIELDS, rows.length - Snapshot.FIELDS);
                dueNs = Math.max(dueNs + periodNs, System.nanoTime());
                timespec.putLong(0, dueNs / 1_000_000_000L);
                timespec.putLong(8, dueNs % 1_000_000_000L);
                Kernel.clock_nanosleep(Kernel.CLOCK_MONOTONIC, Kernel.TIMER_ABSTIME, address, 0);
            }
        }
        write(Path.of(args[5]), Arrays.copyOf(rows, used));
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Only its end says something.
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
        }
        ended = true;
    }

    private static void write(Path file, long[] rows) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (long number : rows) {
                out.writeLong(number);
            }
        }
    }
}
