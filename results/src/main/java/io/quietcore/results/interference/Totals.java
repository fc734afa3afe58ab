package io.quietcore.results.interference;

import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.WindowCount;
import io.quietcore.contract.WindowCount.Kind;
import io.quietcore.results.interference.Interference.Counted;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What windows counted, added up, each count over those windows that have it. Pure. */
final class Totals {
    /** One of them. */
    private static final class Sum {
        private long count;
        private long countedNs;
        private int windows;
    }

    private final Map<WindowCount, Sum> sums = new EnumMap<>(WindowCount.class);

    Totals(List<Window> all) {
        for (Window window : all) {
            OptionalLong spanNs = WindowCount.COUNTED.in(window);
            for (WindowCount each : WindowCount.values()) {
                OptionalLong count = each.in(window);
                if (spanNs.isPresent() && count.isPresent()) {
                    Sum sum = sums.computeIfAbsent(each, none -> new Sum());
                    sum.count += count.getAsLong();
                    sum.countedNs += spanNs.getAsLong();
                    sum.windows++;
                }
            }
        }
    }

    /** Null where no window has it. */
    @Nullable
    Counted counted(WindowCount count) {
        @Nullable Sum sum = sums.get(count);
        return sum == null
                ? null
                : Counted.of(sum.count, count.kind() == Kind.LEVEL ? sum.windows : sum.countedNs / 1e9);
    }

    /** A time as a share of the time that went by; empty where no window has it. */
    OptionalDouble share(WindowCount time) {
        @Nullable Sum sum = sums.get(time);
        return sum == null || sum.countedNs == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) sum.count / sum.countedNs);
    }
}
