package io.quietcore.harness.backend;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From what came of a role's frames to its outcome, by whatever road they came. Pure. */
public final class Received {
    private Received() {}

    /**
     * The outcome.
     *
     * @param ordered what was asked for
     * @param otherwise why there may be nothing whole, put before what the frames lack
     */
    public static RoleOutcome outcome(ProbeSpec ordered, FrameCollector.Collected collected, List<String> otherwise) {
        if (collected instanceof FrameCollector.None none) {
            return none.failure().unreached()
                    ? new RoleOutcome.NotMeasured(ordered, none.failure().reasons())
                    : failed(ordered, none.failure().reasons());
        }
        if (collected instanceof FrameCollector.Broken broken) {
            List<String> reasons = new ArrayList<>(otherwise);
            reasons.addAll(broken.reasons());
            return failed(ordered, reasons);
        }
        return result(ordered, ((FrameCollector.Whole) collected).files());
    }

    private static RoleOutcome result(ProbeSpec ordered, Map<String, byte[]> files) {
        byte[] json = files.get(ProbeResult.FILE);
        if (json == null) {
            return failed(ordered, List.of("sent no " + ProbeResult.FILE + ", only " + files.keySet()));
        }
        try {
            ProbeResult result = CanonicalJson.read(json, ProbeResult.class);
            return result.spec().carriesOut(ordered)
                    ? new RoleOutcome.Measured(ordered, result, files)
                    : failed(ordered, List.of("answers a spec that it was not given"));
        } catch (CanonicalJson.MalformedJsonException e) {
            return failed(ordered, List.of("sent a " + ProbeResult.FILE + " that cannot be read: " + e.getMessage()));
        }
    }

    /** A failure, each reason with the role before it. */
    public static RoleOutcome.Failed failed(ProbeSpec ordered, List<String> reasons) {
        return new RoleOutcome.Failed(
                ordered,
                reasons.stream().map(each -> ordered.role() + ": " + each).toList());
    }
}
