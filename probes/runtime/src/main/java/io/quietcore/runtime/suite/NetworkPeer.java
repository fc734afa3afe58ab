package io.quietcore.runtime.suite;

import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/**
 * The main class of the answering end of {@code network}: sends each request back as it came, over UDP and TCP on one port.
 * It answers nothing that does not begin with our mark, and never more than it was sent.
 *
 * <p>Arguments: address, port (0 for any). Standard output: {@code listening ADDRESS PORT} once it does. It ends with its
 * standard input.
 */
public final class NetworkPeer {
    /** The first word of each request. */
    static final long MARK = 0x51756965746e6574L;

    static final int LARGEST_BYTES = 65_000;
    private static final int MOST_CONNECTIONS = 64;

    private NetworkPeer() {}

    public static void main(String[] args) {
        try {
            InetAddress address = InetAddress.getByName(args[0]);
            ServerSocketChannel tcp =
                    ServerSocketChannel.open().bind(new InetSocketAddress(address, Integer.parseInt(args[1])));
            int port = ((InetSocketAddress) tcp.getLocalAddress()).getPort();
            DatagramChannel udp = DatagramChannel.open().bind(new InetSocketAddress(address, port));
            daemon("udp", () -> echoDatagrams(udp));
            daemon("tcp", () -> accept(tcp));
            System.out.println(PodOrders.LISTENING + address.getHostAddress() + " " + port);
            while (System.in.read() >= 0) {
                System.err.println("a peer takes no orders; close its standard input to end it");
            }
        } catch (IOException e) {
            System.err.println("quietcore: cannot listen on " + args[0] + " port " + args[1] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /** Work that may end by an I/O failure, which is told. */
    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        System.err.println(name + ": " + e.getMessage());
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void echoDatagrams(DatagramChannel udp) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_BYTES);
        while (true) {
            buffer.clear();
            SocketAddress from = udp.receive(buffer);
            buffer.flip();
            if (buffer.remaining() >= Long.BYTES && buffer.getLong(0) == MARK) {
                udp.send(buffer, from);
            }
        }
    }

    private static void accept(ServerSocketChannel tcp) throws IOException {
        Semaphore room = new Semaphore(MOST_CONNECTIONS);
        while (true) {
            SocketChannel connection = tcp.accept();
            if (room.tryAcquire()) {
                daemon("connection", () -> {
                    try (connection) {
                        echoStream(connection);
                    } finally {
                        room.release();
                    }
                });
            } else {
                connection.close();
            }
        }
    }

    /** A connection whose first word is not the mark is closed. */
    private static void echoStream(SocketChannel connection) throws IOException {
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_BYTES);
        while (buffer.position() < Long.BYTES) {
            if (connection.read(buffer) < 0) {
                return;
            }
        }
        if (buffer.getLong(0) != MARK) {
            return;
        }
        do {
            buffer.flip();
            while (buffer.hasRemaining()) {
                connection.write(buffer);
            }
            buffer.clear();
        } while (connection.read(buffer) >= 0);
    }
}
