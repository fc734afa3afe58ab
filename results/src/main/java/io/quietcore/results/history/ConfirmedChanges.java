package io.quietcore.results.history;

import io.quietcore.results.statistics.StepFit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which change points of a series are more than the wandering of a machine whose nights are alike: those that are left when
 * the weakest goes, one by one, until each holds beside the others ({@link StepFit}) at {@link #LEVEL}, and two or more
 * also hold together, whichever runs had been chosen.
 *
 * @param p by the index of the first run after the change, of every point: of what is confirmed at most {@link #LEVEL}
 * @param confirmed indexes of those that are left
 */
record ConfirmedChanges(Map<Integer, Double> p, List<Integer> confirmed) {
    /**
     * Of a night of a series: one in 1,000 may be called wrongly, and a third of that leaves room for what the correlation of its nights,
     * estimated from few, leaves open (STATISTICS.md).
     */
    static final double LEVEL = 0.0003;

    ConfirmedChanges {
        p = Map.copyOf(p);
        confirmed = List.copyOf(confirmed);
    }

    /**
     * Checks the points of a series.
     *
     * @param points with two runs or more since each; by index
     * @param suspects indexes of the runs that began in another state of the machine than the run before
     */
    static ConfirmedChanges of(double[] scaled, double resolution, List<Integer> points, List<Integer> suspects) {
        Choice choice = new Choice(scaled.length, suspects);
        Map<Integer, Double> p = new HashMap<>();
        points.forEach(point -> p.put(point, 1.0));
        // Of many points in few runs, the newest.
        int most = Math.max(0, (scaled.length - 1 - StepFit.SPARE_VALUES) / 2);
        List<Integer> left = new ArrayList<>(points.subList(Math.max(0, points.size() - most), points.size()));
        while (!left.isEmpty()) {
            StepFit fit =
                    StepFit.of(scaled, left.stream().mapToInt(each -> each).toArray(), resolution);
            int weakest = 0;
            double largest = 0;
            for (int i = 0; i < left.size(); i++) {
                double own = choice.paid(Math.min(fit.upP(i), fit.downP(i)), left.get(i));
                p.put(left.get(i), own);
                if (own >= largest) {
                    weakest = i;
                    largest = own;
                }
            }
            double together = left.size() == 1 ? 0 : fit.jointP() * choices(scaled.length - 1, left.size());
            if (Math.max(largest, together) <= LEVEL) {
                break;
            }
            p.put(left.remove(weakest), Math.min(1, Math.max(largest, together)));
        }
        return new ConfirmedChanges(p, left);
    }

    /**
     * What a p pays for the choice of the run. Of the level a third goes to the runs with which the machine's state changed,
     * a third to the newest ones (1/2, 1/6, 1/12 and so on of it), for a series is looked at every night, and a third is
     * spread evenly; where no state changed, a half each to the other two.
     *
     * @param runs of the series, 2 or more
     * @param suspects indexes of the runs that began in another state
     */
    record Choice(int runs, List<Integer> suspects) {
        Choice {
            suspects = List.copyOf(suspects);
        }

        /**
         * A p after that.
         *
         * @param index of the first run after the change
         */
        double paid(double p, int index) {
            double since = (double) runs - index;
            double parts = suspects.isEmpty() ? 2 : 3;
            double share = (1 / (since * (since + 1)) + 1 / (runs - 1.0)) / parts;
            return Math.min(1, p / (suspects.contains(index) ? share + 1 / (parts * suspects.size()) : share));
        }
    }

    /** In how many ways so many places can be chosen. */
    private static double choices(int places, int chosen) {
        double ways = 1;
        for (int i = 0; i < chosen; i++) {
            ways *= (double) (places - i) / (i + 1);
        }
        return ways;
    }
}
