package io.quietcore.results.store;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.Window;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps once what thousands of results say alike: the machine, what was granted and asked, the same words of evidence. Of
 * 60,000 results this is most. Any thread may use it.
 */
final class SharedParts {
    private final Map<Object, Object> known = new ConcurrentHashMap<>();

    @SuppressWarnings("unchecked") // What equals a T here is a T: records and maps of one kind.
    private <T> T one(T part) {
        return (T) known.computeIfAbsent(part, same -> same);
    }

    /** The same result, with shared parts. */
    ProbeResult of(ProbeResult result) {
        Map<String, Evidence> evidence = new TreeMap<>();
        result.evidence().forEach((name, said) -> evidence.put(one(name), one(said)));
        return new ProbeResult(
                result.spec(),
                one(result.grant()),
                result.startedAt(),
                result.endedAt(),
                one(result.host()),
                one(result.floor()),
                result.histograms(),
                result.windows().stream().map(this::of).toList(),
                result.spikes(),
                result.spikesLost(),
                result.explanations(),
                evidence,
                result.stopped(),
                result.reasons());
    }

    private Window of(Window window) {
        return new Window(
                window.index(),
                window.startedAt(),
                window.startNs(),
                window.lengthNs(),
                window.count(),
                window.cpuBefore(),
                window.cpuAfter(),
                one(window.allowedBefore()),
                one(window.allowedAfter()),
                window.voluntarySwitches(),
                window.involuntarySwitches(),
                window.noise(),
                window.reasons());
    }
}
