package io.quietcore.runtime.load;

import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a load says of itself. */
public final class LoadTargets {
    private LoadTargets() {}

    public static List<Target> all() {
        return List.of(Target.telling("stress-ng", input -> {
            Map<String, Long> operations = new HashMap<>();
            ContractTargets.text(input).lines().forEach(line -> StressNg.takeMetrics(line, operations));
            return !operations.isEmpty();
        }));
    }
}
