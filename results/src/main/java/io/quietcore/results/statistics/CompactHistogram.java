package io.quietcore.results.statistics;

import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * A histogram that is never written again: the buckets that hold any value, in about three bytes each. An HdrHistogram of
 * an hour's range to three digits takes 270 kB however few values it holds; a campaign of 1,000 nodes has 60,000 of them.
 * Every answer is the one that the HdrHistogram gives, but for what a program states better ({@link Stated}). Immutable.
 */
public final class CompactHistogram {
    private static final int FEW = 16;

    /** How wide the buckets of a unit and precision are: empty histograms that are asked and never written. */
    private static final Map<List<Long>, Histogram> RULERS = new ConcurrentHashMap<>();

    private final Histogram ruler;
    private final long highestTrackable;
    private final long totalCount;
    private final int size;
    private final long lowestValue;
    private final long lowestOfHighest;
    private final Stated stated;

    /** For each bucket: its lowest value less that of the one before, and its count, as varints. */
    private final byte[] packed;

    private volatile @Nullable Known known;

    /** Statistics that were computed: they are asked for by documents, comparison and report. */
    private record Known(Set<Statistic> statistics, long thresholdNs, Map<Statistic, Double> values) {}

    private CompactHistogram(Histogram ruler, long highestTrackable, Buckets buckets) {
        this.ruler = ruler;
        this.highestTrackable = highestTrackable;
        this.totalCount = Arrays.stream(buckets.counts()).reduce(0, Math::addExact);
        this.size = buckets.counts().length;
        this.lowestValue = size == 0 ? 0 : buckets.lowest()[0];
        this.lowestOfHighest = size == 0 ? 0 : buckets.lowest()[size - 1];
        this.stated = Stated.NOTHING;
        this.packed = buckets.packed();
    }

    private CompactHistogram(CompactHistogram of, Stated stated) {
        this.ruler = of.ruler;
        this.highestTrackable = of.highestTrackable;
        this.totalCount = of.totalCount;
        this.size = of.size;
        this.lowestValue = of.lowestValue;
        this.lowestOfHighest = of.lowestOfHighest;
        this.packed = of.packed;
        this.stated = stated;
    }

    /** The same values, and what the program that measured them states of them. */
    public CompactHistogram stating(Stated what) {
        return what.equals(stated) ? this : new CompactHistogram(this, what);
    }

    /** What an HdrHistogram holds. */
    public static CompactHistogram of(Histogram histogram) {
        return Filling.of(histogram).done();
    }

    /**
     * What HdrHistogram's compressed encoding holds, as interval logs have it in base 64.
     *
     * @throws IllegalArgumentException where it is no whole histogram
     */
    public static CompactHistogram decode(byte[] compressed) {
        try {
            return EncodedHistogram.decode(compressed).done();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("more values than a long counts", e);
        }
    }

    /** Takes buckets in ascending order. */
    static final class Filling {
        private final long unit;
        private final int digits;
        private final long highest;
        private long[] lowest = new long[64];
        private long[] counts = new long[64];
        private int size;

        Filling(long unit, int digits, long highest) {
            this.unit = unit;
            this.digits = digits;
            this.highest = highest;
        }

        /** What two of one ruler hold together. */
        Filling(Filling a, Filling b) {
            this(a.unit, a.digits, Math.max(a.highest, b.highest));
            Buckets both = Buckets.merged(a.buckets(), b.buckets());
            lowest = both.lowest();
            counts = both.counts();
            size = counts.length;
        }

        static Filling of(Histogram histogram) {
            Filling filling = new Filling(
                    histogram.getLowestDiscernibleValue(),
                    histogram.getNumberOfSignificantValueDigits(),
                    histogram.getHighestTrackableValue());
            for (HistogramIterationValue bucket : histogram.recordedValues()) {
                filling.add(
                        histogram.lowestEquivalentValue(bucket.getValueIteratedTo()),
                        bucket.getCountAddedInThisIterationStep());
            }
            return filling;
        }

        void add(long lowestValue, long count) {
            if (size == counts.length) {
                lowest = Arrays.copyOf(lowest, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            lowest[size] = lowestValue;
            counts[size++] = count;
        }

        Histogram ruler() {
            return CompactHistogram.ruler(unit, digits);
        }

        private Buckets buckets() {
            return new Buckets(lowest, counts).first(size);
        }

        CompactHistogram done() {
            return new CompactHistogram(ruler(), highest, buckets());
        }
    }

    private static Histogram ruler(long unit, int digits) {
        // A unit means its power of two: so many a file can name, and no more.
        long power = Long.highestOneBit(unit);
        return RULERS.computeIfAbsent(List.of(power, (long) digits), key -> new Histogram(power, 2 * power, digits));
    }

    /** All of them added up, one or more. */
    public static CompactHistogram sum(List<CompactHistogram> all) {
        CompactHistogram first = all.get(0);
        if (all.size() == 1) {
            return first;
        }
        CompactHistogram sum = added(all, first);
        return all.stream().allMatch(each -> each.stated.equals(Stated.NOTHING))
                ? sum
                : sum.stating(new Stated(
                        all.stream().mapToLong(CompactHistogram::maxNs).max().orElse(0),
                        all.stream()
                                .mapToLong(CompactHistogram::openFromNs)
                                .min()
                                .orElse(Long.MAX_VALUE),
                        all.stream().allMatch(CompactHistogram::sumIsTold)));
    }

    private static CompactHistogram added(List<CompactHistogram> all, CompactHistogram first) {
        long highest =
                all.stream().mapToLong(each -> each.highestTrackable).max().orElse(0);
        // Many are added up in an HdrHistogram, few by walking along both.
        if (all.size() > FEW || all.stream().anyMatch(each -> !each.ruler.equals(first.ruler))) {
            Histogram sum = new Histogram(
                    first.ruler.getLowestDiscernibleValue(), highest, first.ruler.getNumberOfSignificantValueDigits());
            sum.setAutoResize(true);
            all.forEach(each -> each.addTo(sum));
            return of(sum);
        }
        Buckets sum = first.buckets();
        for (CompactHistogram each : all.subList(1, all.size())) {
            sum = Buckets.merged(sum, each.buckets());
        }
        return new CompactHistogram(first.ruler, highest, sum);
    }

    /** An HdrHistogram of the same range and precision that grows as needed. */
    public Histogram toHistogram() {
        Histogram histogram = new Histogram(
                ruler.getLowestDiscernibleValue(), highestTrackable, ruler.getNumberOfSignificantValueDigits());
        histogram.setAutoResize(true);
        addTo(histogram);
        return histogram;
    }

    private void addTo(Histogram sum) {
        Buckets buckets = buckets();
        for (int i = 0; i < size; i++) {
            sum.recordValueWithCount(buckets.lowest()[i], buckets.counts()[i]);
        }
    }

    /** What {@link HistogramStatistics#all} says, computed once for the same question. */
    Map<Statistic, Double> statistics(Set<Statistic> statistics, long thresholdNs) {
        @Nullable Known before = known;
        if (before != null && before.thresholdNs == thresholdNs && before.statistics.equals(statistics)) {
            return before.values;
        }
        Known now = new Known(
                statistics,
                thresholdNs,
                Collections.unmodifiableMap(HistogramStatistics.computed(statistics, this, thresholdNs)));
        known = now;
        return now.values;
    }

    /** How many values it holds. */
    public long totalCount() {
        return totalCount;
    }

    /**
     * The highest value, 0 where there is none: as it is stated, or as all values the highest that is no different from it.
     */
    public long maxNs() {
        return stated.maxNs() > 0 ? stated.maxNs() : size == 0 ? 0 : ruler.highestEquivalentValue(lowestOfHighest);
    }

    /** {@link Stated#isOpen()}. */
    public boolean isOpen() {
        return stated.isOpen();
    }

    /** {@link Stated#openFromNs()}. */
    public long openFromNs() {
        return stated.openFromNs();
    }

    /** {@link Stated#sumIsTold()}. */
    public boolean sumIsTold() {
        return stated.sumIsTold();
    }

    /** Whether it is known how many values lie over a threshold. */
    public boolean tellsNumberOver(long thresholdNs) {
        return thresholdNs < openFromNs() || thresholdNs >= maxNs();
    }

    /** How many values lie over a threshold; where that is not told, how many are known to. */
    public long numberOver(long thresholdNs) {
        if (stated.maxNs() > 0 && thresholdNs >= stated.maxNs()) {
            return 0;
        }
        long least = stated.maxNs() > 0 ? 1 : 0;
        return tellsNumberOver(thresholdNs)
                ? Math.max(least, Math.round(arrivalDelay().gapsOver(thresholdNs)))
                : least;
    }

    /** The lowest value, 0 where there is none. */
    public long minNs() {
        return lowestValue;
    }

    /** The mean of the values, each taken as its bucket's middle. */
    public double meanNs() {
        Buckets buckets = buckets();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (double) ruler.medianEquivalentValue(buckets.lowest()[i]) * buckets.counts()[i];
        }
        return size == 0 ? 0 : sum / totalCount;
    }

    /** {@link Histogram#getValueAtPercentile}. */
    public long valueAtPercentile(double percentile) {
        return valuesAtPercentiles(List.of(percentile))[0];
    }

    /** As {@link #valueAtPercentile}, of several at once. */
    public long[] valuesAtPercentiles(List<Double> percentiles) {
        Buckets buckets = buckets();
        return percentiles.stream().mapToLong(each -> value(buckets, each)).toArray();
    }

    private long value(Buckets buckets, double percentile) {
        // As HdrHistogram does: a fraction that falls on a whole count, but for its last bit, means that count.
        double wanted = Math.min(Math.max(Math.nextDown(percentile), 0), 100);
        long countWanted = Math.max(1, (long) Math.ceil(wanted * totalCount / 100));
        long count = 0;
        for (int i = 0; i < size; i++) {
            count += buckets.counts()[i];
            if (count >= countWanted) {
                return percentile == 0 ? buckets.lowest()[i] : ruler.highestEquivalentValue(buckets.lowest()[i]);
            }
        }
        return 0;
    }

    /**
     * How many values lie in each bin, every value taken as its bucket's middle.
     *
     * @param edgesNs ascending; bin i reaches from edge i, which belongs to it, to edge i + 1, and the first and the last
     *     hold what lies beyond too; values that are not told apart count where they begin
     * @return one count less than there are edges
     */
    public long[] countsBetween(double[] edgesNs) {
        Buckets buckets = buckets();
        long[] counts = new long[edgesNs.length - 1];
        int bin = 0;
        for (int i = 0; i < size; i++) {
            double middleNs = (double) ruler.medianEquivalentValue(buckets.lowest()[i]);
            while (bin < counts.length - 1 && Math.min(middleNs, (double) openFromNs()) >= edgesNs[bin + 1]) {
                bin++;
            }
            counts[bin] += buckets.counts()[i];
        }
        return counts;
    }

    /** The arrival delay of these gaps: the middle of each bucket that holds any, and how many. */
    ArrivalDelay arrivalDelay() {
        Buckets buckets = buckets();
        double[] middlesNs = new double[size];
        double[] counts = new double[size];
        for (int i = 0; i < size; i++) {
            middlesNs[i] = (double) ruler.medianEquivalentValue(buckets.lowest()[i]);
            counts[i] = (double) buckets.counts()[i];
        }
        return new ArrivalDelay(middlesNs, counts);
    }

    private Buckets buckets() {
        return Buckets.unpacked(packed, size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompactHistogram that
                && ruler.equals(that.ruler)
                && stated.equals(that.stated)
                && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return totalCount + " values, at most " + maxNs();
    }
}
