package io.quietcore.runtime.launch;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.SeenThreads;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which processes of others had the probe's CPUs: all threads are looked at before the measuring JVM begins, so that no window has
 * begun, and when the last window is over, from the housekeeping CPU.
 */
final class Neighbours {
    private final KernelText kernel;
    private final PlacementGrant grant;
    private final @Nullable SeenThreads before;
    private @Nullable SeenThreads after;

    /** Looks for the first time. */
    Neighbours(KernelText kernel, PlacementGrant grant) {
        this.kernel = kernel;
        this.grant = grant;
        // Where nothing is pinned every CPU is the probe's.
        this.before = grant.pinned() ? SeenThreads.look(kernel) : null;
    }

    /** Looks at the processes for the second time: the windows are over. What comes after is nobody's neighbour. */
    synchronized void windowsAreOver() {
        if (before != null && after == null) {
            after = SeenThreads.look(kernel);
        }
    }

    /** Looks again where that was not done, and says what happened in between. */
    synchronized Map<String, Evidence> evidence() {
        Map<String, Evidence> evidence = new TreeMap<>();
        windowsAreOver();
        if (before != null && after != null) {
            List<Neighbour> others = after.since(
                    before, grant.probeCpus(), ProcessHandle.current().pid());
            String none = "; none of them was pinned to CPU " + grant.probeCpus() + " or found there";
            evidence.put(Neighbour.LOOKED_AT, Evidence.seen(after.words() + (others.isEmpty() ? none : "")));
            if (!others.isEmpty()) {
                evidence.put(Neighbour.EVIDENCE, Neighbour.evidence(others));
            }
        }
        return evidence;
    }
}
