package io.quietcore.harness.cli;

import com.sun.jna.Native;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Softirqs of milliseconds on CPU 0: a veth pair into a network namespace of our own, whose receiving end steers its
 * packets to that CPU ({@code rps_cpus}; kernel: Documentation/networking/scaling.rst), and so many listeners to one
 * multicast group there that each packet costs much. Sent from CPU 1. Everything is gone after {@link #close}.
 */
final class SoftirqTraffic implements AutoCloseable {
    private static final String GROUP = "239.77.77.1";
    private static final int PORT = 47_770;
    private static final int LISTENERS = 400;
    private static final int PACKETS = 60;

    private final String name;
    private final Process listeners;
    private final DatagramChannel sender;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(64);

    private SoftirqTraffic(String name, Process listeners, DatagramChannel sender) {
        this.name = name;
        this.listeners = listeners;
        this.sender = sender;
    }

    /** sched_setaffinity(2). */
    @SuppressWarnings("unused") // Bound by name.
    private static final class LibC {
        static {
            Native.register("c");
        }

        static native int sched_setaffinity(int thread, long bytes, byte[] mask);
    }

    /** Nothing where this kernel, or this user, cannot. */
    static Optional<SoftirqTraffic> open() throws IOException, InterruptedException {
        String name = "qc" + ProcessHandle.current().pid() % 100_000;
        String ours = name + "a";
        String theirs = name + "b";
        if (!ip("netns", "add", name)) {
            return Optional.empty();
        }
        boolean there = ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
                && ip("address", "add", "10.77.77.1/24", "dev", ours)
                && ip("link", "set", ours, "up")
                && ip("-n", name, "address", "add", "10.77.77.2/24", "dev", theirs)
                && ip("-n", name, "link", "set", theirs, "up")
                && run(
                        "ip",
                        "netns",
                        "exec",
                        name,
                        "sh",
                        "-c",
                        "echo 1 > /sys/class/net/" + theirs + "/queues/rx-0/rps_cpus");
        if (!there) {
            ip("netns", "delete", name);
            return Optional.empty();
        }
        Process listeners = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        name,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SoftirqTraffic.class.getName(),
                        theirs)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean listening = listeners.getInputStream().read() == 'l';
        DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET);
        sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(ours));
        SoftirqTraffic traffic = new SoftirqTraffic(name, listeners, sender);
        if (!listening) {
            traffic.close();
            return Optional.empty();
        }
        return Optional.of(traffic);
    }

    /** In the namespace: joins, says so, and never reads; full sockets drop, which costs the softirq less but not little. */
    public static void main(String[] args) throws IOException {
        List<DatagramChannel> all = new ArrayList<>();
        NetworkInterface at = NetworkInterface.getByName(args[0]);
        for (int i = 0; i < LISTENERS; i++) {
            DatagramChannel each = DatagramChannel.open(StandardProtocolFamily.INET)
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(InetAddress.getByName(GROUP), PORT));
            each.join(InetAddress.getByName(GROUP), at);
            all.add(each);
        }
        System.out.println("listening with " + all.size());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    /** One burst. */
    void burst() throws InterruptedException {
        IOException[] failure = new IOException[1];
        Thread thread = new Thread(() -> {
            LibC.sched_setaffinity(0, 8, new byte[] {2, 0, 0, 0, 0, 0, 0, 0});
            try {
                InetSocketAddress group = new InetSocketAddress(GROUP, PORT);
                for (int i = 0; i < PACKETS; i++) {
                    packet.clear();
                    sender.send(packet, group);
                }
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new IllegalStateException(failure[0]);
        }
        // What was sent is received a little later.
        LockSupport.parkNanos(8_000_000);
    }

    private static boolean ip(String... arguments) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/sbin/ip")) && !Files.isExecutable(Path.of("/sbin/ip"))) {
            return false;
        }
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Override
    public void close() throws IOException {
        sender.close();
        listeners.getOutputStream().close();
        try {
            listeners.waitFor();
            ip("netns", "delete", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the network namespace " + name + " is left", e);
        }
    }
}
