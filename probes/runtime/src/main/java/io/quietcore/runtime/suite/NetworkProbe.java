package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** {@link RequestLoop} in windows, against a peer that was named or one of its own on loopback. */
final class NetworkProbe extends LatencyProbe {
    private static final int PAST_REQUESTS = 500;
    private static final int AHEAD_REQUESTS = 10;

    private final RequestLoop loop;
    private final long periodNs;
    private final Histogram raw = latencies.series("raw");
    private final Map<String, Evidence> evidence;
    private final @Nullable Process peer;
    private final ByteChannel channel;
    private long sent;
    private long lost;

    private NetworkProbe(
            RequestLoop loop,
            long periodNs,
            ByteChannel channel,
            @Nullable Process peer,
            Map<String, Evidence> evidence) {
        this.loop = loop;
        this.periodNs = periodNs;
        this.channel = channel;
        this.peer = peer;
        this.evidence = evidence;
    }

    static NetworkProbe of(ProbeSpec spec, PlacementGrant grant) throws IOException {
        Parameters told = spec.parameters();
        String connect = told.text(Parameter.CONNECT);
        String local = told.text(Parameter.LOCAL_ADDRESS);
        @Nullable InetAddress from = local.isEmpty() ? null : Addresses.local(local);
        @Nullable Process own = connect.isEmpty() ? startPeer(from) : null;
        InetSocketAddress address = own == null ? Addresses.parse(connect) : heard(own);
        Selector selector = Selector.open();
        boolean udp = told.text(Parameter.PROTOCOL).equals("udp");
        try {
            ByteChannel channel = udp ? datagrams(address, from, selector) : stream(address, from, selector);
            boolean spins = told.text(Parameter.WAIT).equals("spin");
            RequestLoop loop = new RequestLoop(channel, selector, spins, (int) told.number(Parameter.PAYLOAD));
            return new NetworkProbe(
                    loop,
                    spec.schedule().periodNs(),
                    channel,
                    own,
                    Map.of(
                            "peer",
                            Evidence.seen((udp ? "udp " : "tcp ")
                                    + address
                                    + (own == null ? "" : ", a process of its own on CPU " + grant.housekeepingCpus())
                                    + (from == null ? "" : ", from " + from.getHostAddress()))));
        } catch (IOException e) {
            if (own != null) {
                own.destroy();
            }
            throw new IOException("no connection to " + address + ": " + e.getMessage(), e);
        }
    }

    private static ByteChannel datagrams(InetSocketAddress to, @Nullable InetAddress from, Selector selector)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(from == null ? null : new InetSocketAddress(from, 0));
        channel.connect(to);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private static ByteChannel stream(InetSocketAddress to, @Nullable InetAddress from, Selector selector)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(from == null ? null : new InetSocketAddress(from, 0));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(to);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    /** Where a local address was told, the peer has it too, and its requests go by that way. */
    private static Process startPeer(@Nullable InetAddress from) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkPeer.class.getName(),
                from == null ? "127.0.0.1" : from.getHostAddress(),
                "0"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    private static InetSocketAddress heard(Process peer) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
        @Nullable String said = out.readLine();
        if (said == null || !said.matches("listening [0-9a-f.:]+ [0-9]{1,5}")) {
            throw new IOException("the peer on loopback did not start; it said: " + said);
        }
        String[] words = said.split(" ", 3);
        return new InetSocketAddress(words[1], Integer.parseInt(words[2]));
    }

    /** Requests that are late by the plan leave at once: more of them in the same time, for the compiler. */
    @Override
    public void warmUp(long lengthNs) {
        long untilNs = System.nanoTime() + lengthNs;
        while (System.nanoTime() < untilNs) {
            discard(AHEAD_REQUESTS * periodNs);
            run(System.nanoTime() - PAST_REQUESTS * periodNs, PAST_REQUESTS * periodNs);
        }
        discard(AHEAD_REQUESTS * periodNs);
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long count = lengthNs / periodNs;
        try {
            return loop.run(fromNs, periodNs, count, latencies, raw);
        } catch (IOException e) {
            problem("the exchange broke off: " + e.getMessage());
            return latencies.count();
        }
    }

    @Override
    public void measure(long lengthNs) {
        long before = loop.lost();
        super.measure(lengthNs);
        lost += loop.lost() - before;
        sent += count();
    }

    @Override
    public Map<String, Evidence> evidence() {
        if (lost == 0) {
            return evidence;
        }
        Map<String, Evidence> more = new TreeMap<>(evidence);
        more.put(
                Evidence.LOST,
                Evidence.seen(
                        lost + " of " + sent + " requests had no answer within 1 s: their values are how long they were"
                                + " waited for, the least that they took"));
        return more;
    }

    @Override
    public void close() {
        if (peer != null) {
            peer.destroy();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Its values are recorded; the process ends next.
            problem("the socket could not be closed: " + e.getMessage());
        }
    }
}
