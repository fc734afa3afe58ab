package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.quietcore.contract.Frame;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.Received;
import io.quietcore.harness.backend.RoleOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings home what the roles of one order on one node say. A stream that breaks is opened again, and what was missed in
 * between is said again by the pod: only a pod that is over, or a time limit, ends it without a whole result.
 */
final class RoleFollower {
    /** The kubelet counts back from its own clock, so that clocks that disagree cost nothing. */
    private static final int MARGIN_SECONDS = 30;

    private static final int KEPT_LINES = 20;

    /** An API server that restarts is back by then. */
    private static final long LAST_WORDS_NS = TimeUnit.SECONDS.toNanos(60);

    private final PodSession session;
    private final PodSeat seat;
    private final Backend.Listener listener;
    private final Map<ProbeSpec, FrameCollector> collectors = new LinkedHashMap<>();
    private final List<String> lastWords = new ArrayList<>();
    private final long begunNs = System.nanoTime();

    /** Whether the pod has said anything of this order. */
    private volatile boolean heard;

    RoleFollower(PodSession session, PodSeat seat, List<ProbeSpec> roles, Backend.Listener listener) {
        this.session = session;
        this.seat = seat;
        this.listener = listener;
        roles.forEach(role ->
                collectors.put(role, new FrameCollector(role, progress -> listener.progressed(role, progress))));
    }

    /**
     * Follows to the end.
     *
     * @param pod its name
     * @param fresh whether the order was given just now: then older lines are not wanted
     * @return one outcome for each role, in their order
     */
    List<RoleOutcome> follow(String pod, boolean fresh, long deadlineNs) throws InterruptedException {
        ScheduledFuture<?> reminding = session.remind(seat, pod, () -> heard);
        try {
            return outcomes(followed(pod, fresh, deadlineNs));
        } finally {
            reminding.cancel(false);
        }
    }

    /** Why it ended without a whole result, if it did. */
    private String followed(String pod, boolean fresh, long deadlineNs) throws InterruptedException {
        String trouble = "";
        boolean fromNow = fresh;
        while (!done() && System.nanoTime() < deadlineNs) {
            Optional<String> over = over(pod);
            if (over.isPresent()) {
                readLastWords(pod, Math.min(deadlineNs, System.nanoTime() + LAST_WORDS_NS));
                return over.get();
            }
            trouble = read(pod, fromNow ? sinceSeconds() : null, deadlineNs);
            if (!done()) {
                // What was said while nobody listened is wanted too: all that the kubelet has.
                fromNow = false;
                session.awaitChange();
            }
        }
        return trouble.isEmpty() ? "no whole result came in time" : trouble;
    }

    /** What a pod that is over has said: an API server that is away now gives it later, for as long as the pod is there. */
    private void readLastWords(String pod, long untilNs) throws InterruptedException {
        String trouble = read(pod, null, untilNs);
        while (!done() && !trouble.isEmpty() && isThere(pod) && System.nanoTime() < untilNs) {
            session.awaitChange();
            trouble = read(pod, null, untilNs);
        }
    }

    /** Why the log could not be read to its end; empty where it could, or its time was over, which says nothing of it. */
    private String read(String pod, @Nullable Integer sinceSeconds, long untilNs) throws InterruptedException {
        try {
            session.log(pod).read(sinceSeconds, untilNs, this::line);
            return "";
        } catch (IOException e) {
            return System.nanoTime() < untilNs ? String.valueOf(e.getMessage()) : "";
        }
    }

    private boolean isThere(String name) {
        return session.pod(seat)
                .filter(each -> each.getMetadata().getName().equals(name))
                .isPresent();
    }

    private int sinceSeconds() {
        return MARGIN_SECONDS + (int) ((System.nanoTime() - begunNs) / 1_000_000_000L);
    }

    /** Why nothing more can come of this pod; looked at before its log is read for what may be the last time. */
    private Optional<String> over(String name) {
        Optional<Pod> pod =
                session.pod(seat).filter(each -> each.getMetadata().getName().equals(name));
        if (pod.isEmpty()) {
            return Optional.of("the pod " + name + " is gone");
        }
        return pod.flatMap(PodTrouble::of)
                .filter(each -> each.kind() == PodTrouble.Kind.OVER)
                .map(each -> "pod " + name + ": " + each.reason());
    }

    private boolean line(String line) {
        try {
            Optional<Frame> frame = Frame.parse(line);
            if (frame.isEmpty()) {
                words(line);
            }
            frame.ifPresent(each -> collectors.forEach((role, collector) -> {
                if (each.answers(role)) {
                    heard = true;
                    collector.take(each);
                }
            }));
        } catch (Frame.DamagedFrameException e) {
            // It does not say whose it was.
            collectors.values().forEach(collector -> collector.damaged(String.valueOf(e.getMessage())));
        }
        return !done();
    }

    private void words(String line) {
        listener.said(collectors.keySet().iterator().next(), line);
        lastWords.add(line);
        if (lastWords.size() > KEPT_LINES) {
            lastWords.remove(0);
        }
    }

    private boolean done() {
        return collectors.values().stream().allMatch(FrameCollector::ended);
    }

    private List<RoleOutcome> outcomes(@Nullable String trouble) {
        List<String> otherwise = new ArrayList<>();
        if (trouble != null) {
            otherwise.add("node " + seat.node + ": " + trouble);
        }
        List<RoleOutcome> outcomes = new ArrayList<>();
        collectors.forEach((role, collector) -> {
            RoleOutcome outcome = Received.outcome(role, collector.collected(), otherwise);
            if (outcome instanceof RoleOutcome.Failed failed && !lastWords.isEmpty()) {
                List<String> reasons = new ArrayList<>(failed.reasons());
                lastWords.forEach(each -> reasons.add(role.role() + " said: " + each));
                outcome = new RoleOutcome.Failed(role, reasons);
            }
            outcomes.add(outcome);
        });
        return outcomes;
    }
}
