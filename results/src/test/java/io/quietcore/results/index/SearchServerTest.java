package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a connection does that no HTTP server would do. */
class SearchServerTest {
    private final List<String> warnings = new ArrayList<>();

    /** Does something to each connection. */
    @FunctionalInterface
    private interface Behaviour {
        void on(Socket connection) throws IOException;
    }

    private static final class Raw implements AutoCloseable {
        private final ServerSocket server;
        private final List<Socket> open = new ArrayList<>();
        private final AtomicInteger connections = new AtomicInteger();

        Raw(Behaviour behaviour) throws IOException {
            server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            Thread accepting = new Thread(() -> {
                try {
                    while (true) {
                        Socket connection = server.accept();
                        open.add(connection);
                        connections.incrementAndGet();
                        behaviour.on(connection);
                    }
                } catch (IOException e) {
                    // It was closed.
                }
            });
            accepting.setDaemon(true);
            accepting.start();
        }

        URI uri(String scheme) {
            return URI.create(scheme + "://localhost:" + server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket each : open) {
                each.close();
            }
        }
    }

    private SearchServer server(URI uri, Duration attemptLimit) {
        Backoff backoff = new Backoff(2, Duration.ofMillis(1), Duration.ofMillis(1), new Random(7), wait -> {});
        return new SearchServer(
                ServerAddress.parse(uri.toString()),
                Credentials.NONE,
                Trust.platform(),
                backoff,
                warnings::add,
                attemptLimit);
    }

    private static Behaviour answer(String head, String body) {
        return connection -> {
            InputStream in = connection.getInputStream();
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) in.read());
            }
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\n" + head + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            connection.close();
        };
    }

    @Test
    void aServerThatTakesNothingIsGivenUpWithinItsLimit() throws Exception {
        try (Raw stopped = new Raw(connection -> {})) {
            SearchServer server = server(stopped.uri("http"), Duration.ofSeconds(1));
            // More than what the kernel takes on the server's behalf.
            assertThatThrownBy(() -> server.put("/i", new byte[32 << 20]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer in 1 s; tried 2 times");
            assertThat(stopped.connections).hasValue(2);
        }
    }

    @Test
    void aHandshakeThatIsCutIsTriedAgain() throws Exception {
        try (Raw cutting = new Raw(Socket::close)) {
            SearchServer server = server(cutting.uri("https"), Duration.ofSeconds(10));

            assertThatThrownBy(() -> server.get("/")).hasMessageContaining("tried 2 times");
            assertThat(cutting.connections).hasValue(2);
        }
    }

    @Test
    void anAnswerThatIsCutIsTriedAgain() throws Exception {
        try (Raw cutting = new Raw(answer("Content-Length: 100", "{\"half\":"))) {
            SearchServer server = server(cutting.uri("http"), Duration.ofSeconds(10));

            assertThatThrownBy(() -> server.get("/")).hasMessageContaining("tried 2 times");
        }
    }

    @Test
    void aMappingThatIsNoJsonIsWarnedOf() throws Exception {
        String page = "<html>sign in</html>";
        try (Raw proxy = new Raw(answer("Content-Length: " + page.length(), page))) {
            IndexTemplate.ensure(server(proxy.uri("http"), Duration.ofSeconds(10)), "i");

            assertThat(warnings).hasSize(1).first().asString().contains("no JSON", "sign in");
        }
    }

    /** Answers each connection without end, until it is closed. */
    private static Behaviour endless(String status) {
        return connection -> {
            byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            OutputStream out = connection.getOutputStream();
            try {
                out.write(("HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                // It was read no further.
            }
        };
    }

    @Test
    void anAnswerWithoutEndIsReadToALimitAndNotAskedForAgain() throws Exception {
        try (Raw server = new Raw(endless("200 OK"))) {
            SearchServer asked = server(server.uri("http"), Duration.ofSeconds(60));

            assertThatThrownBy(() -> asked.get("/_cluster/health"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("GET /_cluster/health: an answer of more than 33554432 bytes")
                    .hasMessageNotContaining("tried");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void ofAnErrorWithoutEndTheBeginningIsTold() throws Exception {
        try (Raw server = new Raw(endless("503 Busy"))) {
            SearchServer asked = server(server.uri("http"), Duration.ofSeconds(60));

            assertThatThrownBy(() -> asked.get("/"))
                    .hasMessageContaining("HTTP 503 xxx")
                    .hasMessageContaining("tried 2");
            assertThat(server.connections).hasValue(2);
        }
        try (Raw server = new Raw(endless("403 No"))) {
            SearchServer.Answer answer =
                    server(server.uri("http"), Duration.ofSeconds(60)).get("/");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).hasSize(64 << 10);
        }
    }

    /** Docker Compose names hosts so; java.net.URI knows no host in such a URL. A proxy needs no name server. */
    @Test
    void aHostWithUnderscoresIsAsked() throws Exception {
        List<String> asked = new ArrayList<>();
        ProxySelector before = ProxySelector.getDefault();
        try (Raw proxy = new Raw(connection -> {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            asked.add(in.readLine());
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
            connection.close();
        })) {
            ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), proxy.uri("http").getPort())));
            SearchServer server = new SearchServer(
                    ServerAddress.parse("http://open_search_1:9200"),
                    Credentials.NONE,
                    Trust.nobody(),
                    Backoff.standard(1),
                    warnings::add);

            assertThat(server.get("/_cluster/health").ok()).isTrue();
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).containsExactly("GET http://open_search_1:9200/_cluster/health HTTP/1.1");
    }
}
