package io.quietcore.harness.recompute;

import io.quietcore.harness.recompute.Measurements.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The method of the reports, computed in the plainest way that there is: by search and by enumeration. */
final class Statistics {
    private Statistics() {}

    /** NaN for a statistic without its samples. */
    static double of(String statistic, List<Bucket> buckets, double thresholdNs) {
        double count = buckets.stream().mapToLong(Bucket::count).sum();
        double timeNs =
                buckets.stream().mapToDouble(b -> b.middleNs() * b.count()).sum();
        if (statistic.equals("lost")) {
            return 100 * timeOver(buckets, thresholdNs) / timeNs;
        }
        if (statistic.equals("max")) {
            return buckets.stream().mapToDouble(Bucket::highestNs).max().orElseThrow();
        }
        if (statistic.startsWith("spikesOver")) {
            double overNs = Double.parseDouble(statistic.replaceAll("\\D", "")) * 1_000;
            return countOver(buckets, overNs) / (timeNs / 1e9);
        }
        boolean arrival = statistic.startsWith("arrival");
        String nines = statistic.substring(statistic.indexOf('P') + 1);
        double q = Double.parseDouble("0." + nines);
        if (arrival) {
            return arrivalDelayNs(buckets, q);
        }
        return count < needed(statistic) ? Double.NaN : latencyNs(buckets, q);
    }

    /** Values for a plain quantile. */
    static double needed(String statistic) {
        return 10 * Math.ceil(Math.log(0.025) / Math.log(Double.parseDouble("0." + statistic.substring(1))));
    }

    private static double timeOver(List<Bucket> buckets, double ns) {
        return buckets.stream()
                .filter(b -> b.middleNs() > ns)
                .mapToDouble(b -> b.middleNs() * b.count())
                .sum();
    }

    static double countOver(List<Bucket> buckets, double ns) {
        return buckets.stream()
                .filter(b -> b.middleNs() > ns)
                .mapToDouble(Bucket::count)
                .sum();
    }

    /** By bisection of the share of arrivals that wait longer; NaN where fewer than ten gaps are longer. */
    static double arrivalDelayNs(List<Bucket> buckets, double q) {
        double timeNs =
                buckets.stream().mapToDouble(b -> b.middleNs() * b.count()).sum();
        double low = 0;
        double high = buckets.stream().mapToDouble(Bucket::middleNs).max().orElseThrow();
        for (int i = 0; i < 200; i++) {
            double x = (low + high) / 2;
            double waiting = 0;
            for (Bucket bucket : buckets) {
                waiting += Math.max(0, bucket.middleNs() - x) * bucket.count();
            }
            if (waiting / timeNs > 1 - q) {
                low = x;
            } else {
                high = x;
            }
        }
        double x = high;
        double longer = buckets.stream()
                .filter(b -> b.middleNs() > x * (1 + 1e-9) + 1e-6)
                .mapToDouble(Bucket::count)
                .sum();
        return longer < 10 ? Double.NaN : x;
    }

    static double latencyNs(List<Bucket> buckets, double q) {
        List<Bucket> sorted = new ArrayList<>(buckets);
        sorted.sort(Comparator.comparingDouble(Bucket::middleNs));
        double total = sorted.stream().mapToLong(Bucket::count).sum();
        double rank = Math.max(1, Math.ceil(q * total - 1e-6));
        double seen = 0;
        for (Bucket bucket : sorted) {
            seen += bucket.count();
            if (seen >= rank) {
                return bucket.highestNs();
            }
        }
        throw new IllegalStateException("a rank beyond the last value");
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Estimate and ends of the interval of six against six: the 6th smallest and the 6th largest difference. */
    static double[] hodgesLehmann(double[] reference, double[] side) {
        double[] differences = new double[reference.length * side.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = side[i / reference.length] - reference[i % reference.length];
        }
        Arrays.sort(differences);
        if (reference.length != 6 || side.length != 6) {
            return new double[] {median(differences), Double.NaN, Double.NaN};
        }
        return new double[] {median(differences), differences[5], differences[30]};
    }

    /** Every relabelling of three blocks of two against two: 216 of them. Each block's median is taken off first. */
    static double permutationP(double[] reference, double[] side) {
        double[] aligned = new double[12];
        for (int block = 0; block < 3; block++) {
            double[] four = {reference[2 * block], reference[2 * block + 1], side[2 * block], side[2 * block + 1]};
            for (int i = 0; i < 4; i++) {
                aligned[4 * block + i] = four[i] - median(four);
            }
        }
        double[] ranks = new double[12];
        for (int i = 0; i < 12; i++) {
            for (double other : aligned) {
                ranks[i] += other < aligned[i] ? 1 : other == aligned[i] ? 0.5 : 0;
            }
        }
        List<double[]> sums = new ArrayList<>();
        double observed = 0;
        double mean = 0;
        for (int block = 0; block < 3; block++) {
            double[] own = new double[6];
            int n = 0;
            for (int i = 0; i < 4; i++) {
                mean += ranks[4 * block + i] / 2;
                for (int j = i + 1; j < 4; j++) {
                    own[n++] = ranks[4 * block + i] + ranks[4 * block + j];
                }
            }
            sums.add(own);
            observed += ranks[4 * block + 2] + ranks[4 * block + 3];
        }
        double distance = Math.abs(observed - mean);
        int extreme = 0;
        for (double a : sums.get(0)) {
            for (double b : sums.get(1)) {
                for (double c : sums.get(2)) {
                    extreme += Math.abs(a + b + c - mean) >= distance - 1e-9 ? 1 : 0;
                }
            }
        }
        return extreme / 216.0;
    }

    static double[] holm(double[] p) {
        double[] adjusted = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            double own = p[i];
            // The highest of all that stand before it, itself included, each times the number of those not before it.
            for (double other : p) {
                if (other <= own) {
                    long notBefore =
                            Arrays.stream(p).filter(each -> each >= other).count();
                    adjusted[i] = Math.max(adjusted[i], Math.min(1, notBefore * other));
                }
            }
        }
        return adjusted;
    }

    static double[] benjaminiHochberg(double[] p) {
        double[] adjusted = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            double own = p[i];
            adjusted[i] = 1;
            for (double other : p) {
                if (other >= own) {
                    long upTo = Arrays.stream(p).filter(each -> each <= other).count();
                    adjusted[i] = Math.min(adjusted[i], other * p.length / upTo);
                }
            }
        }
        return adjusted;
    }
}
