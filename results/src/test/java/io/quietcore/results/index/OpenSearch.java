package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import tools.jackson.databind.JsonNode;

/** A real OpenSearch in this JVM, which is up in some seconds; asked with a client that shares nothing with ours. */
final class OpenSearch implements AutoCloseable {
    private final OpenSearchRunner runner = new OpenSearchRunner();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    OpenSearch(Path folder) throws IOException {
        this(folder, "127.0.0.1");
    }

    /** One that answers at an address of this machine; its own transport keeps to the loopback. */
    OpenSearch(Path folder, String address) throws IOException {
        int port = freePort(address);
        url = "http://" + address + ":" + port;
        runner.onBuild((number, settings) -> settings.put("http.port", port)
                        .put("network.host", "127.0.0.1")
                        .put("http.host", address))
                .build(OpenSearchRunner.newConfigs()
                        .clusterName("quietcore-test")
                        .numOfNode(1)
                        .disableESLogger()
                        .basePath(folder.toString()));
        runner.ensureYellow();
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    URI uri() {
        return URI.create(url);
    }

    JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CanonicalJson.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Every document of an index, by id, in canonical spelling. */
    Map<String, String> documents(String index) throws IOException, InterruptedException {
        ask("POST", "/" + index + "/_refresh", "");
        Map<String, String> documents = new TreeMap<>();
        ask("GET", "/" + index + "/_search?size=10000", "")
                .at("/hits/hits")
                .forEach(hit -> documents.put(hit.get("_id").stringValue(), CanonicalJson.write(hit.get("_source"))));
        return documents;
    }

    /** The ids that a Lucene query finds, as a dashboard asks it. */
    long count(String index, String lucene) throws IOException, InterruptedException {
        ask("POST", "/" + index + "/_refresh", "");
        String query = CanonicalJson.write(Map.of("query", Map.of("query_string", Map.of("query", lucene))));
        return ask("POST", "/" + index + "/_count", query).get("count").longValue();
    }

    @Override
    public void close() throws IOException {
        runner.close();
        runner.clean();
    }
}
