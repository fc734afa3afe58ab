package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real HTTP server says of the time and of a namespace that is not there. */
@Tag("once")
class LeaseRequestsTest {
    private static final String NO_NAMESPACE = """
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"namespaces \\"lab\\" not found",\
            "reason":"NotFound","code":404}""";

    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void startServer() throws IOException {
        // It writes the Date header by the real clock.
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        Config config = Config.empty();
        config.setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
        config.setRequestRetryBackoffLimit(0);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void endServer() {
        client.close();
        server.stop(0);
    }

    private void answers(int status, String body) {
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private LeaseRequests requests() {
        return new LeaseRequests(client, client.getMasterUrl().toString());
    }

    @Test
    void aClockThatIsAnHourOffGoesWithTheServers() throws Exception {
        answers(200, "{}");
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));

        Instant now = requests().serverClock(behind).instant();

        assertThat(Duration.between(now, Instant.now()).abs()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void aServerThatIsAwayLeavesTheLocalOne() throws Exception {
        server.stop(0);
        Clock local = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

        assertThat(requests().serverClock(local)).isSameAs(local);
    }

    @Test
    void aNamespaceThatIsNotThereIsToldAndNotTakenForSomebodyWhoWasQuicker() {
        answers(404, NO_NAMESPACE);
        NodeLease.Holder holder = new NodeLease.Holder("lab", "campaign-1", "only", "uuid-1", 900);

        assertThatThrownBy(() -> requests().create(NodeLease.fresh(holder, "node1", Instant.EPOCH)))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("create the Lease quietcore-node1 in namespace lab", "\"lab\" not found");
    }
}
