package io.quietcore.results.compare;

import io.quietcore.contract.ProbeResult;
import io.quietcore.results.compare.Comparer.SideInput;
import io.quietcore.results.store.StoredRepetition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a side was measured as. Pure. */
final class Summaries {
    private Summaries() {}

    /** A side as it was declared, and what the machine shows of the changes that were meant. */
    static SideSummary of(SideInput side, SideInput reference) {
        SideSummary own = of(side);
        SideSummary theirs = of(reference);
        List<String> declared = new ArrayList<>(own.declared());
        Map<String, List<String>> keys = new LinkedHashMap<>();
        side.changes().forEach(key -> keys.computeIfAbsent(seen(key, theirs, own), none -> new ArrayList<>())
                .add(key));
        keys.forEach((seen, which) -> declared.add(String.join(", ", which) + " " + seen));
        return own.declaring(declared);
    }

    private static String seen(String key, SideSummary before, SideSummary after) {
        String old = before.fingerprint().get(key);
        String now = after.fingerprint().get(key);
        if (old == null && now == null) {
            return "meant to change, and not seen";
        }
        return Objects.equals(old, now) ? "meant to change, and did not" : "changed on the machine";
    }

    static SideSummary of(SideInput side) {
        List<ProbeResult> results =
                side.run().repetitions().stream().map(StoredRepetition::result).toList();
        return new SideSummary(
                side.run().side(),
                side.run().uuid(),
                results.stream()
                        .map(ProbeResult::startedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH),
                results.stream()
                        .map(ProbeResult::endedAt)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH),
                repetitions(results),
                results.stream()
                        .map(result -> result.host().bootId())
                        .distinct()
                        .sorted()
                        .toList(),
                fingerprint(results),
                side.machineConfigs(),
                side.declared(),
                side.setAside());
    }

    private static Map<String, Integer> repetitions(List<ProbeResult> results) {
        Map<String, Set<Integer>> numbers = new TreeMap<>();
        results.forEach(result -> numbers.computeIfAbsent(result.spec().probe().spelling(), probe -> new TreeSet<>())
                .add(result.spec().repetition()));
        return numbers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue()
                .size()));
    }

    private static Map<String, String> fingerprint(List<ProbeResult> results) {
        Map<String, Set<String>> values = new TreeMap<>();
        results.forEach(result -> result.host().fingerprint().forEach((key, value) -> values.computeIfAbsent(
                        key, none -> new TreeSet<>())
                .add(value)));
        return values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> String.join(" | ", each.getValue())));
    }
}
