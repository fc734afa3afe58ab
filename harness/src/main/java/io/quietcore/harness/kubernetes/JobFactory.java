package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.workloads.PodShape;
import io.quietcore.workloads.PodStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a side's session. Pure: the same arguments give the same objects, and the pods of two sides differ only in
 * what their shapes say.
 */
final class JobFactory {
    static final String CONTAINER = "probe";

    /** Any user but root: the image's own (distroless convention "nonroot"). */
    private static final long USER_ID = 65_532;

    /** A forgotten pod ends by itself; what is longer than a week was refused before ({@code --duration}). */
    private static final long DEADLINE_SECONDS = 8 * 86_400L;

    private static final int TTL_SECONDS = 600;
    private static final long GRACE_SECONDS = 10;

    /** Burstable: enough to be scheduled, and little enough to fit beside everything else. */
    private static final String SHARED_REQUEST = "100m";

    private static final String SCRATCH = "/tmp";
    private static final String MAIN_CLASS = "io.quietcore.runtime.pod.PodAgent";

    /** The agent waits and passes lines on: the least that a JVM can do. */
    private static final List<String> COMMAND = List.of(
            "java",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            "/opt/quietcore/probes.jar",
            MAIN_CLASS);

    private final ClusterSettings settings;

    JobFactory(ClusterSettings settings) {
        this.settings = settings;
    }

    /** What the pods of a session can be told to measure. */
    ConfigMap specs(String name, Map<String, String> labels, List<ProbeSpec> templates) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(settings.namespace())
                .withLabels(labels)
                .endMetadata()
                .withImmutable(true)
                .withData(Map.of(PodOrders.SPECS_FILE, CanonicalJson.write(templates)))
                .build();
    }

    /**
     * One pod that only says what its node is made of. It asks for no CPU, and tolerates every taint: the node was chosen, and
     * may be full of the pods of a campaign that is gone on with.
     */
    Job describing(String name, String node, Map<String, String> labels) {
        PodShape shape = new PodShape(
                PodShape.Qos.BURSTABLE, null, "256Mi", null, null, null, null, false, null, List.of(), List.of());
        Job job = job(
                name, node, labels, shape, container(shape, 0, List.of("--describe"), List.of()), List.of(scratch()));
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        pod.setTolerations(
                List.of(new TolerationBuilder().withOperator("Exists").build()));
        pod.getContainers().get(0).getResources().getRequests().put("cpu", new Quantity("0"));
        return job;
    }

    /**
     * One pod that measures on a node.
     *
     * @param specsName of the ConfigMap
     * @param idleSeconds after which a pod that hears nothing ends
     */
    Job measuring(
            String name, String node, Map<String, String> labels, PodShape shape, String specsName, long idleSeconds) {
        int cpus = shape.cpus() == null ? settings.cpus().getOrDefault(node, 1) : shape.cpus();
        List<Volume> volumes = new ArrayList<>(List.of(
                scratch(),
                new VolumeBuilder()
                        .withName("specs")
                        .withNewConfigMap()
                        .withName(specsName)
                        .endConfigMap()
                        .build(),
                new VolumeBuilder()
                        .withName("orders")
                        .withNewDownwardAPI()
                        .addNewItem()
                        .withPath(PodOrders.ORDERS_FILE)
                        .withNewFieldRef()
                        .withFieldPath("metadata.annotations['" + PodOrders.ANNOTATION + "']")
                        .endFieldRef()
                        .endItem()
                        .endDownwardAPI()
                        .build()));
        List<VolumeMount> mounts = new ArrayList<>(
                List.of(mount("specs", PodOrders.SPECS_FOLDER, true), mount("orders", PodOrders.ORDERS_FOLDER, true)));
        if (shape.hugePages() != null) {
            volumes.add(new VolumeBuilder()
                    .withName("hugepages")
                    .withNewEmptyDir()
                    .withMedium("HugePages-" + hugePageSize(shape))
                    .endEmptyDir()
                    .build());
            mounts.add(mount("hugepages", "/dev/hugepages", false));
        }
        PodStorage storage = shape.storage();
        if (storage != null) {
            volumes.add(StorageVolume.of(storage));
            mounts.addAll(StorageVolume.mounts(storage));
        }
        Container container = new ContainerBuilder(container(shape, cpus, List.of(), mounts))
                .withVolumeDevices(storage == null ? List.of() : StorageVolume.devices(storage))
                .addNewEnv()
                .withName("QUIETCORE_IDLE_SECONDS")
                .withValue(Long.toString(idleSeconds))
                .endEnv()
                .build();
        return job(name, node, labels, shape, container, volumes);
    }

    private Job job(
            String name,
            String node,
            Map<String, String> labels,
            PodShape shape,
            Container container,
            List<Volume> volumes) {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withHostNetwork(shape.hostNetwork() ? true : null)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withRuntimeClassName(shape.runtimeClass())
                .withPriorityClassName(shape.priorityClass())
                .withTolerations(
                        shape.tolerations().stream().map(JobFactory::toleration).toList())
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchFields(new NodeSelectorRequirementBuilder()
                        .withKey("metadata.name")
                        .withOperator("In")
                        .withValues(node)
                        .build())
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .withNewSecurityContext()
                .withFsGroup(fsGroup(shape))
                .withRunAsNonRoot(!settings.realTime())
                .withRunAsUser(settings.realTime() ? 0 : USER_ID)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container)
                .withVolumes(volumes);
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(settings.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(DEADLINE_SECONDS)
                .withTtlSecondsAfterFinished(TTL_SECONDS)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations(shape))
                .endMetadata()
                .withSpec(pod.build())
                .endTemplate()
                .endSpec()
                .build();
    }

    private static @Nullable Long fsGroup(PodShape shape) {
        PodStorage storage = shape.storage();
        return storage != null && StorageVolume.belongsToRoot(storage) ? USER_ID : null;
    }

    private Container container(PodShape shape, int cpus, List<String> arguments, List<VolumeMount> more) {
        List<VolumeMount> mounts = new ArrayList<>(more);
        mounts.add(mount("scratch", SCRATCH, false));
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(arguments);
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(settings.image())
                .withImagePullPolicy(settings.imagePullPolicy())
                .withCommand(command)
                .withEnv(environment())
                .withResources(resources(shape, cpus))
                .withVolumeMounts(mounts)
                .withSecurityContext(security())
                .build();
    }

    private static List<EnvVar> environment() {
        return List.of(
                new EnvVarBuilder()
                        .withName(PodOrders.NODE)
                        .withNewValueFrom()
                        .withNewFieldRef()
                        .withFieldPath("spec.nodeName")
                        .endFieldRef()
                        .endValueFrom()
                        .build(),
                resource(PodOrders.CPU_REQUEST, "requests.cpu"),
                resource(PodOrders.CPU_LIMIT, "limits.cpu"));
    }

    private static EnvVar resource(String name, String resource) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withContainerName(CONTAINER)
                .withResource(resource)
                .withDivisor(new Quantity("1m"))
                .endResourceFieldRef()
                .endValueFrom()
                .build();
    }

    private static ResourceRequirements resources(PodShape shape, int cpus) {
        Map<String, Quantity> requests = new TreeMap<>();
        Map<String, Quantity> limits = new TreeMap<>();
        requests.put("memory", new Quantity(shape.memory()));
        limits.put("memory", new Quantity(shape.memory()));
        if (shape.qos() == PodShape.Qos.GUARANTEED) {
            requests.put("cpu", new Quantity(Integer.toString(cpus)));
            limits.put("cpu", new Quantity(Integer.toString(cpus)));
        } else {
            requests.put("cpu", new Quantity(SHARED_REQUEST));
        }
        if (shape.hugePages() != null) {
            Quantity amount =
                    new Quantity(shape.hugePages().substring(shape.hugePages().indexOf('=') + 1));
            requests.put("hugepages-" + hugePageSize(shape), amount);
            limits.put("hugepages-" + hugePageSize(shape), amount);
        }
        ResourceRequirements resources = new ResourceRequirements();
        resources.setRequests(requests);
        resources.setLimits(limits);
        return resources;
    }

    private static String hugePageSize(PodShape shape) {
        String hugePages = String.valueOf(shape.hugePages());
        return hugePages.substring(0, hugePages.indexOf('='));
    }

    /**
     * What Pod Security calls restricted. Real-time scheduling and locked memory want two capabilities, which a process that
     * is not root would not get: Kubernetes gives no ambient ones.
     */
    private SecurityContext security() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(settings.realTime() ? List.of("SYS_NICE", "IPC_LOCK") : List.of())
                .endCapabilities()
                .build();
    }

    private static Volume scratch() {
        return new VolumeBuilder()
                .withName("scratch")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("256Mi"))
                .endEmptyDir()
                .build();
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly)
                .build();
    }

    private static Map<String, String> annotations(PodShape shape) {
        Map<String, String> annotations = new TreeMap<>();
        if (shape.network() != null) {
            annotations.put(NetworkAddress.NETWORKS, shape.network());
        }
        shape.annotations()
                .forEach(each ->
                        annotations.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1)));
        return annotations;
    }

    /** {@code KEY[=VALUE][:EFFECT]}, as kubectl spells taints. */
    private static Toleration toleration(String text) {
        int colon = text.indexOf(':');
        @Nullable String effect = colon < 0 ? null : text.substring(colon + 1);
        String key = colon < 0 ? text : text.substring(0, colon);
        int equals = key.indexOf('=');
        return new TolerationBuilder()
                .withKey(equals < 0 ? key : key.substring(0, equals))
                .withOperator(equals < 0 ? "Exists" : "Equal")
                .withValue(equals < 0 ? null : key.substring(equals + 1))
                .withEffect(effect)
                .build();
    }
}
