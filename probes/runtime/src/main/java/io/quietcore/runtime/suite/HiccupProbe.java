package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** {@link WakeupLoop} on the JVM's own sleep, with the control JVM beside it. */
final class HiccupProbe extends LatencyProbe {
    private final WakeupProbe measured;
    private final ControlJvm.Handle control;

    HiccupProbe(long periodNs, PlacementGrant grant) throws IOException {
        this.measured = new WakeupProbe(Sleeper.parkNanos(), periodNs);
        this.control = ControlJvm.Handle.start(periodNs, grant);
    }

    @Override
    public void warmUp(long lengthNs) {
        measured.warmUp(lengthNs);
    }

    @Override
    public void discard(long lengthNs) {
        measured.discard(lengthNs);
    }

    @Override
    public void measure(long lengthNs) {
        control.begin(lengthNs);
        measured.measure(lengthNs);
    }

    @Override
    long run(long fromNs, long lengthNs) {
        return measured.run(fromNs, lengthNs);
    }

    @Override
    public long startNs() {
        return measured.startNs();
    }

    @Override
    public long endNs() {
        return measured.endNs();
    }

    @Override
    public long count() {
        return measured.count();
    }

    @Override
    public long overflow() {
        return measured.overflow();
    }

    @Override
    public Map<String, Histogram> histograms() {
        Map<String, Histogram> all = new LinkedHashMap<>(measured.histograms());
        try {
            all.put("control", control.end());
        } catch (IOException e) {
            problem("the control JVM gave no histogram: " + e.getMessage());
        }
        return all;
    }

    @Override
    public Map<String, Evidence> evidence() {
        return Map.of("controlJvm", control.place());
    }

    @Override
    public void close() {
        control.close();
    }
}
