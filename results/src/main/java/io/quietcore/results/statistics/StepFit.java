package io.quietcore.results.statistics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Steps of the level of a series, in noise whose neighbours may be alike: an autoregression of order 1 with an unknown,
 * not negative correlation. For a known correlation the steps are estimated by generalised least squares and tested by
 * Student's t and by F, exactly (A. C. Aitken, Proc. R. Soc. Edinburgh 55, 1935). What is not known is averaged over: each
 * p is the mean of those for correlations from 0 to 0.95, weighted by the restricted likelihood of each (D. A. Harville,
 * JASA 72, 1977) and by a prior in proportion to one minus it. So a short or restless history, which leaves the
 * correlation open, gives large p values, and needs no rule of its own.
 *
 * <p>What that is worth is simulated: STATISTICS.md.
 */
public final class StepFit {
    /** Values that a fit needs beyond the levels that it finds. */
    public static final int SPARE_VALUES = 3;

    private static final double CORRELATION_STEP = 0.05;
    private static final int CORRELATIONS = 20;

    /** By correlation: the logarithm of its weight, each step's t, and F of all steps. */
    private final double[] logWeights = new double[CORRELATIONS];

    private final double[][] t;
    private final double[] f = new double[CORRELATIONS];
    private final int steps;
    private final int degreesOfFreedom;

    private StepFit(int steps, int degreesOfFreedom) {
        this.steps = steps;
        this.degreesOfFreedom = degreesOfFreedom;
        this.t = new double[CORRELATIONS][steps];
    }

    /**
     * Fits.
     *
     * @param values by time
     * @param steps the index of the first value of each new level, rising, from 1; by {@link #SPARE_VALUES} and one fewer
     *     than values
     * @param resolution the standard deviation that each value has by itself, though it may never have differed; above 0
     */
    public static StepFit of(double[] values, int[] steps, double resolution) {
        int degrees = values.length - steps.length - 1;
        if (degrees < SPARE_VALUES || !(resolution > 0)) {
            throw new IllegalArgumentException(values.length + " values are too few for " + steps.length
                    + " steps, or a resolution is not above 0: " + resolution);
        }
        StepFit fit = new StepFit(steps.length, degrees);
        double mean = Arrays.stream(values).average().orElseThrow();
        // So that sums of squares keep their digits.
        double[] centred = Arrays.stream(values).map(value -> value - mean).toArray();
        for (int i = 0; i < CORRELATIONS; i++) {
            fit.fit(i, i * CORRELATION_STEP, centred, steps, resolution);
        }
        return fit;
    }

    private void fit(int at, double correlation, double[] values, int[] steps, double resolution) {
        LeastSquares squares =
                LeastSquares.of(whitened(values, correlation), columns(values.length, steps, correlation));
        // The resolution's noise is independent from value to value, and of this variance after whitening.
        double own = resolution * resolution * (1 + correlation * correlation);
        double variance = squares.residual() / degreesOfFreedom + own;
        for (int j = 0; j < this.steps; j++) {
            t[at][j] = squares.coefficient(j + 1) / Math.sqrt(variance * squares.variance(j + 1));
        }
        f[at] = this.steps == 0 ? 0 : squares.explainedBeyondFirst() / this.steps / variance;
        double first = 1 - correlation * correlation;
        logWeights[at] = Math.log(1 - correlation)
                + (Math.log(first) - squares.logDeterminant() - degreesOfFreedom * Math.log(variance)) / 2;
    }

    /** Prais and Winsten 1954: every value less its expectation from the one before, in units of the same deviation. */
    private static double[] whitened(double[] values, double correlation) {
        double[] whitened = new double[values.length];
        whitened[0] = Math.sqrt(1 - correlation * correlation) * values[0];
        for (int i = 1; i < values.length; i++) {
            whitened[i] = values[i] - correlation * values[i - 1];
        }
        return whitened;
    }

    private static double[][] columns(int length, int[] steps, double correlation) {
        double[][] columns = new double[steps.length + 1][];
        for (int j = 0; j < columns.length; j++) {
            double[] column = new double[length];
            Arrays.fill(column, j == 0 ? 0 : steps[j - 1], length, 1);
            columns[j] = whitened(column, correlation);
        }
        return columns;
    }

    /** One-sided: how likely a step is to come out this far up where there is none, counted from 0. */
    public double upP(int step) {
        TDistribution student = TDistribution.of(degreesOfFreedom);
        return averaged(at -> student.survivalProbability(t[at][step]));
    }

    /** One-sided: this far down. */
    public double downP(int step) {
        TDistribution student = TDistribution.of(degreesOfFreedom);
        return averaged(at -> student.cumulativeProbability(t[at][step]));
    }

    /** How likely steps at these places, of any size, are to explain this much where there is none at all. */
    public double jointP() {
        if (steps == 0) {
            return 1;
        }
        FDistribution fisher = FDistribution.of(steps, degreesOfFreedom);
        return averaged(at -> fisher.survivalProbability(f[at]));
    }

    private double averaged(IntToDoubleFunction p) {
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double sum = 0;
        double weights = 0;
        for (int at = 0; at < CORRELATIONS; at++) {
            double weight = Math.exp(logWeights[at] - largest);
            sum += weight * p.applyAsDouble(at);
            weights += weight;
        }
        return sum / weights;
    }
}
