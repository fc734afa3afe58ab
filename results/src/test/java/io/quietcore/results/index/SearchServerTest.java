package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
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
                Route.STRAIGHT,
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
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Raw proxy = new Raw(proxy(asked, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))) {
            SearchServer server = through(proxy, "", "http://open_search_1:9200");

            assertThat(server.get("/_cluster/health").ok()).isTrue();
        }
        assertThat(asked).containsExactly("GET http://open_search_1:9200/_cluster/health HTTP/1.1");
    }

    /** Answers each connection with the next of these, and the last one again and again; who is connected hears no more. */
    private static Behaviour proxy(List<String> asked, String... answers) {
        AtomicInteger next = new AtomicInteger();
        return connection -> {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            asked.add(in.readLine());
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: ")) {
                    asked.add(line.substring(line.indexOf(' ') + 1));
                }
            }
            String answer = answers[Math.min(next.getAndIncrement(), answers.length - 1)];
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            connection.close();
        };
    }

    private SearchServer through(Raw proxy, String userInfo, String server) {
        Backoff once = new Backoff(1, Duration.ofMillis(1), Duration.ofMillis(1), new Random(7), wait -> {});
        return new SearchServer(
                ServerAddress.parse(server),
                Credentials.token("own"),
                server.startsWith("https") ? Trust.platform() : Trust.nobody(),
                Route.through("127.0.0.1", proxy.uri("http").getPort(), userInfo),
                once,
                warnings::add);
    }

    @Test
    void aProxyThatAsksWhoIsThereIsToldWithABodyToo() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Raw proxy = new Raw(proxy(asked, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))) {
            SearchServer server = through(proxy, "ann:p%40ss", "http://search.invalid:9200");

            assertThat(server.put("/i", new byte[] {'{', '}'}).ok()).isTrue();
        }
        assertThat(asked).containsExactly("PUT http://search.invalid:9200/i HTTP/1.1", "Basic YW5uOnBAc3M=");
    }

    /** The password is for the proxy, our own token for what is behind it. */
    @Test
    void forHttpsAProxyMakesATunnel() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        String refusal = "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"lab\"\r\nContent-Length: 0\r\n\r\n";
        try (Raw proxy = new Raw(proxy(asked, refusal, "HTTP/1.1 200 Connected\r\n\r\n"))) {
            SearchServer server = through(proxy, "ann:p%40ss", "https://search.invalid:9200");

            assertThatThrownBy(() -> server.put("/i", new byte[] {'{', '}'}))
                    .hasMessageContaining("https://search.invalid:9200: ")
                    .hasMessageContaining(
                            ", through the proxy 127.0.0.1:" + proxy.uri("http").getPort())
                    .hasMessageNotContaining("p@ss");
        }
        assertThat(asked)
                .containsExactly(
                        "CONNECT search.invalid:9200 HTTP/1.1",
                        "CONNECT search.invalid:9200 HTTP/1.1",
                        "Basic YW5uOnBAc3M=");
    }
}
