package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.cli.Quietcore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user does wrong where no cluster answers: one line with the remedy, and exit code 1. */
@Tag("once")
@Timeout(60)
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
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
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
        assertOneLine(run(kubeconfig("https://127.0.0.1:1")), "no cluster answers at https://127.0.0.1:1");
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
}
