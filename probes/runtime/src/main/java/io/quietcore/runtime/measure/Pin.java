package io.quietcore.runtime.measure;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.machine.ThreadState;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the measuring thread on its CPU, and checks that it stays there.
 *
 * @param grant where the thread belongs
 */
record Pin(PlacementGrant grant) {
    /** Binds the calling thread, which creates no other one afterwards: it would inherit the mask. */
    Evidence take() {
        CpuSet cpus = expected();
        Evidence bound = Requests.bindCaller(cpus);
        if (bound.outcome() != Evidence.Outcome.USED) {
            // Whatever kept it from its place, what it measures there is not what was asked for.
            return Evidence.denied("the measuring thread cannot be bound to CPU " + cpus + ": " + bound.detail());
        }
        ThreadState now = ThreadState.now();
        List<String> problems = problems(now, now);
        return problems.isEmpty()
                ? Evidence.used((grant.pinned() ? "held on CPU " : "left to the scheduler on CPUs ") + now.allowed()
                        + " by " + bound.detail())
                : Evidence.denied(String.join("; ", problems));
    }

    private CpuSet expected() {
        return grant.pinned() ? CpuSet.of(grant.measuringCpus().first()) : grant.measuringCpus();
    }

    /** Why the thread was not where it belongs all the time between two moments; empty when it was. */
    List<String> problems(ThreadState before, ThreadState after) {
        String expected = expected().toString();
        List<String> problems = new ArrayList<>();
        if (!before.allowed().equals(expected) || !after.allowed().equals(expected)) {
            problems.add("the pinning was lost: Cpus_allowed_list was " + before.allowed() + " before and "
                    + after.allowed() + " after, expected " + expected + "; something rewrote the mask or the cpuset");
        }
        for (int cpu : new int[] {before.cpu(), after.cpu()}) {
            if (!expected().contains(cpu)) {
                problems.add("the measuring thread was on CPU " + cpu + ", expected " + expected);
                break;
            }
        }
        if (grant.pinned() && after.migrations() != before.migrations()) {
            problems.add("the measuring thread was moved " + (after.migrations() - before.migrations())
                    + " times to another CPU and back");
        }
        return problems;
    }
}
