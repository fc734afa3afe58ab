package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An API server that is away when it is asked for the first time; the time between two tries passes on a clock of the test. */
@Timeout(60)
class FirstContactTest {
    private static final int MOST_GREETING_BYTES = 1 << 14;
    private static final String VERSION = "{\"gitVersion\": \"v1.36.2\"}";

    private final List<String> told = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private CutRoad road;
    private long nowNs;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        road = new CutRoad(server.getAddress().getPort());
    }

    @AfterEach
    void endServer() throws IOException {
        road.close();
        server.stop(0);
    }

    /** Answers with these one after another; with the last one again and again. */
    private void answers(String body, int... statuses) {
        server.createContext("/", exchange -> {
            int status = statuses[Math.min(asked.getAndIncrement(), statuses.length - 1)];
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String open(String url) throws IOException, InterruptedException {
        Config config = Config.empty();
        config.setMasterUrl(url);
        FirstContact contact = new FirstContact(() -> nowNs, time -> nowNs += time.toNanos(), told::add);
        try (KubernetesClient client = Connection.open(config, 0, contact)) {
            return client.getKubernetesVersion().getGitVersion();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + road.port();
    }

    @Test
    void oneThatIsAwayForTwentySecondsIsWaitedFor() throws Exception {
        long backNs = Duration.ofSeconds(20).toNanos();
        FirstContact contact = new FirstContact(() -> nowNs, time -> nowNs += time.toNanos(), told::add);

        String answer = contact.ask("https://lab", () -> {
            if (nowNs < backNs) {
                throw new KubernetesClientException("away", new ConnectException("Connection refused"));
            }
            return "here";
        });

        assertThat(answer).isEqualTo("here");
        assertThat(told)
                .containsExactly("no cluster answers at https://lab (Connection refused); asked again for 30 s");
    }

    @Test
    void oneWhoseConnectionsAreCutIsAskedAgainAndThatIsSaidOnce() throws Exception {
        answers(VERSION, 200);
        road.cut(20);

        assertThat(open(url())).isEqualTo("v1.36.2");

        assertThat(nowNs).isPositive();
        assertThat(told).singleElement().asString().contains("no cluster answers at " + url(), "30 s");
    }

    @Test
    void oneThatIsThereIsAskedWithoutAWord() throws Exception {
        answers(VERSION, 200);

        assertThat(open(url())).isEqualTo("v1.36.2");
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatRestartsAndSaysSoIsWaitedFor() throws Exception {
        answers(VERSION, 503, 500, 429, 200);

        assertThat(open(url())).isEqualTo("v1.36.2");
        assertThat(nowNs).isEqualTo(3 * FirstContact.BETWEEN.toNanos());
    }

    @Test
    void anAddressAtWhichNobodyEverAnswersIsGivenUp() {
        road.cut(Integer.MAX_VALUE);

        assertThatThrownBy(() -> open(url()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("no cluster answers at " + url(), "KUBECONFIG");
        assertThat(Duration.ofNanos(nowNs)).isEqualTo(FirstContact.LIMIT);
        assertThat(told).hasSize(1);
    }

    @Test
    void soIsANameThatNobodyHas() {
        assertThatThrownBy(() -> open("http://nobody.invalid:6443"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no cluster answers at http://nobody.invalid:6443");
        assertThat(Duration.ofNanos(nowNs)).isEqualTo(FirstContact.LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"401, renew the credentials", "403, quietcore rbac", "404, knows no /version", "302, 302"})
    void aRefusalIsToldAtOnce(int status, String words) {
        answers("{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"message\": \"no: " + status + "\"}", status);

        assertThatThrownBy(() -> open(url()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(words);
        assertThat(asked).hasValue(1);
        assertThat(told).isEmpty();
    }

    @Test
    void soIsWhatIsNoApiServer() {
        answers("<html>welcome</html>", 200);

        assertThatThrownBy(() -> open(url())).isInstanceOf(ClusterException.class);
        assertThat(asked).hasValue(1);
    }

    /** As an API server's plain port, and Go's servers in general, answer. */
    @Test
    void soIsOneThatSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // Every connection, for the client may open a second one.
            // On a thread of its own: with two CPUs the common pool has one, which the client needs, too.
            Thread answering = new Thread(() -> {
                while (!plain.isClosed()) {
                    try (Socket one = plain.accept()) {
                        // The greeting is read first, and nothing waited for after: the next connection may be open
                        // already.
                        int unused = one.getInputStream().read(new byte[MOST_GREETING_BYTES]);
                        one.getOutputStream()
                                .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        // This client went away, or the test is over.
                    }
                }
            });
            answering.setDaemon(true);
            answering.start();

            assertThatThrownBy(() -> open("https://127.0.0.1:" + plain.getLocalPort()))
                    .isInstanceOf(ClusterException.class);
            assertThat(told).isEmpty();
        }
    }
}
