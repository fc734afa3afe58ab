package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quietcore.contract.PodOrders;
import io.quietcore.harness.kubernetes.ClusterSettings.Exclusive;
import io.quietcore.workloads.PodShape;
import io.quietcore.workloads.PodShape.Qos;
import io.quietcore.workloads.PodStorage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class JobFactoryTest {
    private static final Map<String, String> LABELS = Labels.of("run", "campaign", "tuned");

    private static JobFactory factory(boolean realTime) {
        return new JobFactory(new ClusterSettings(
                null, "ns", Map.of("node1", 4), "image:1", "Never", 1, 0, Exclusive.TUNED, realTime));
    }

    private static Job measuring(PodShape shape) {
        return factory(false).measuring("job", "node1", LABELS, shape, "specs", 900);
    }

    private static PodSpec pod(Job job) {
        return job.getSpec().getTemplate().getSpec();
    }

    private static Container container(Job job) {
        return pod(job).getContainers().get(0);
    }

    private static PodShape shape(Qos qos, @Nullable Integer cpus, @Nullable String hugePages) {
        return new PodShape(qos, cpus, "1Gi", hugePages, null, null, null, false, null, List.of(), List.of());
    }

    @Test
    void aGuaranteedPodAsksForTheNodesCpusAsRequestAndLimit() {
        ResourceRequirements resources = container(measuring(PodShape.DEFAULT)).getResources();

        assertThat(resources.getRequests())
                .isEqualTo(resources.getLimits())
                .containsEntry("cpu", new Quantity("4"))
                .containsEntry("memory", new Quantity("1Gi"));
    }

    @Test
    void cpusOfTheShapeGoBeforeTheNodes() {
        assertThat(container(measuring(shape(Qos.GUARANTEED, 2, null)))
                        .getResources()
                        .getLimits())
                .containsEntry("cpu", new Quantity("2"));
    }

    @Test
    void aBurstablePodHasALittleRequestAndNoLimitOfCpu() {
        ResourceRequirements resources =
                container(measuring(shape(Qos.BURSTABLE, null, null))).getResources();

        assertThat(resources.getRequests()).containsEntry("cpu", new Quantity("100m"));
        assertThat(resources.getLimits()).containsOnlyKeys("memory");
    }

    @Test
    void hugePagesAreAskedForAndMounted() {
        Job job = measuring(shape(Qos.GUARANTEED, null, "2Mi=64Mi"));

        assertThat(container(job).getResources().getRequests()).containsEntry("hugepages-2Mi", new Quantity("64Mi"));
        assertThat(container(job).getResources().getLimits()).containsEntry("hugepages-2Mi", new Quantity("64Mi"));
        assertThat(pod(job).getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .extracting(volume -> volume.getEmptyDir().getMedium())
                .contains("HugePages-2Mi");
    }

    private static Job storing(PodStorage.Kind kind, String name, String size) {
        return measuring(new PodShape(
                Qos.GUARANTEED,
                null,
                "1Gi",
                null,
                new PodStorage(kind, name, size),
                null,
                null,
                false,
                null,
                List.of(),
                List.of()));
    }

    private static Volume storage(Job job) {
        return pod(job).getVolumes().stream()
                .filter(volume -> volume.getName().equals("storage"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void storageIsAVolumeThatIsNoMemory() {
        assertThat(pod(measuring(PodShape.DEFAULT)).getVolumes())
                .noneMatch(volume -> volume.getName().equals("storage"));

        Job disk = storing(PodStorage.Kind.DISK, "", "");
        assertThat(storage(disk).getEmptyDir().getMedium()).isNull();
        assertThat(container(disk).getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/var/lib/quietcore/storage"));
        assertThat(pod(disk).getSecurityContext().getFsGroup()).isNull();

        assertThat(storage(storing(PodStorage.Kind.HOST, "/mnt/nvme0", ""))
                        .getHostPath()
                        .getPath())
                .isEqualTo("/mnt/nvme0");
        Job claim = storing(PodStorage.Kind.CLAIM, "data", "");
        assertThat(storage(claim).getPersistentVolumeClaim().getClaimName()).isEqualTo("data");
        assertThat(pod(claim).getSecurityContext().getFsGroup()).isPositive();
        assertThat(storage(storing(PodStorage.Kind.EPHEMERAL, "fast", "10Gi"))
                        .getEphemeral()
                        .getVolumeClaimTemplate()
                        .getSpec())
                .satisfies(spec -> {
                    assertThat(spec.getStorageClassName()).isEqualTo("fast");
                    assertThat(spec.getResources().getRequests()).containsEntry("storage", new Quantity("10Gi"));
                });
    }

    @Test
    void aBlockVolumeIsADeviceAndNoMount() {
        Job job = storing(PodStorage.Kind.DEVICE, "raw", "");

        assertThat(container(job).getVolumeDevices())
                .singleElement()
                .satisfies(device -> assertThat(device.getDevicePath()).isEqualTo("/dev/quietcore-storage"));
        assertThat(container(job).getVolumeMounts())
                .noneMatch(mount -> mount.getName().equals("storage"));
    }

    /** Pod Security Standards, level "restricted". */
    @Test
    void aPodIsWhatTheRestrictedLevelAdmits() {
        Job job = measuring(PodShape.DEFAULT);

        SecurityContext security = container(job).getSecurityContext();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(pod(job).getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod(job).getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod(job).getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod(job).getVolumes()).allMatch(JobFactoryTest::isAdmitted);
    }

    private static boolean isAdmitted(Volume volume) {
        return volume.getConfigMap() != null || volume.getDownwardAPI() != null || volume.getEmptyDir() != null;
    }

    @Test
    void aPodCarriesNoTokenAndNoServiceLinks() {
        assertThat(pod(measuring(PodShape.DEFAULT)).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(pod(measuring(PodShape.DEFAULT)).getEnableServiceLinks()).isFalse();
    }

    @Test
    void realTimeAddsTheTwoCapabilitiesAndNothingElse() {
        Job rt = factory(true).measuring("job", "node1", LABELS, PodShape.DEFAULT, "specs", 900);

        SecurityContext security = container(rt).getSecurityContext();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).containsExactly("SYS_NICE", "IPC_LOCK");
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getPrivileged()).isNotEqualTo(Boolean.TRUE);
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    }

    @Test
    void thePodIsBoundToItsNodeBySchedulingAndNotPastIt() {
        PodSpec pod = pod(measuring(PodShape.DEFAULT));

        assertThat(pod.getNodeName()).isNull();
        assertThat(pod.getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.getMatchFields())
                        .singleElement()
                        .satisfies(field -> {
                            assertThat(field.getKey()).isEqualTo("metadata.name");
                            assertThat(field.getValues()).containsExactly("node1");
                        }));
    }

    @Test
    void aPodIsNeverStartedAgainAndEndsByItselfWhenForgotten() {
        Job job = measuring(PodShape.DEFAULT);

        assertThat(pod(job).getRestartPolicy()).isEqualTo("Never");
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isPositive();
        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isPositive();
        assertThat(container(job).getEnv()).anySatisfy(variable -> {
            assertThat(variable.getName()).isEqualTo("QUIETCORE_IDLE_SECONDS");
            assertThat(variable.getValue()).isEqualTo("900");
        });
    }

    @Test
    void ordersComeByAnAnnotationAndSpecsByTheConfigMap() {
        Job job = measuring(PodShape.DEFAULT);

        assertThat(pod(job).getVolumes())
                .filteredOn(volume -> volume.getDownwardAPI() != null)
                .extracting(volume ->
                        volume.getDownwardAPI().getItems().get(0).getFieldRef().getFieldPath())
                .containsExactly("metadata.annotations['" + PodOrders.ANNOTATION + "']");
        assertThat(pod(job).getVolumes())
                .filteredOn(volume -> volume.getConfigMap() != null)
                .extracting(volume -> volume.getConfigMap().getName())
                .containsExactly("specs");
        assertThat(container(job).getVolumeMounts())
                .extracting("mountPath")
                .contains(PodOrders.SPECS_FOLDER, PodOrders.ORDERS_FOLDER, "/tmp");
    }

    @Test
    void whatAShapeSaysReachesThePod() {
        PodShape shape = new PodShape(
                Qos.GUARANTEED,
                1,
                "2Gi",
                null,
                null,
                "performance-low-latency",
                "important",
                true,
                "storage/rdma",
                List.of("cpu-load-balancing.crio.io=disable", "cpu-quota.crio.io=disable"),
                List.of("dedicated=lowlatency:NoSchedule", "spot", "old:NoExecute"));

        Job job = measuring(shape);

        assertThat(pod(job).getRuntimeClassName()).isEqualTo("performance-low-latency");
        assertThat(pod(job).getPriorityClassName()).isEqualTo("important");
        assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("cpu-load-balancing.crio.io", "disable")
                .containsEntry("cpu-quota.crio.io", "disable");
        assertThat(pod(job).getTolerations())
                .containsExactly(
                        new Toleration("NoSchedule", "dedicated", "Equal", null, "lowlatency"),
                        new Toleration(null, "spot", "Exists", null, null),
                        new Toleration("NoExecute", "old", "Exists", null, null));
    }

    /** What a comparison of two sides rests on. */
    @Test
    void podsOfTwoSidesOfOneShapeAreTheSameButForTheirNames() {
        Job baseline = factory(false)
                .measuring("job-b", "node1", Labels.of("b", "c", "baseline"), PodShape.DEFAULT, "specs", 900);
        Job tuned = factory(false)
                .measuring("job-t", "node1", Labels.of("t", "c", "tuned"), PodShape.DEFAULT, "specs", 900);

        assertThat(pod(baseline)).isEqualTo(pod(tuned));
    }

    @Test
    void podsOfAnotherQosDifferInTheirCpusAlone() {
        Job guaranteed = measuring(PodShape.DEFAULT);
        Job burstable = measuring(shape(Qos.BURSTABLE, null, null));

        container(burstable).setResources(container(guaranteed).getResources());

        assertThat(Serialization.asYaml(burstable)).isEqualTo(Serialization.asYaml(guaranteed));
    }

    /** It has to find room on a node that a campaign fills, and behind every taint that a campaign's pods tolerate. */
    @Test
    void aPodThatLooksAtANodeAsksForNoCpuAndToleratesAll() {
        Job job = factory(false).describing("job", "node1", LABELS);

        assertThat(container(job).getResources().getRequests()).containsEntry("cpu", new Quantity("0"));
        assertThat(container(job).getResources().getLimits()).doesNotContainKey("cpu");
        assertThat(pod(job).getTolerations()).containsExactly(new Toleration(null, null, "Exists", null, null));
        assertThat(container(job).getCommand()).endsWith("--describe");
    }
}
