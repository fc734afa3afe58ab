package io.quietcore.harness.cli;

import io.quietcore.harness.kubernetes.Cluster;
import io.quietcore.harness.kubernetes.ClusterException;
import io.quietcore.harness.kubernetes.ClusterSettings;
import io.quietcore.harness.kubernetes.ClusterSettings.Exclusive;
import io.quietcore.harness.kubernetes.NodeChoice;
import io.quietcore.harness.kubernetes.OwnImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a campaign runs on a cluster. */
final class KubernetesOptions {
    /** The image and its pull policy, where neither is typed; {@code scripts/cluster env} sets them. */
    static final String IMAGE = "QUIETCORE_IMAGE";

    static final String PULL_POLICY = "QUIETCORE_IMAGE_PULL_POLICY";

    /** The pod that this controller runs in, as workloads/deploy names it. */
    private static final String POD = "QUIETCORE_POD";

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "local or kubernetes; default: what the campaign says (backend)")
    @Nullable
    String backend;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            split = ",",
            description = "kubernetes: the kubeconfig's context; default: current. 'campaign' takes several, and"
                    + " measures all of these clusters at once")
    List<String> contexts = new ArrayList<>();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "kubernetes: where the pods run; default: the context's namespace")
    private @Nullable String namespace;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            split = ",",
            description = "kubernetes: measure these nodes only; default: all that are ready and schedulable")
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--selector",
            paramLabel = "LABEL=VALUE",
            split = ",",
            description = "kubernetes: measure nodes with these labels only")
    private Map<String, String> selector = new LinkedHashMap<>();

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "kubernetes: measure the nodes of this MachineConfigPool only (OpenShift)")
    private @Nullable String pool;

    @Option(
            names = "--image",
            paramLabel = "NAME",
            description = "kubernetes: the probe pods' image; default: $" + IMAGE + ", or that of the pod this runs in")
    private @Nullable String image;

    @Option(
            names = "--image-pull-policy",
            paramLabel = "POLICY",
            description = "kubernetes: Always, IfNotPresent or Never; default: $" + PULL_POLICY + ", or the cluster's")
    private @Nullable String imagePullPolicy;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            description = "kubernetes: CPUs of each Guaranteed pod; default: all that are free on its node")
    @Nullable
    Integer cpus;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "50",
            description = "kubernetes: how many nodes measure at the same time; default ${DEFAULT-VALUE}")
    private int parallelism = 50;

    @Option(
            names = "--start-delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description = "kubernetes: from a pod's start to its first measurement, for the kubelet's CPU manager to"
                    + " move other pods away (cpuManagerReconcilePeriod); default ${DEFAULT-VALUE}")
    private Duration startDelay = Duration.ofSeconds(10);

    @Option(
            names = "--require-exclusive",
            description =
                    "kubernetes: fail when a Guaranteed pod has no CPUs of its own; default: on every side but the"
                            + " reference")
    private boolean requireExclusive;

    @Option(
            names = "--no-require-exclusive",
            description = "kubernetes: measure such a pod all the same; its results are marked")
    private boolean requireNothing;

    @Option(
            names = "--privileges",
            paramLabel = "NAME",
            description = "kubernetes: rt gives the pods SYS_NICE and IPC_LOCK (see 'quietcore rbac'); default: none")
    private @Nullable String privileges;

    /** What was typed of the nodes. */
    NodeChoice nodes(Cluster cluster) throws ClusterException {
        Map<String, String> labels = new LinkedHashMap<>(selector);
        if (pool != null) {
            labels.putAll(cluster.labelsOfPool(pool));
        }
        return new NodeChoice(nodes, labels);
    }

    /** What was typed of everything else, checked; without nodes. */
    ClusterSettings settings(Cluster cluster, @Nullable String context) throws CommandFailure, ClusterException {
        @Nullable String named = image == null ? System.getenv(IMAGE) : image;
        @Nullable String policy = imagePullPolicy == null ? System.getenv(PULL_POLICY) : imagePullPolicy;
        @Nullable String pod = System.getenv(POD);
        if (named == null && pod != null) {
            OwnImage own = cluster.imageOf(pod);
            named = own.name();
            policy = policy == null ? own.pullPolicy() : policy;
        }
        if (named == null || named.isBlank()) {
            throw CommandFailure.error("no image for the probe pods: name one with --image or $" + IMAGE
                    + "; scripts/image builds it (see scripts/README.md)");
        }
        if (parallelism < 1) {
            throw CommandFailure.error("--parallelism: found " + parallelism + "; expected at least 1");
        }
        if (cpus != null && cpus < 1) {
            throw CommandFailure.error("--cpus: found " + cpus + "; expected at least 1");
        }
        if (privileges != null && !privileges.equals("rt")) {
            throw CommandFailure.error("--privileges: found '" + privileges + "'; expected rt, or nothing");
        }
        return new ClusterSettings(
                context,
                namespace == null ? cluster.defaultNamespace() : namespace,
                Map.of(),
                named,
                policy,
                parallelism,
                startDelay.toMillis(),
                exclusive(),
                privileges != null);
    }

    private Exclusive exclusive() throws CommandFailure {
        if (requireExclusive && requireNothing) {
            throw CommandFailure.error("found --require-exclusive and --no-require-exclusive; expected one of them");
        }
        return requireExclusive ? Exclusive.ALWAYS : requireNothing ? Exclusive.NEVER : Exclusive.TUNED;
    }
}
