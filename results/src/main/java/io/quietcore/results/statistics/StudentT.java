package io.quietcore.results.statistics;

/** Tail probabilities of Student's t distribution. Pure. */
final class StudentT {
    private StudentT() {}

    /**
     * The probability of a value at least this far from 0, on either side.
     *
     * @param t any number; infinite gives 0
     * @param degreesOfFreedom above 0
     */
    static double twoSidedP(double t, double degreesOfFreedom) {
        if (Double.isInfinite(t)) {
            return 0;
        }
        double square = t * t;
        return IncompleteBeta.of(degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5);
    }

    /** The probability of a value of t or more, likewise. */
    static double upperTail(double t, double degreesOfFreedom) {
        double oneSide = twoSidedP(t, degreesOfFreedom) / 2;
        return t > 0 ? oneSide : 1 - oneSide;
    }
}
