package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quietcore.contract.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** With {@code -o json} standard output is JSON and nothing else, whatever is logged: of every command that has the option. */
class JsonOutputTest {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");
    private static final Path BASELINE = SAMPLES.resolve("baseline");
    private static final String PROBES_JAR = "quietcore.probesJar";

    @TempDir
    private static Path folder;

    private static String probesJar;
    private static HttpServer server;

    /** What a command printed: by its own writer, and past it. */
    private record Outcome(int exitCode, String out, String pastIt, String err) {}

    @BeforeAll
    static void prepare() throws IOException {
        probesJar = System.getProperty(PROBES_JAR);
        System.setProperty(
                PROBES_JAR, RecordedProbes.jar(folder, RecordedProbes.jitter()).toString());
        String probes = "repetitions: 1\nblockSize: 1\nexplain: 0\nprimary: [jitter-lost]\n"
                + "probes:\n  jitter: {windows: 2, window: 200ms, threshold: 1us}\nsides:\n";
        Files.writeString(
                folder.resolve("one.yml"),
                "campaign: one\ndescription: one side\n" + probes + "  own: {pinned: true}\n");
        for (int night = 0; night < 2; night++) {
            Nights.write(folder.resolve("night-" + night), night, "tuned", "6.18.1");
        }
        Files.writeString(Files.createDirectory(folder.resolve("documents")).resolve("a.json"), "[{\"value\":1}]");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", JsonOutputTest::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] answer = "{\"items\":[{\"create\":{\"status\":201}}]}".getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @AfterAll
    static void restore() {
        server.stop(0);
        if (probesJar == null) {
            System.clearProperty(PROBES_JAR);
        } else {
            System.setProperty(PROBES_JAR, probesJar);
        }
    }

    /** A call of each command, in an order in which later ones find what earlier ones made. */
    private static Map<String, List<String>> calls() {
        String history = folder.resolve("history.db").toString();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String tarball = folder.resolve("documents.tgz").toString();
        Map<String, List<String>> calls = new LinkedHashMap<>();
        calls.put("run", List.of("run", at("one.yml"), "--out", at("one"), "--history", history));
        calls.put("campaign", List.of("campaign", at("one.yml"), "--out", at("two"), "--history", history));
        calls.put("report", List.of("report", at("one")));
        calls.put(
                "compare",
                List.of("compare", BASELINE.toString(), SAMPLES.resolve("tuned").toString()));
        calls.put("history", List.of("history", "--add", folder.toString(), "--history", history));
        calls.put("regress", List.of("regress", Nights.WORKLOAD, "--history", history));
        calls.put("index", List.of("index", at("documents"), "--es-server", url, "--es-index", "i"));
        calls.put("export tarball", List.of("export", "tarball", at("documents"), "--out", tarball));
        calls.put("import", List.of("import", "--tarball", tarball, "--es-server", url, "--es-index", "i"));
        calls.put("probe NAME", List.of("probe", "jitter", "--duration", "400ms"));
        calls.put("validate-statistics", List.of("validate-statistics", "--campaigns", "1"));
        calls.put("topology", List.of("topology"));
        calls.put("workloads list", List.of("workloads", "list"));
        return calls;
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    /** All that the command line itself says have the option. */
    private static Set<String> commandsWithTheOption(CommandLine command) {
        Set<String> found = new TreeSet<>();
        if (command.getCommandSpec().findOption("-o") != null) {
            String name = command.getCommandSpec().qualifiedName().replaceFirst("^quietcore ", "");
            found.add(command.getCommandSpec().userObject() instanceof ProbeRunCommand ? "probe NAME" : name);
        }
        command.getSubcommands().values().forEach(each -> found.addAll(commandsWithTheOption(each)));
        return found;
    }

    private static Outcome quietcore(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream pastIt = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(pastIt, true, StandardCharsets.UTF_8));
        try {
            LoggerFactory.getLogger("a library").warn("a line before the command says anything");
            int code = CommandLineRun.execute(
                    arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err, true));
            return new Outcome(code, out.toString(), pastIt.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void everyCommandWithTheOptionPrintsOneJsonValue() {
        Map<String, List<String>> calls = calls();
        Set<String> withTheOption = commandsWithTheOption(CommandLineRun.tree());
        assertThat(calls.keySet()).as("a call for each command that takes -o").containsAll(withTheOption);

        calls.forEach((name, call) -> {
            List<String> arguments = new ArrayList<>(call);
            if (withTheOption.contains(name)) {
                arguments.addAll(List.of("-o", "json"));
            }
            Outcome outcome = quietcore(arguments);

            assertThat(outcome.exitCode()).as(name + ": " + outcome.err()).isNotEqualTo(ExitCode.ERROR);
            assertThat(outcome.pastIt()).as(name).isEmpty();
            if (withTheOption.contains(name)) {
                assertThat(CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8)))
                        .as(name)
                        .isNotNull();
            }
        });
    }

    /** What {@code MAXIMUM_LATENCY} means is logged while a campaign is checked, before its command set logging up. */
    @Test
    void whatIsLoggedBeforeACommandSetsLoggingUpStandsOnStandardError() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            LoggerContext fresh = new LoggerContext();
            fresh.setMDCAdapter(new LogbackMDCAdapter());
            new ContextInitializer(fresh).autoConfig();
            fresh.getLogger("first").info("MAXIMUM_LATENCY=20 of the environment");
            fresh.stop();
        } catch (JoranException e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("level=info msg=\"MAXIMUM_LATENCY=20 of the environment\"");
    }

    @Test
    void whatIsImportedIntoAFolderIsAListOfFiles() throws IOException {
        Path archive = Files.writeString(folder.resolve("netperf.json"), """
                [{"uuid":"99999999-2222-4333-8444-555555555555","timestamp":"2026-01-02T03:04:05Z","hostNetwork":false,
                  "driver":"netperf","parallelism":1,"profile":"TCP_RR","duration":10,"service":false,"local":true,
                  "acrossAZ":false,"samples":3,"messageSize":1024,"throughput":21034.5,"latency":61.5,
                  "tputMetric":"OP/s","ltcyMetric":"usec","metadata":{}}]
                """);

        Outcome outcome =
                quietcore(List.of("import", "--netperf", archive.toString(), "--out", at("imported"), "-o", "json"));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8)))
                .extracting(JsonNode::asString)
                .containsExactly(at("imported")
                        + "/collected-metrics-99999999-2222-4333-8444-555555555555/imported-k8s-netperf.json");
    }

    @Test
    void twoServersAreOneJsonValueToo() throws IOException {
        String one = "- indexer: {type: opensearch, esServers: [\"http://127.0.0.1:"
                + server.getAddress().getPort() + "\"], defaultIndex: i}\n";
        Path endpoints = Files.writeString(folder.resolve("endpoints.yml"), one + one.replace("Index: i", "Index: j"));

        Outcome outcome =
                quietcore(List.of("index", at("documents"), "--metrics-endpoint", endpoints.toString(), "-o", "json"));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8)))
                .extracting(each -> each.get("created").asInt())
                .containsExactly(1, 1);
    }
}
