package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.PodOrders;
import io.quietcore.harness.backend.FakeRole;
import io.quietcore.topology.PodReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** The Job controller, the scheduler and the kubelets of a {@link FakeCluster}: pods come and go, start, and say frames. */
final class FakeKubelets implements AutoCloseable {
    private static final String JOB = "batch.kubernetes.io/job-name";

    /** How a pod begins on a node. */
    enum Start {
        RUNS,
        /** The scheduler finds no room. */
        IS_NOT_SCHEDULED,
        IMAGE_IS_NOT_THERE,
        /** There is no pod, only an event of the Job. */
        IS_NOT_ADMITTED
    }

    private final KubernetesClient client;
    private final FakeLogs logs;
    private final Map<String, PodReport> nodes;
    private final Map<String, Start> starts = new ConcurrentHashMap<>();
    private final Map<String, FakeRole> roles = new ConcurrentHashMap<>();
    private final Map<String, FakePod> running = new ConcurrentHashMap<>();
    private final BlockingQueue<FakePod> ordered = new LinkedBlockingQueue<>();
    private final AtomicBoolean missed = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> watches;

    FakeKubelets(KubernetesClient client, FakeLogs logs, Map<String, PodReport> nodes) {
        this.client = client;
        this.logs = logs;
        this.nodes = Map.copyOf(nodes);
        watches = List.of(
                client.batch().v1().jobs().inAnyNamespace().inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Job job) {
                        threads.execute(() -> start(job));
                    }

                    @Override
                    public void onUpdate(Job before, Job job) {}

                    @Override
                    public void onDelete(Job job, boolean finalStateUnknown) {
                        threads.execute(() -> client.pods()
                                .inNamespace(job.getMetadata().getNamespace())
                                .withLabel(JOB, job.getMetadata().getName())
                                .delete());
                    }
                })::close,
                client.pods().inAnyNamespace().inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {}

                    @Override
                    public void onUpdate(Pod before, Pod pod) {
                        FakePod told = running.get(pod.getMetadata().getName());
                        String orders = pod.getMetadata().getAnnotations().get(PodOrders.ANNOTATION);
                        if (told != null && orders != null) {
                            told.told(CanonicalJson.read(orders.getBytes(StandardCharsets.UTF_8), PodOrders.class));
                        }
                    }

                    @Override
                    public void onDelete(Pod pod, boolean finalStateUnknown) {
                        FakePod gone = running.remove(pod.getMetadata().getName());
                        if (gone != null) {
                            gone.end();
                        }
                    }
                })::close);
    }

    /** How the next pods begin on this node. */
    void onNode(String node, Start start) {
        starts.put(node, start);
    }

    /** The next change of orders does not reach its pod. */
    void missNextOrders() {
        missed.set(true);
    }

    boolean misses() {
        return missed.getAndSet(false);
    }

    /** What the next launchers of this role are. */
    void role(String name, FakeRole role) {
        roles.put(name, role);
    }

    /** The next pod that was given an order; waits for one. */
    FakePod nextOrdered() throws InterruptedException {
        return ordered.take();
    }

    /** Waits until a pod runs. */
    void awaitPod() throws InterruptedException {
        begun.await();
    }

    /** Whether a pod has run. */
    boolean begun() {
        return begun.getCount() == 0;
    }

    /** The pod is over, as its status says. */
    void end(FakePod pod, PodStatus status) {
        status.setPhase("Failed");
        set(pod.name(), status);
        running.remove(pod.name());
        pod.end();
    }

    /** Somebody deletes the pod, and its Job makes no other one (backoffLimit 0). */
    void delete(FakePod pod) {
        String job = pod.name().replaceFirst("-[a-z]+$", "");
        client.batch()
                .v1()
                .jobs()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName(job)
                .edit(now -> new JobBuilder(now)
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Failed")
                        .withStatus("True")
                        .withReason("BackoffLimitExceeded")
                        .endCondition()
                        .endStatus()
                        .build());
        client.pods().inNamespace(FakeCluster.NAMESPACE).withName(pod.name()).delete();
    }

    private void set(String pod, PodStatus status) {
        client.pods().inNamespace(FakeCluster.NAMESPACE).withName(pod).edit(now -> new PodBuilder(now)
                .withStatus(status)
                .build());
    }

    private void start(Job job) {
        String node = job.getSpec()
                .getTemplate()
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .get(0)
                .getMatchFields()
                .get(0)
                .getValues()
                .get(0);
        Start start = starts.getOrDefault(node, Start.RUNS);
        if (start == Start.IS_NOT_ADMITTED) {
            refuse(job);
            return;
        }
        Pod pod = pod(job, node);
        if (start == Start.RUNS) {
            running.put(pod.getMetadata().getName(), fakePod(pod, node));
        }
        pod.setStatus(status(start));
        client.resource(pod).create();
        if (start == Start.RUNS) {
            begin(pod, node);
        }
    }

    /** It says what it got; and where it was only asked for that, it is done. */
    private void begin(Pod pod, String node) {
        String name = pod.getMetadata().getName();
        PodReport report = report(node);
        logs.of(name).say(new Frame("pod", node, 1, 1, 0, Frame.Kind.READY, "-", CanonicalJson.bytes(report)).toLine());
        begun.countDown();
        if (pod.getSpec().getContainers().get(0).getCommand().contains("--describe")) {
            logs.of(name).end();
            set(name, new PodStatusBuilder().withPhase("Succeeded").build());
        }
    }

    private PodReport report(String node) {
        PodReport report = nodes.get(node);
        if (report == null) {
            throw new IllegalStateException("no node " + node);
        }
        return report;
    }

    private FakePod fakePod(Pod pod, String node) {
        String specs = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getConfigMap() != null)
                .map(volume -> client.configMaps()
                        .inNamespace(FakeCluster.NAMESPACE)
                        .withName(volume.getConfigMap().getName())
                        .get()
                        .getData()
                        .get(PodOrders.SPECS_FILE))
                .findFirst()
                .orElse("[]");
        return new FakePod(pod.getMetadata().getName(), specs, report(node).topology(), this, threads);
    }

    FakeLogs.Log log(String pod) {
        return logs.of(pod);
    }

    FakeRole roleOf(String name) {
        return roles.getOrDefault(name, FakeRole.MEASURES);
    }

    void wasOrdered(FakePod pod) {
        ordered.add(pod);
    }

    private static Pod pod(Job job, String node) {
        Map<String, String> labels =
                new TreeMap<>(job.getSpec().getTemplate().getMetadata().getLabels());
        labels.put(JOB, job.getMetadata().getName());
        return new PodBuilder()
                .withNewMetadata()
                .withName(job.getMetadata().getName() + "-abcde")
                .withNamespace(job.getMetadata().getNamespace())
                .withLabels(labels)
                .withCreationTimestamp(Instant.now().toString())
                .endMetadata()
                .withNewSpecLike(job.getSpec().getTemplate().getSpec())
                .withNodeName(node)
                .endSpec()
                .build();
    }

    private static PodStatus status(Start start) {
        PodStatusBuilder status = new PodStatusBuilder();
        return switch (start) {
            case RUNS ->
                status.withPhase("Running")
                        .addNewContainerStatus()
                        .withName(JobFactory.CONTAINER)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .endContainerStatus()
                        .build();
            case IMAGE_IS_NOT_THERE ->
                status.withPhase("Pending")
                        .addNewContainerStatus()
                        .withName(JobFactory.CONTAINER)
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ErrImageNeverPull")
                        .withMessage("Container image \"localhost/none:1\" is not present with pull policy of Never")
                        .endWaiting()
                        .endState()
                        .endContainerStatus()
                        .build();
            default ->
                status.withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("0/2 nodes are available: 1 Insufficient cpu.")
                        .endCondition()
                        .build();
        };
    }

    private void refuse(Job job) {
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(job.getMetadata().getName() + ".1")
                        .withNamespace(job.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .endInvolvedObject()
                        .withReason("FailedCreate")
                        .withMessage(
                                "Error creating: pods \"" + job.getMetadata().getName()
                                        + "-x\" is forbidden: violates PodSecurity \"restricted:latest\": unrestricted capabilities")
                        .build())
                .create();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        watches.forEach(watch -> {
            try {
                watch.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
