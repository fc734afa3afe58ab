package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.machine.ThreadState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the idle JVM beside {@code hiccup}: the same loop, and nothing else.
 *
 * <p>Arguments: period in ns, CPUs. Standard input: the length of a window in ns for each, then its end. Standard output:
 * where it runs, then a compressed histogram in base64 for each window.
 */
public final class ControlJvm {
    private static final long WARM_UP_NS = 300_000_000;

    private ControlJvm() {}

    public static void main(String[] args) throws IOException {
        long periodNs = Long.parseLong(args[0]);
        WakeupProbe probe = new WakeupProbe(Sleeper.parkNanos(), periodNs);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Evidence bound = Requests.bindCaller(CpuSet.parse(args[1]));
        if (bound.outcome() != Evidence.Outcome.USED) {
            throw new IOException("cannot be bound to CPU " + args[1] + ": " + bound.detail());
        }
        probe.warmUp(WARM_UP_NS);
        System.out.println(ThreadState.now().allowed());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long lengthNs = Long.parseLong(line);
            // Half a period beside the measured one, so that the two do not wake together.
            Sleeper.parkNanos().sleepUntil(System.nanoTime() + periodNs / 2);
            probe.discard(periodNs);
            probe.measure(lengthNs);
            Histogram histogram = probe.histograms().getOrDefault("", new Histogram(3));
            ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int size = histogram.encodeIntoCompressedByteBuffer(bytes);
            System.out.println(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), size)));
        }
    }

    /** The other end. Owned by one thread. */
    static final class Handle {
        private final Process process;
        private final BufferedReader out;
        private final Evidence place;

        private Handle(Process process) throws IOException {
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            @Nullable String said = out.readLine();
            if (said == null) {
                throw new IOException("the control JVM ended before it was ready");
            }
            this.place = Evidence.used("an idle JVM with the same loop on CPU " + said + ", SCHED_OTHER");
        }

        static Handle start(long periodNs, PlacementGrant grant) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-Xms32m",
                    "-Xmx32m",
                    "-XX:-UsePerfData",
                    "-Xlog:disable",
                    "-Dslf4j.internal.verbosity=ERROR",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ControlJvm.class.getName(),
                    Long.toString(periodNs),
                    grant.measuringCpus().toString()));
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            return new Handle(builder.start());
        }

        Evidence place() {
            return place;
        }

        void begin(long lengthNs) {
            try {
                OutputStream in = process.getOutputStream();
                in.write((lengthNs + "\n").getBytes(StandardCharsets.US_ASCII));
                in.flush();
            } catch (IOException e) {
                // It is gone: the end of the window finds no histogram and says so.
                process.destroy();
            }
        }

        Histogram end() throws IOException {
            @Nullable String said = out.readLine();
            if (said == null) {
                throw new IOException("it ended");
            }
            try {
                return Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder().decode(said)), Latencies.HIGHEST_NS);
            } catch (DataFormatException | IllegalArgumentException e) {
                throw new IOException("it said something else: " + e.getMessage(), e);
            }
        }

        void close() {
            process.destroy();
        }
    }
}
