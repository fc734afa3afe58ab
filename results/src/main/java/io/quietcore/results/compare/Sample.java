package io.quietcore.results.compare;

/**
 * How many numbers an effect rests on.
 *
 * @param smaller of the two samples
 * @param blockSize what the number must be a multiple of
 * @param unit what is counted
 * @param fewest that can have a verdict
 */
public record Sample(int smaller, int blockSize, Unit unit, int fewest) {
    /** The smallest two samples with an interval of 95 %: 2 of C(8, 4) arrangements. */
    private static final int OF_TWO_SAMPLES = 4;

    public Sample(int smaller, int blockSize, Unit unit) {
        this(smaller, blockSize, unit, OF_TWO_SAMPLES);
    }

    /** What one number is of. */
    public enum Unit {
        REPETITIONS("repetition a side", "repetitions a side", ""),
        BOOTS("boot a side", "boots a side", "the sides had different boots, and boots differ by themselves"),
        BOOTED_NODES("machine", "machines", "the sides had different boots, and boots differ by themselves"),
        NODES("node of each group, tuned and controls,", "nodes of each group, tuned and controls,", "");

        private final String one;
        private final String several;
        private final String why;

        Unit(String one, String several, String why) {
            this.one = one;
            this.several = several;
            this.why = why;
        }

        /** So many of them, in words. */
        String counted(int number) {
            return number + " " + (number == 1 ? one : several);
        }

        String several() {
            return several;
        }
    }

    /** That there is no interval, with the reason and what would do. */
    String tooFew() {
        return unit.counted(smaller) + (smaller == 1 ? " has" : " have") + " no 95 % interval"
                + (unit.why.isEmpty() ? "" : " (" + unit.why + ")") + "; " + unit.counted(Math.max(fewest, smaller + 1))
                + " would do";
    }
}
