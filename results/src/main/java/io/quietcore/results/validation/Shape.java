package io.quietcore.results.validation;

import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * How repetitions of one unchanged machine differ. Each is a sequence in time of logarithms, as a measured value divided
 * by the machine's own level, whose standard deviation over a campaign is 1; a simulation multiplies it by the noise.
 */
public enum Shape {
    /** Independent, normal logarithms. */
    LOGNORMAL("lognormal", (random, length) -> independent(random, length)),
    /** Student's t with 3 degrees of freedom: now and then a repetition far off. */
    HEAVY_TAILS("heavyTails", (random, length) -> heavyTails(random, length)),
    /**
     * The machine slows down, or gets faster, steadily from the first repetition to the last, by 3.1 standard deviations
     * in all; four fifths of the variance is this drift.
     */
    DRIFT("drift", (random, length) -> drift(random, length)),
    /** Two levels, as of two memory layouts: each repetition is on one of them, and close to it. */
    BIMODAL("bimodal", (random, length) -> bimodal(random, length)),
    /** Neighbours in time are alike: autoregressive of order 1, with a correlation of 0.7. */
    AUTOCORRELATED("autocorrelated", (random, length) -> autocorrelated(random, length));

    private static final double DRIFT_SHARE = 0.8;
    private static final double MODE_SHARE = 0.9;
    private static final double CORRELATION = 0.7;

    private final String spelling;
    // The functions hold no state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final BiFunction<SplittableRandom, Integer, double[]> sequence;

    Shape(String spelling, BiFunction<SplittableRandom, Integer, double[]> sequence) {
        this.spelling = spelling;
        this.sequence = sequence;
    }

    public String spelling() {
        return spelling;
    }

    /** One campaign's repetitions in the order of time, in standard deviations. */
    double[] sequence(SplittableRandom random, int length) {
        return sequence.apply(random, length);
    }

    private static double[] independent(SplittableRandom random, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = normal(random);
        }
        return values;
    }

    /** A normal value over the root of a mean of 3 squares has a variance of 3. */
    private static double[] heavyTails(SplittableRandom random, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            double squares = 0;
            for (int degree = 0; degree < 3; degree++) {
                double normal = normal(random);
                squares += normal * normal;
            }
            values[i] = normal(random) / Math.sqrt(squares / 3) / Math.sqrt(3);
        }
        return values;
    }

    private static double[] drift(SplittableRandom random, int length) {
        double[] values = independent(random, length);
        // A straight line from -a to a has a standard deviation of a / sqrt(3).
        double end = (random.nextBoolean() ? 1 : -1) * Math.sqrt(3 * DRIFT_SHARE);
        for (int i = 0; i < length; i++) {
            values[i] = Math.sqrt(1 - DRIFT_SHARE) * values[i] + end * (2.0 * i / (length - 1) - 1);
        }
        return values;
    }

    private static double[] bimodal(SplittableRandom random, int length) {
        double[] values = independent(random, length);
        for (int i = 0; i < length; i++) {
            double mode = (random.nextBoolean() ? 1 : -1) * Math.sqrt(MODE_SHARE);
            values[i] = Math.sqrt(1 - MODE_SHARE) * values[i] + mode;
        }
        return values;
    }

    private static double[] autocorrelated(SplittableRandom random, int length) {
        return autoregressive(random, length, CORRELATION);
    }

    /** Of order 1, stationary from the first value on. */
    static double[] autoregressive(SplittableRandom random, int length, double correlation) {
        double[] values = independent(random, length);
        for (int i = 1; i < length; i++) {
            values[i] = correlation * values[i - 1] + Math.sqrt(1 - correlation * correlation) * values[i];
        }
        return values;
    }

    /** Box and Muller 1958; {@code SplittableRandom} has no normal values of its own on JDK 16 and before. */
    private static double normal(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
