package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quietcore.harness.cli.ParsedCommands;
import io.quietcore.harness.cli.Quietcore;
import io.quietcore.harness.kubernetes.ClusterSettings.Exclusive;
import io.quietcore.workloads.CampaignYaml;
import io.quietcore.workloads.PodShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code workloads/kube-burner}: what kube-burner takes, with commands that we take and pods like ours. */
@Tag("once")
class KubeBurnerConfigurationsTest {
    @TempDir
    private Path folder;

    private static final Path FOLDER =
            Path.of(System.getProperty("quietcore.root")).resolve("workloads/kube-burner");

    /** Of kube-burner's reference, beside what the captured configuration has. */
    private static final Set<String> KNOWN_BESIDE = Set.of(
            "inputVars",
            "maxWaitTimeout",
            "waitOptions",
            "customStatusPaths",
            "key",
            "value",
            "incrementalLoad",
            "startIterations",
            "totalIterations",
            "stepDelay",
            "pattern",
            "type",
            "linear",
            "stepSize",
            "healthCheckScript");

    /** As Go's template engine leaves it. */
    private static String rendered(String text) {
        return text.replace("{{.UUID}}", "11111111-2222-4333-8444-555555555555")
                .replace("{{.Iteration}}", "1")
                .replace("{{.Replica}}", "1")
                .replace("{{.image}}", "image:1")
                .replace("{{.cpus}}", "4")
                .replace("{{.esServer}}", "https://search.example:9200")
                .replace("{{.esIndex}}", "quietcore");
    }

    private static String text(String file) throws IOException {
        return rendered(Files.readString(FOLDER.resolve(file)));
    }

    private static Set<String> keys(Object node) {
        Set<String> keys = new TreeSet<>();
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                keys.add(String.valueOf(key));
                // Input variables are the user's own.
                keys.addAll(keys(key.equals("inputVars") ? "" : value));
            });
        } else if (node instanceof List<?> list) {
            list.forEach(each -> keys.addAll(keys(each)));
        }
        return keys;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> of, String key) {
        return (List<Map<String, Object>>) of.getOrDefault(key, List.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> configuration(String yaml) {
        return Serialization.unmarshal(yaml, Map.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod-churn.yml", "incremental.yml", "probes.yml"})
    void aConfigurationHasNoKeyThatKubeBurnerDoesNotTake(String file) throws IOException {
        Set<String> taken;
        try (InputStream in = KubeBurnerConfigurationsTest.class.getResourceAsStream("/kube-burner/pod-density.yml")) {
            taken = keys(configuration(rendered(new String(in.readAllBytes(), StandardCharsets.UTF_8))));
        }
        taken.addAll(KNOWN_BESIDE);

        Map<String, Object> ours = configuration(text(file));

        assertThat(taken).containsAll(keys(ours));
        for (Map<String, Object> job : list(ours, "jobs")) {
            for (Map<String, Object> object : list(job, "objects")) {
                assertThat(FOLDER.resolve(String.valueOf(object.get("objectTemplate"))))
                        .exists();
            }
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void everyHookIsACommandOfOursWithKubeBurnersUuid() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (Map<String, Object> job : list(configuration(text("pod-churn.yml")), "jobs")) {
            list(job, "hooks").forEach(hook -> commands.add((List<String>) hook.get("cmd")));
        }

        assertThat(commands).hasSize(2).allSatisfy(command -> {
            assertThat(command.get(0)).isEqualTo("quietcore");
            assertThat(String.join(" ", command)).contains("11111111-2222-4333-8444-555555555555");
            ParsedCommands.assertTaken(command.subList(1, command.size()));
        });
        // The two of them mean one folder.
        assertThat(commands.get(0)).contains(commands.get(1).get(2));
    }

    /** As kube-burner runs a health check: the script on standard input, in the folder that it was started in. */
    private Quietcore.Outcome checkHealth(String... arguments) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path quietcore = Files.writeString(bin.resolve("quietcore"), "#!/bin/sh\necho \"$@\"\ncat\nexit 4\n");
        assertThat(quietcore.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-s", "-"));
        command.addAll(List.of(arguments));
        Process shell = withOurs(new ProcessBuilder(command))
                .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
                .redirectInput(FOLDER.resolve("gate.sh").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        shell.waitFor();
        return new Quietcore.Outcome(
                shell.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private ProcessBuilder withOurs(ProcessBuilder builder) {
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, ours) -> ours + ":" + path);
        return builder;
    }

    @Test
    void theHealthCheckAsksTheGateOfTheCampaignThatItIsGiven() throws Exception {
        Path campaign = FOLDER.resolve("gate.yml").toAbsolutePath();

        Quietcore.Outcome outcome = checkHealth(campaign.toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(4);
        assertThat(outcome.out()).startsWith("run " + campaign + " --out gate-");
        // Nothing of the script is left on standard input for the command to read.
        assertThat(outcome.out().lines()).hasSize(1);
        ParsedCommands.assertTaken(List.of(outcome.out().strip().split(" ", -1)));
        CampaignYaml.Outcome gate = CampaignYaml.parse("gate.yml", Files.readAllBytes(campaign));
        assertThat(gate).isInstanceOf(CampaignYaml.Parsed.class);
        assertThat(((CampaignYaml.Parsed) gate).campaign().gates()).isNotEmpty();
        assertThat(((CampaignYaml.Parsed) gate).campaign().sides()).hasSize(1);
    }

    @Test
    void withoutAnArgumentTheHealthCheckTakesTheGateOfItsFolder() throws Exception {
        Files.copy(
                FOLDER.resolve("gate.yml"),
                Files.createDirectories(folder.resolve("elsewhere")).resolve("gate.yml"));

        assertThat(checkHealth().out()).startsWith("run gate.yml --out gate-");
    }

    @Test
    void aHealthCheckWithoutItsCampaignSaysOnStandardErrorWhatToDo() throws Exception {
        Quietcore.Outcome outcome = checkHealth("none.yml");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("no campaign none.yml in", "healthCheckScript");
    }

    @Test
    @SuppressWarnings("unchecked")
    void theIncrementalLoadSaysItsStepsAndAsksAScriptThatIsThere() throws IOException {
        Map<String, Object> load = (Map<String, Object>)
                list(configuration(text("incremental.yml")), "jobs").get(0).get("incrementalLoad");

        assertThat(load).containsKeys("startIterations", "totalIterations", "stepDelay", "pattern");
        for (String file : String.valueOf(load.get("healthCheckScript")).split(" ", -1)) {
            assertThat(FOLDER.resolve(file)).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared.yml", "isolated.yml"})
    void theCaseOfTheReadmeIsMeasuredWhileTheLoadRuns(String file) throws IOException {
        CampaignYaml.Outcome campaign = CampaignYaml.parse(file, Files.readAllBytes(FOLDER.resolve(file)));

        assertThat(campaign).isInstanceOf(CampaignYaml.Parsed.class);
        assertThat(((CampaignYaml.Parsed) campaign).campaign().sides()).hasSize(1);
        assertThat(Files.isExecutable(FOLDER.resolve("pod-churn.sh"))).isTrue();
    }

    @Test
    void theObjectIsAPodLikeOursInWhatMatters() throws IOException {
        Job theirs = Serialization.unmarshal(text("probe-job.yml"), Job.class);
        Job ours = new JobFactory(new ClusterSettings(
                        null, "ns", Map.of("node1", 4), "image:1", "Never", 1, 0, Exclusive.TUNED, false))
                .measuring("job", "node1", Labels.of("run", "campaign", "tuned"), PodShape.DEFAULT, "specs", 900);

        assertThat(theirs.getSpec().getBackoffLimit()).isEqualTo(ours.getSpec().getBackoffLimit());
        assertThat(theirs.getSpec().getActiveDeadlineSeconds())
                .isEqualTo(ours.getSpec().getActiveDeadlineSeconds());
        assertThat(theirs.getSpec().getTtlSecondsAfterFinished())
                .isEqualTo(ours.getSpec().getTtlSecondsAfterFinished());
        PodSpec pod = theirs.getSpec().getTemplate().getSpec();
        PodSpec ourPod = ours.getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo(ourPod.getRestartPolicy());
        assertThat(pod.getAutomountServiceAccountToken()).isEqualTo(ourPod.getAutomountServiceAccountToken());
        assertThat(pod.getEnableServiceLinks()).isEqualTo(ourPod.getEnableServiceLinks());
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(ourPod.getTerminationGracePeriodSeconds());
        assertThat(pod.getSecurityContext()).isEqualTo(ourPod.getSecurityContext());
        assertThat(ourPod.getVolumes()).containsAll(pod.getVolumes());
        Container container = pod.getContainers().get(0);
        Container ourContainer = ourPod.getContainers().get(0);
        assertThat(container.getName()).isEqualTo(ourContainer.getName());
        assertThat(container.getResources().getRequests())
                .isEqualTo(container.getResources().getLimits())
                .isEqualTo(ourContainer.getResources().getRequests());
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getVolumeMounts()).hasSize(1);
        assertThat(ourContainer.getEnv()).containsAll(container.getEnv());
        // The labels that drive kube-burner's selectors and clean-up are its own to set.
        assertThat(Files.readString(FOLDER.resolve("probe-job.yml"))).doesNotContain("kube-burner.io/");
        List<String> command = container.getCommand();
        assertThat(command.subList(0, 3)).containsExactly("java", "-jar", "/opt/quietcore/quietcore.jar");
        ParsedCommands.assertTaken(command.subList(3, command.size()));
    }
}
