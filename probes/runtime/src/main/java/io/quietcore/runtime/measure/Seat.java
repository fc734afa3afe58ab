package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Settings;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MemoryNodes;
import io.quietcore.runtime.machine.RealTimeThrottling;
import io.quietcore.runtime.machine.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The measuring thread's place: its CPU, its policy and its memory, with the evidence of what was asked and refused.
 *
 * @param evidence by name
 * @param reasons why nothing that is measured here would be valid; empty when nothing stands against it
 * @param fifoPriority that the thread runs at; 0 for SCHED_OTHER
 */
record Seat(Map<String, Evidence> evidence, List<String> reasons, int fifoPriority) {
    /** The calling thread takes it, and creates no other thread afterwards. */
    static Seat take(ProbeSpec spec, PlacementGrant grant) {
        Settings settings = spec.settings();
        Map<String, Evidence> evidence = new TreeMap<>();
        List<String> reasons = new ArrayList<>();
        Evidence pinned = new Pin(grant).take();
        evidence.put("pinning", pinned);
        if (pinned.outcome() == Evidence.Outcome.DENIED) {
            reasons.add(pinned.detail());
        }
        evidence.put("timerSlack", Requests.timerSlack());
        evidence.put("lockMemory", settings.lockMemory() ? Requests.lockMemory() : Evidence.notAsked());
        Evidence scheduling = scheduling(spec, grant);
        evidence.put("scheduling", scheduling);
        evidence.put("rtThrottling", RealTimeThrottling.evidence(KernelText.LIVE));
        evidence.put(
                "numaMemoryBefore",
                Evidence.seen(MemoryNodes.of(KernelText.LIVE).toString()));
        boolean fifo = scheduling.outcome() == Evidence.Outcome.USED;
        return new Seat(evidence, reasons, fifo ? settings.priorityFor(spec.probe()) : 0);
    }

    /** FIFO where it is asked for and would not be the machine's undoing, or the measurement's. */
    private static Evidence scheduling(ProbeSpec spec, PlacementGrant grant) {
        if (!spec.settings().fifo()) {
            return Evidence.notAsked();
        }
        Optional<String> refusal =
                RealTimeThrottling.refusal(KernelText.LIVE, spec.probe().busy(), grant.sharesHousekeeping());
        return refusal.isPresent()
                ? Evidence.denied(refusal.get())
                : Requests.fifo(spec.settings().priorityFor(spec.probe()));
    }
}
