package io.quietcore.runtime.pod;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.PodOrders;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.PodReport;
import io.quietcore.topology.TopologyException;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The main class of a probe pod. Says what the pod got, as one frame; with {@code --describe} that is all. Otherwise it
 * carries out orders ({@link PodOrders}) until it is told to end, is ended by a signal, or hears nothing for {@code
 * QUIETCORE_IDLE_SECONDS}.
 *
 * <p>Standard output: frames. Standard error: words. Exit code 0, or 1 where it cannot work here at all.
 */
public final class PodAgent {
    private static final String IDLE = "QUIETCORE_IDLE_SECONDS";
    private static final long IDLE_SECONDS = 900;

    private PodAgent() {}

    public static void main(String[] args) {
        PrintStream frames = System.out;
        // Whatever a library prints must not stand between frames.
        System.setOut(System.err);
        System.exit(run(frames, args.length == 1 && args[0].equals("--describe")));
    }

    private static int run(PrintStream out, boolean describe) {
        try {
            Map<String, String> environment = System.getenv();
            NodeTopology topology = TopologyReader.read(Path.of("/"));
            PodReport report =
                    PodReport.of(bootId(), topology, TopologyReader.cpuset(Path.of("/"), topology), environment);
            out.println(new Frame("pod", report.node(), 1, 1, 0, Frame.Kind.READY, "-", CanonicalJson.bytes(report))
                    .toLine());
            out.flush();
            if (describe) {
                return 0;
            }
            try (OrdersFile orders = OrdersFile.watching(Path.of(PodOrders.ORDERS_FOLDER));
                    PodWork work = new PodWork(
                            out,
                            topology,
                            PodSpecs.read(Path.of(PodOrders.SPECS_FOLDER, PodOrders.SPECS_FILE)),
                            Path.of(System.getProperty("java.io.tmpdir")),
                            PodWork.SAY_AGAIN_AFTER)) {
                Runtime.getRuntime().addShutdownHook(new Thread(work::close, "end-roles"));
                orders.follow(work::told);
                work.carryOut(idleSeconds(environment));
                return 0;
            }
        } catch (TopologyException e) {
            System.err.println("this node cannot be read: " + e.getMessage());
        } catch (IOException | CanonicalJson.MalformedJsonException e) {
            System.err.println("cannot take orders: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static long idleSeconds(Map<String, String> environment) {
        String text = environment.getOrDefault(IDLE, "");
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : IDLE_SECONDS;
    }

    private static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                .strip();
    }
}
