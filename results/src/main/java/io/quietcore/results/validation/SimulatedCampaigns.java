package io.quietcore.results.validation;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect;
import io.quietcore.results.compare.Judgement;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.MetricTest;
import io.quietcore.results.compare.MetricTest.Outcome;
import io.quietcore.results.compare.MetricTest.Stratum;
import io.quietcore.results.compare.RepetitionValue;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.compare.Sample;
import io.quietcore.results.compare.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns of one shape, noise and true change, judged by the code that judges real ones ({@link MetricTest} and
 * {@link Judgement}). Deterministic: each campaign draws from a seed of its own.
 */
final class SimulatedCampaigns {
    /** Of the reference; far from any floor, so that the margin is its percentage. */
    private static final double LEVEL_NS = 50_000;

    private static final Resolution RESOLUTION = new Resolution(30, 20);

    private final Shape shape;
    private final double noise;
    private final double logChange;
    private final Design design;

    /**
     * What is simulated.
     *
     * @param noisePercent standard deviation between repetitions
     * @param changePercent by which the side is truly slower; 0 for an A/A campaign
     */
    SimulatedCampaigns(Shape shape, double noisePercent, double changePercent, Design design) {
        this.shape = shape;
        this.noise = Math.log1p(noisePercent / 100);
        this.logChange = Math.log1p(changePercent / 100);
        this.design = design;
    }

    /**
     * What came of campaigns.
     *
     * @param campaigns how many
     * @param improved verdicts
     * @param regressed verdicts
     * @param covered intervals that hold the true change
     */
    record Tally(int campaigns, int improved, int regressed, int covered) {
        static final Tally NONE = new Tally(0, 0, 0, 0);

        Tally plus(Tally other) {
            return new Tally(
                    campaigns + other.campaigns,
                    improved + other.improved,
                    regressed + other.regressed,
                    covered + other.covered);
        }

        double percent(int count) {
            return 100.0 * count / campaigns;
        }
    }

    /** One campaign. */
    Tally judge(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Boolean> order = design.sides(random.nextLong());
        double[] machine = shape.sequence(random, order.size());
        List<RepetitionValue> reference = new ArrayList<>();
        List<RepetitionValue> side = new ArrayList<>();
        for (int i = 0; i < machine.length; i++) {
            boolean ofSide = order.get(i);
            double log = Math.log(LEVEL_NS) + noise * machine[i] + (ofSide ? logChange : 0);
            List<RepetitionValue> values = ofSide ? side : reference;
            values.add(new RepetitionValue(values.size() + 1, Math.exp(log), 0, null, null));
        }
        Method method = new Method(List.of(), 5, null, design.blockSize(), 1, List.of());
        Outcome outcome = MetricTest.of(Unit.NS, List.of(new Stratum("node", reference, side)), method, RESOLUTION);
        Effect effect = outcome.effect();
        // One primary metric: Holm leaves its p as it is.
        @Nullable Double p = outcome.p() == null ? null : (Double) outcome.p().p();
        Sample sample = new Sample(reference.size(), design.blockSize(), Sample.Unit.REPETITIONS);
        Verdict verdict = Judgement.of(effect, p, sample).verdict();
        double truth = Math.exp(logChange);
        return new Tally(
                1,
                verdict == Verdict.IMPROVED ? 1 : 0,
                verdict == Verdict.REGRESSED ? 1 : 0,
                effect.low() <= truth && truth <= effect.high() ? 1 : 0);
    }
}
