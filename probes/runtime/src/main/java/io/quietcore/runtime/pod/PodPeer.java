package io.quietcore.runtime.pod;

import io.quietcore.contract.PodOrders;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.suite.NetworkPeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answering end of {@code network} for a role on another node: a child that ends with this agent or before it. */
final class PodPeer implements AutoCloseable {
    /** Every address of the pod: its own network's and a secondary one's. */
    private static final String ANY_ADDRESS = "0.0.0.0";

    private static final int MOST_LINE_CHARS = 1_000;
    private static final long END_SECONDS = 2;

    private final Process process;

    private PodPeer(Process process) {
        this.process = process;
    }

    /**
     * Starts it; what it says, also that it listens, goes to standard error, into the pod's log.
     *
     * @param order whose requests it answers, named where it listens
     */
    static PodPeer start(String order, int port) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkPeer.class.getName(),
                ANY_ADDRESS,
                Integer.toString(port));
        command.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread said = new Thread(
                () -> {
                    try (TextLines out = new TextLines(process.getInputStream(), MOST_LINE_CHARS)) {
                        for (@Nullable String line = out.next(); line != null; line = out.next()) {
                            System.err.println(line.replace(PodOrders.LISTENING, PodOrders.LISTENING + order + " "));
                        }
                    } catch (IOException e) {
                        System.err.println("the peer's output could not be read to its end: " + e.getMessage());
                    }
                },
                "peer");
        said.setDaemon(true);
        said.start();
        return new PodPeer(process);
    }

    /** Ends it, and waits until it has: the next one wants its port. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
