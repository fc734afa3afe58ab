package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The OpenSearch of the tests of {@code results}, in a JVM of its own: its libraries are none of this module's. */
final class OpenSearchProcess {
    private static final Path RESULTS =
            Path.of(System.getProperty("quietcore.root")).resolve("results/target");
    private static final String ADDRESS = "ADDRESS ";

    private final Process process;
    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();

    private OpenSearchProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static OpenSearchProcess start(Path folder) throws IOException {
        return start(folder, "127.0.0.1");
    }

    /** One that answers at an address of this machine. */
    static OpenSearchProcess start(Path folder, String address) throws IOException {
        String classpath = RESULTS.resolve("test-classes") + ":" + RESULTS.resolve("classes") + ":"
                + Files.readString(RESULTS.resolve("test-classpath")).strip();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        classpath,
                        "io.quietcore.results.index.OpenSearchMain",
                        folder.toString(),
                        address)
                .redirectError(folder.resolveSibling("opensearch.err").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(ADDRESS)) {
                return new OpenSearchProcess(process, line.substring(ADDRESS.length()));
            }
        }
        throw new IOException("OpenSearch did not start: " + Files.readString(folder.resolveSibling("opensearch.err")));
    }

    String url() {
        return url;
    }

    /** How many documents a Lucene query finds, as a dashboard asks it. */
    long count(String index, String lucene) throws IOException, InterruptedException {
        ask("/" + index + "/_refresh", "");
        String query = CanonicalJson.write(Map.of("query", Map.of("query_string", Map.of("query", lucene))));
        return CanonicalJson.readTree(ask("/" + index + "/_count", query).getBytes(StandardCharsets.UTF_8))
                .path("count")
                .asLong(-1);
    }

    private String ask(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
