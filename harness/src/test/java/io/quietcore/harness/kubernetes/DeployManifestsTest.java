package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workloads/deploy has, held against what the code needs. */
@Tag("once")
class DeployManifestsTest {
    private static final Path DEPLOY = Path.of(System.getProperty("quietcore.root"), "workloads/deploy");

    @TempDir
    private Path folder;

    private static List<HasMetadata> objects(String yaml) {
        return Arrays.stream(yaml.split("(?m)^---$"))
                .filter(document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
                .map(document -> (HasMetadata) Serialization.unmarshal(document))
                .toList();
    }

    private static List<HasMetadata> file(String name) throws IOException {
        return objects(Files.readString(DEPLOY.resolve(name)));
    }

    private static <T> T only(List<HasMetadata> objects, Class<T> kind) {
        List<T> found =
                objects.stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(found).as(kind.getSimpleName()).hasSize(1);
        return found.get(0);
    }

    @Test
    void theRightsAreThoseThatTheProgramPrints() throws IOException {
        assertThat(file("base/rbac.yaml"))
                .as("quietcore rbac > workloads/deploy/base/rbac.yaml")
                .isEqualTo(new RbacFactory("quietcore", "quietcore", false, false).manifests());
    }

    @Test
    void theNightlyJobIsTheJob() throws IOException {
        CronJob nightly = only(file("nightly/cronjob.yaml"), CronJob.class);

        assertThat(nightly.getSpec().getJobTemplate().getSpec())
                .isEqualTo(only(file("base/job.yaml"), Job.class).getSpec());
        assertThat(nightly.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
    }

    @Test
    void theControllerIsRestrictedAsItsNamespaceDemands() throws IOException {
        Job job = only(file("base/job.yaml"), Job.class);
        Container controller =
                job.getSpec().getTemplate().getSpec().getContainers().get(0);

        assertThat(controller.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(controller.getSecurityContext().getAllowPrivilegeEscalation())
                .isFalse();
        assertThat(job.getSpec().getTemplate().getSpec().getSecurityContext().getRunAsNonRoot())
                .isTrue();
        assertThat(controller.getCommand()).startsWith("java").endsWith("-jar", "/opt/quietcore/quietcore.jar");
    }

    private String kustomized(Path kustomization) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "kubectl"))),
                "SKIPPED: no kubectl");
        Path out = folder.resolve("out.yaml");
        Path err = folder.resolve("err");
        int code = new ProcessBuilder(
                        "kubectl", "kustomize", "--load-restrictor=LoadRestrictionsNone", kustomization.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(err)).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void kustomizeMakesAJobOfTheBaseAndACronJobOfTheNight() throws Exception {
        List<HasMetadata> base = objects(kustomized(DEPLOY.resolve("base")));
        List<HasMetadata> nightly = objects(kustomized(DEPLOY.resolve("nightly")));

        assertThat(only(base, Job.class).getMetadata().getNamespace()).isEqualTo("quietcore");
        assertThat(only(base, PersistentVolumeClaim.class).getMetadata().getName())
                .isEqualTo("quietcore-results");
        assertThat(nightly).noneMatch(Job.class::isInstance);
        assertThat(only(nightly, Role.class)).isEqualTo(only(base, Role.class));
        assertThat(only(nightly, CronJob.class)
                        .getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo("registry.example/quietcore:1");
    }

    @Test
    void oneOwnKustomizationNamesTheImageAndHasTheRunsIndexed() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("kustomization.yaml"), """
                resources: [%1$s/nightly]
                components: [%1$s/index]
                images: [{name: registry.example/quietcore, newName: own.example/q, newTag: "7"}]
                """.formatted(own.relativize(DEPLOY)));

        Container controller = only(objects(kustomized(own)), CronJob.class)
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(controller.getImage()).isEqualTo("own.example/q:7");
        assertThat(controller.getArgs())
                .contains("--es-server=$(QUIETCORE_ES_SERVER)", "--es-index=$(QUIETCORE_ES_INDEX)");
        assertThat(controller.getEnv())
                .filteredOn(each ->
                        each.getValueFrom() != null && each.getValueFrom().getSecretKeyRef() != null)
                .extracting(EnvVar::getName)
                .contains("QUIETCORE_ES_SERVER", "QUIETCORE_ES_PASSWORD", "QUIETCORE_ES_TOKEN");
    }
}
