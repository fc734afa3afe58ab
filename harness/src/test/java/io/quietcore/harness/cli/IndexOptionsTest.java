package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.index.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where documents are told to go, as a user types it. */
class IndexOptionsTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path folder;

    /** All that is printed and logged, one after the other. */
    private static String told(String... arguments) {
        StringWriter told = new StringWriter();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            int code = CommandLineRun.execute(arguments, new PrintWriter(told, true), new PrintWriter(told, true));
            assertThat(code).isEqualTo(ExitCode.ERROR);
        } finally {
            System.setErr(before);
        }
        return told + logged.toString(StandardCharsets.UTF_8);
    }

    private String toldOf(String endpoints) throws IOException {
        Path file = Files.writeString(folder.resolve("endpoints.yml"), endpoints);
        Files.writeString(folder.resolve("a.json"), "[{}]");
        return told("index", folder.toString(), "--metrics-endpoint", file.toString(), "--es-attempts", "2");
    }

    /** Port 1 of this machine answers nobody: the server is named when it is told that it is tried again, and given up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ann:hunter2@127.0.0.1:1",
                "http://hunter2:x@y@127.0.0.1:1",
                "http://127.0.0.1:1?apikey=hunter2",
                "http://127.0.0.1:1/#hunter2",
                "http://ann:hunter2#@127.0.0.1:1",
                "http://ann:hunter2@under_score :1",
                "http://hunter2@127.0.0.1:1"
            })
    void noSecretOfAUrlIsToldWhateverIsWrongWithIt(String url) throws IOException {
        List<String> all = Stream.of(
                        toldOf("- indexer: {type: elastic, esServers: ['" + url + "'], defaultIndex: i}\n"),
                        told("index", folder.toString(), "--es-server", url, "--es-index", "i"))
                .toList();

        assertThat(all).allSatisfy(each -> assertThat(each).isNotBlank().doesNotContain(SECRET));
    }

    @Test
    void aServerThatIsTriedAgainIsNamedWithoutItsUser() throws IOException {
        assertThat(toldOf(
                        "- indexer: {type: elastic, esServers: ['http://ann:hunter2@127.0.0.1:1/'], defaultIndex: I}\n"
                                + "- indexer: {type: tsdb, metricsDirectory: x}\n"))
                .contains("http://127.0.0.1:1: Connection refused; attempt 2 of 2")
                .contains("http://127.0.0.1:1: Connection refused; tried 2 times")
                .contains("endpoints.yml: line 2: an indexer of type tsdb");
    }

    @Test
    void anIndexForEachRunIsRefused() throws IOException {
        assertThat(toldOf(
                        "- indexer: {type: elastic, esServers: ['http://127.0.0.1:1'], defaultIndex: 'i-{{.UUID}}'}\n"))
                .contains("defaultIndex: found {{.UUID}}, an index for each run; expected one name for all");
    }

    private static String route(Map<String, String> environment, String server) throws CommandFailure {
        return IndexOptions.route(environment, ServerAddress.parse(server)).toString();
    }

    /** As kube-burner's client, which is Go's. */
    @Test
    void aServerIsReachedThroughTheProxyThatTheEnvironmentNames() throws Exception {
        Map<String, String> environment = Map.of(
                "HTTPS_PROXY", "http://ann:" + SECRET + "@proxy.example:3128",
                "http_proxy", "plain.example",
                "NO_PROXY", "inside.example,.svc:9200,10.0.0.0/8");

        assertThat(route(environment, "https://search.example:9200"))
                .isEqualTo(", through the proxy proxy.example:3128");
        assertThat(route(environment, "http://search_1:9200")).isEqualTo(", through the proxy plain.example:80");
        assertThat(List.of(
                        route(environment, "https://search.inside.example"),
                        route(environment, "https://search.lab.svc:9200"),
                        route(environment, "https://10.1.2.3:9200"),
                        route(environment, "https://localhost:9200"),
                        route(Map.of(), "https://search.example:9200")))
                .containsOnly("");
        assertThat(route(environment, "https://search.lab.svc")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:hunter2@proxy.example",
                "socks5://hunter2@proxy",
                "http://hunter2 @",
                "http://%ffhunter2@p"
            })
    void aProxyThatSpeaksNoHttpIsRefusedWithoutItsPassword(String proxy) {
        assertThatThrownBy(() -> route(Map.of("HTTPS_PROXY", proxy), "https://search.example:9200"))
                .isInstanceOfSatisfying(CommandFailure.class, refused -> assertThat(refused.lines())
                        .singleElement()
                        .asString()
                        .contains("HTTPS_PROXY: expected http://HOST:PORT", "NO_PROXY=search.example")
                        .doesNotContain(SECRET));
    }
}
