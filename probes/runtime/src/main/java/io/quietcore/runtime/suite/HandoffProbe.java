package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import java.util.Map;

/** {@link HandoffLoop} in windows, between the measuring thread and one partner. */
final class HandoffProbe extends LatencyProbe {
    private final HandoffLoop loop = new HandoffLoop();
    private final Partner partner = new Partner("handoff-partner");
    private final PlacementGrant grant;
    private boolean met;

    HandoffProbe(PlacementGrant grant) {
        this.grant = grant;
    }

    @Override
    public void placed(int fifoPriority) {
        if (!grant.partnerCpus().isEmpty()) {
            partner.take(grant.partnerCpus(), fifoPriority);
        }
    }

    @Override
    public void meet() {
        met = loop.meet(partner);
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long count = met ? loop.run(fromNs + lengthNs, latencies, null) : -1;
        loop.stop();
        if (count < 0) {
            problem("the partner thread did not answer for 10 s");
            return 0;
        }
        partner.awaitReadied();
        return count;
    }

    @Override
    public Map<String, Evidence> evidence() {
        return Map.of("partner", partner.place(), "meeting", HandoffLoop.meeting());
    }

    @Override
    public void close() {
        partner.close();
    }
}
