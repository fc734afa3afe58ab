package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
        return new SearchServer(uri, Credentials.NONE, Trust.platform(), backoff, warnings::add, attemptLimit);
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
}
