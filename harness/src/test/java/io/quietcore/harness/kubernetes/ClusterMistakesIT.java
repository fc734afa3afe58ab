package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quietcore.harness.cli.Quietcore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user does wrong where no cluster answers: one line with the remedy, and exit code 1; who may still come is waited for. */
@Tag("once")
@Timeout(120)
class ClusterMistakesIT {
    @TempDir
    private Path folder;

    private Quietcore.Outcome run(String kubeconfig, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("campaign", "kubernetes-smoke", "--image", "none:1"));
        arguments.addAll(Arrays.asList(more));
        ProcessBuilder command = Quietcore.command(folder, arguments.toArray(new String[0]))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        command.environment().put("KUBECONFIG", kubeconfig);
        command.environment().keySet().removeIf(name -> name.startsWith("KUBERNETES_"));
        Process process = command.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Quietcore.Outcome(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private String kubeconfig(String server) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                        apiVersion: v1
                        kind: Config
                        clusters: [{name: c, cluster: {server: "%s"}}]
                        users: [{name: u, user: {token: t}}]
                        contexts: [{name: here, context: {cluster: c, user: u}}]
                        current-context: here
                        """.formatted(server))
                .toString();
    }

    static void assertOneLine(Quietcore.Outcome outcome, String... words) {
        List<String> told = outcome.err()
                .lines()
                .filter(line -> !line.matches("time=\".*\" level=(info|warning) .*"))
                .toList();
        assertThat(told)
                .as(outcome.err())
                .singleElement()
                .asString()
                .startsWith("quietcore: ")
                .contains(words);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoClusterAtAll() throws Exception {
        assertOneLine(run(folder.resolve("none").toString()), "none", "KUBECONFIG");
    }

    @Test
    void whereTheClusterDoesNotAnswer() throws Exception {
        Quietcore.Outcome outcome = run(kubeconfig("https://127.0.0.1:1"));

        assertOneLine(outcome, "no cluster answers at https://127.0.0.1:1");
        assertThat(outcome.err()).containsOnlyOnce("asked again for 30 s");
    }

    @Test
    void whereTheContextIsNotInTheKubeconfig() throws Exception {
        assertOneLine(run(kubeconfig("https://127.0.0.1:1"), "--context", "there"), "--context there", "[here]");
    }

    @Test
    void whereTheKubeconfigIsGarbage() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage"), "clusters: [}");

        assertOneLine(run(garbage.toString()), "kubeconfig");
    }

    /** An API server without anything in it, which remembers what it was asked and by whom. */
    private static HttpServer server(Queue<String> asked, @Nullable URI redirection) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
            if (redirection != null && exchange.getRequestURI().getPath().contains("/jobs")) {
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                redirection.resolve(exchange.getRequestURI()).toString());
                exchange.sendResponseHeaders(307, -1);
            } else {
                byte[] answer = (exchange.getRequestURI().getPath().equals("/version")
                                ? "{\"gitVersion\": \"v1.36.2\"}"
                                : "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {}, \"items\": []}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Quietcore.Outcome clean(String kubeconfig, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder command = Quietcore.command(
                        folder, "clean", "--uuid", UUID.randomUUID().toString(), "--context", "here")
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        command.environment().put("KUBECONFIG", kubeconfig);
        command.environment().putAll(environment);
        Process process = command.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Quietcore.Outcome(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    @Test
    void whateverTheEnvironmentSaysTheContextsServerAloneIsAsked() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
        HttpServer here = server(asked, null);
        HttpServer other = server(elsewhere, null);
        try {
            Quietcore.Outcome outcome = clean(
                    kubeconfig(url(here)),
                    Map.of(
                            "KUBERNETES_MASTER", url(other),
                            "KUBERNETES_NAMESPACE", "elsewhere",
                            "KUBERNETES_AUTH_TOKEN", "not-this",
                            "KUBERNETES_AUTH_BASIC_USERNAME", "not-this",
                            "KUBERNETES_AUTH_BASIC_PASSWORD", "not-this",
                            "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                            "KUBERNETES_SERVICE_PORT",
                                    Integer.toString(other.getAddress().getPort()),
                            "ALL_PROXY", url(other),
                            "HTTP_PROXY", url(other),
                            "NO_PROXY", ""));

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("is in namespace default");
            assertThat(elsewhere).isEmpty();
            assertThat(asked)
                    .contains("DELETE /apis/batch/v1/namespaces/default/jobs Bearer t")
                    .allMatch(each -> each.endsWith(" Bearer t"));
        } finally {
            here.stop(0);
            other.stop(0);
        }
    }

    @Test
    void aRedirectTakesNothingElsewhere() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        Queue<String> elsewhere = new ConcurrentLinkedQueue<>();
        HttpServer other = server(elsewhere, null);
        HttpServer here = server(asked, URI.create(url(other)));
        try {
            assertOneLine(clean(kubeconfig(url(here)), Map.of()), "cannot list jobs");

            assertThat(asked).contains("GET /apis/batch/v1/namespaces/default/jobs Bearer t");
            assertThat(elsewhere).isEmpty();
        } finally {
            here.stop(0);
            other.stop(0);
        }
    }

    private static List<String> lines(Quietcore.Outcome outcome) {
        return outcome.err()
                .lines()
                .filter(line -> line.startsWith("quietcore: "))
                .toList();
    }

    @Test
    void ofSeveralClustersEachSaysWhatIsWrongWithIt() throws Exception {
        String kubeconfig = kubeconfig("https://127.0.0.1:1");

        Quietcore.Outcome begun = run(kubeconfig, "--context", "here,there", "--out", "fleet", "-o", "json");
        Quietcore.Outcome again = run(kubeconfig, "--context", "here,there", "--out", "fleet");
        Quietcore.Outcome other = run(kubeconfig, "--context", "here,elsewhere", "--out", "fleet");
        Quietcore.Outcome one = run(kubeconfig, "--out", "fleet");

        assertThat(lines(begun))
                .hasSize(2)
                .anyMatch(line -> line.contains("cluster here: ") && line.contains("no cluster answers"))
                .anyMatch(line -> line.contains("cluster there: ") && line.contains("no such context"));
        assertThat(begun.exitCode()).isEqualTo(1);
        assertThat(begun.out()).contains("\"cluster\": \"here\"", "\"exitCode\": 1", "no cluster answers");
        assertThat(folder.resolve("fleet/clusters.json")).hasContent(begun.out());
        assertOneLine(again, "go on with '--resume fleet'");
        assertOneLine(other, "[here, elsewhere]", "holds the clusters [here, there]");
        assertOneLine(one, "fleet holds several clusters");
    }

    @Test
    void severalClustersAndACampaignOfThisMachine() throws Exception {
        assertOneLine(run(kubeconfig("https://127.0.0.1:1"), "--context", "a,b", "--backend", "local"), "--backend");
        assertOneLine(run(kubeconfig("https://127.0.0.1:1"), "--context", "a/1,a:1"), "a-1");
    }
}
