package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.Comparator;

/** Adjusted p values for several tests, in the order in which the p values are given. */
public final class Multiplicity {
    private Multiplicity() {}

    /** Holm 1979: the chance of any false alarm stays below the level. */
    public static double[] holm(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double highest = 0;
        for (int i = 0; i < order.length; i++) {
            highest = Math.max(highest, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = highest;
        }
        return adjusted;
    }

    /** Benjamini and Hochberg 1995: the share of false ones among the alarms stays below the level. */
    public static double[] benjaminiHochberg(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double lowest = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            lowest = Math.min(lowest, p[order[i]] * p.length / (i + 1));
            adjusted[order[i]] = lowest;
        }
        return adjusted;
    }

    private static Integer[] ascending(double[] p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        return order;
    }
}
