package io.quietcore.results.compare;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A side, as it was measured.
 *
 * @param name the campaign's
 * @param uuid of its run
 * @param startedAt its first window
 * @param endedAt its last
 * @param repetitions how many it has, whole and valid, by probe
 * @param bootIds of the boots that it was measured under
 * @param fingerprint of the machine; a value that changed within the side holds each, joined by {@code " | "}
 * @param machineConfigs by node, the machine configurations that it ran meanwhile; empty where the cluster has none
 * @param declared in what it means to differ from the reference, and whether the machine shows it
 * @param setAside invalid and incomplete repetitions that are kept, with the reason of each
 */
public record SideSummary(
        String name,
        String uuid,
        Instant startedAt,
        Instant endedAt,
        Map<String, Integer> repetitions,
        List<String> bootIds,
        Map<String, String> fingerprint,
        Map<String, List<String>> machineConfigs,
        List<String> declared,
        List<String> setAside) {
    public SideSummary {
        repetitions = Collections.unmodifiableMap(new TreeMap<>(repetitions));
        bootIds = List.copyOf(bootIds);
        fingerprint = Collections.unmodifiableMap(new TreeMap<>(fingerprint));
        machineConfigs = Collections.unmodifiableMap(new TreeMap<>(machineConfigs));
        declared = List.copyOf(declared);
        setAside = List.copyOf(setAside);
    }

    SideSummary declaring(List<String> differences) {
        return new SideSummary(
                name,
                uuid,
                startedAt,
                endedAt,
                repetitions,
                bootIds,
                fingerprint,
                machineConfigs,
                differences,
                setAside);
    }
}
