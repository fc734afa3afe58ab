package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.MetricTest.Stratum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The nodes by what the side did to them, the highest effect first.
 *
 * @param metric a primary one
 * @param nodes two or more, each measured on both sides
 */
public record NodeRanking(Metric metric, List<NodeEffect> nodes) {
    public NodeRanking {
        nodes = List.copyOf(nodes);
    }

    /** One node and its effect, before it has a rank. */
    private record Unranked(String node, boolean control, Effect effect) {
        /** Where so few values have no interval, it may lie anywhere. */
        double low() {
            return effect.confidence() == 0 ? Double.NEGATIVE_INFINITY : effect.low();
        }

        double high() {
            return effect.confidence() == 0 ? Double.POSITIVE_INFINITY : effect.high();
        }
    }

    /** The ranking of whole strata. Effects of one kind are compared: differences where any node has no ratio. */
    static NodeRanking of(Metric metric, List<Stratum> strata, Method method, Resolution resolution) {
        Kind kind = MetricTest.kind(metric.statistic().unit(), strata);
        List<Unranked> all = new ArrayList<>();
        for (Stratum stratum : strata) {
            Effect effect = MetricTest.effect(kind, metric.statistic().unit(), List.of(stratum), method, resolution);
            all.add(new Unranked(stratum.node(), method.controlNodes().contains(stratum.node()), effect));
        }
        double[] lows = all.stream().mapToDouble(Unranked::low).sorted().toArray();
        double[] highs = all.stream().mapToDouble(Unranked::high).sorted().toArray();
        List<NodeEffect> ranked = new ArrayList<>();
        for (Unranked each : all) {
            int above = lows.length - upTo(lows, each.high());
            int below = below(highs, each.low());
            ranked.add(new NodeEffect(each.node, each.control, each.effect, 1 + above, all.size() - below));
        }
        ranked.sort(
                Comparator.comparingDouble((NodeEffect each) -> each.effect().estimate())
                        .reversed()
                        .thenComparing(NodeEffect::node));
        return new NodeRanking(metric, ranked);
    }

    /** How many of the sorted values are at most this. */
    private static int upTo(double[] sorted, double value) {
        return below(sorted, Math.nextUp(value));
    }

    /** How many of the sorted values are less than this. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
