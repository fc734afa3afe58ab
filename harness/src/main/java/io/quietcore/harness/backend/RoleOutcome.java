package io.quietcore.harness.backend;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.util.List;
import java.util.Map;

/** What came of one role of a group. */
public sealed interface RoleOutcome permits RoleOutcome.Measured, RoleOutcome.NotMeasured, RoleOutcome.Failed {
    /** What was ordered; with the grant, where one was made here. */
    ProbeSpec spec();

    /**
     * A result came, whole; valid or not is for the result to say.
     *
     * @param files what was sent, by name; {@code result.json} among them
     */
    record Measured(ProbeSpec spec, ProbeResult result, Map<String, byte[]> files) implements RoleOutcome {}

    /**
     * Its NUMA node has no CPU that was got. Nothing is wrong with it, and nothing else may pass for it.
     *
     * @param reasons in words
     */
    record NotMeasured(ProbeSpec spec, List<String> reasons) implements RoleOutcome {
        public NotMeasured {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * No result came that could be read.
     *
     * @param reasons in words, for the journal and the log
     */
    record Failed(ProbeSpec spec, List<String> reasons) implements RoleOutcome {}
}
