package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.quietcore.contract.Frame;
import io.quietcore.harness.kubernetes.PodTrouble.Kind;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What each node is made of, told by a pod that runs there for a moment. */
final class Discovery {
    private static final long LIMIT_SECONDS = 120;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    private static final long LOOK_AGAIN_MS = 200;
    private static final Duration NO_POD = Duration.ofSeconds(3);

    /** A log may end early without an error; one of a pod that is over and says nothing so often, says nothing. */
    private static final int ENOUGH_READINGS = 3;

    private final Cluster cluster;
    private final ClusterSettings settings;
    private final ScheduledExecutorService timer;

    Discovery(Cluster cluster, ClusterSettings settings, ScheduledExecutorService timer) {
        this.cluster = cluster;
        this.settings = settings;
        this.timer = timer;
    }

    /**
     * Asks every node at once.
     *
     * @param campaign for which they are asked, by which pods are found again that a killed controller left: they go first
     * @return by node, in the order asked
     * @throws ClusterException naming the first node that does not answer, and why
     */
    Map<String, PodReport> describe(String campaign, List<String> nodes) throws ClusterException, InterruptedException {
        String uuid = UUID.nameUUIDFromBytes(("discovery of " + campaign).getBytes(StandardCharsets.UTF_8))
                .toString();
        Map<String, String> labels = Labels.of(uuid, "discovery", "discovery");
        Removal.ofRun(cluster, settings.namespace(), uuid, LIMIT_SECONDS);
        JobFactory factory = new JobFactory(settings);
        Map<String, PodReport> reports = new LinkedHashMap<>();
        try (PodStates states = PodStates.of(cluster, settings.namespace(), Labels.ofUuid(uuid))) {
            for (String node : nodes) {
                cluster.create(factory.describing(PodSeat.jobName(uuid, node, 1), node, labels));
            }
            for (String node : nodes) {
                reports.put(node, report(states, node, PodSeat.jobName(uuid, node, 1)));
            }
        } finally {
            Removal.ofRun(cluster, settings.namespace(), uuid, LIMIT_SECONDS);
        }
        return reports;
    }

    /** Waits for so long as pods of other nodes still come, and {@link #LIMIT_SECONDS} beyond. */
    private PodReport report(PodStates states, String node, String job) throws ClusterException, InterruptedException {
        long begun = System.nanoTime();
        String trouble = "it did not start";
        int readInVain = 0;
        Interval lookForRefusal = new Interval(NO_POD);
        while (System.nanoTime() - Math.max(begun, states.progressNs()) < LIMIT_NS) {
            Optional<Pod> pod = states.of(job);
            if (pod.isEmpty() && lookForRefusal.isOver()) {
                Optional<String> refusal = cluster.refusalOf(settings.namespace(), job);
                if (refusal.isPresent()) {
                    throw ClusterException.ofAdmission(settings, refusal.get());
                }
            }
            if (pod.isPresent()) {
                Optional<PodTrouble> found = PodTrouble.of(pod.get());
                if (found.isPresent() && found.get().kind() == Kind.MISTAKE) {
                    throw new ClusterException("node " + node + ": the pod cannot start: "
                            + found.get().reason() + "; the image is " + settings.image() + " (--image)");
                }
                Reading reading = said(pod.get(), System.nanoTime() + LIMIT_NS);
                if (reading.report() != null) {
                    return reading.report();
                }
                trouble = found.map(PodTrouble::reason).orElse(trouble) + reading.trouble();
                boolean over = found.isPresent() && found.get().kind() == Kind.OVER;
                if (over && reading.trouble().isEmpty() && ++readInVain == ENOUGH_READINGS) {
                    break;
                }
            }
            states.awaitChange(LOOK_AGAIN_MS);
        }
        throw new ClusterException("node " + node + ": the pod that looks at the node said nothing: " + trouble);
    }

    /** Of a pod that is over too: an API server that goes away meanwhile cuts its log off. */
    private Reading said(Pod pod, long deadlineNs) throws InterruptedException {
        List<PodReport> found = new ArrayList<>();
        String trouble = "";
        if (List.of("Running", "Succeeded", "Failed")
                .contains(String.valueOf(pod.getStatus().getPhase()))) {
            try {
                new PodLog(cluster, settings.namespace(), pod.getMetadata().getName(), timer)
                        .read(null, deadlineNs, line -> {
                            Frame frame = PodSession.frame(line);
                            if (frame != null && frame.kind() == Frame.Kind.READY) {
                                found.add(PodLog.ready(frame));
                            }
                            return found.isEmpty();
                        });
            } catch (IOException e) {
                trouble = "; " + e.getMessage();
            }
        }
        return new Reading(found.isEmpty() ? null : found.get(0), trouble);
    }

    /**
     * What one reading of a pod's log gave.
     *
     * @param report null where it holds none, as far as it could be read
     * @param trouble why it could not be read to its end; empty where it could
     */
    private record Reading(@Nullable PodReport report, String trouble) {}
}
