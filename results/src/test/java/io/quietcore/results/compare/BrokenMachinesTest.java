package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.contract.Gate.Form;
import io.quietcore.contract.Gate.Limit;
import io.quietcore.contract.Gate.Per;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.GateResult.Shown;
import io.quietcore.results.statistics.UpperBounds;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that a bound of the median, or 30 clean seconds, let pass. */
@Tag("once")
class BrokenMachinesTest {
    private static final Method METHOD = new Method(List.of(), 5, 1_000L, 2, 1, List.of());
    private static final Quantity P99 = new Quantity(Statistic.P99, 0);
    private static final Quantity OVER_20_US = new Quantity(null, 20_000);
    private static final Histogram QUIET = Runs.latencies(400);
    private static final Histogram BROKEN = Runs.latencies(1_000_000);

    private static GateResult p99Below1us(Form form, Runs side) {
        return judge(
                new Gate(
                        ProbeSeries.of(Probe.WAKEUP),
                        P99,
                        form,
                        Comparison.BELOW,
                        Limit.of(1_000),
                        null,
                        Scope.EVERYWHERE),
                side);
    }

    private static GateResult spikes(Comparison comparison, Limit limit, Limit within, Runs side) {
        return judge(
                new Gate(
                        ProbeSeries.of(Probe.JITTER),
                        OVER_20_US,
                        Form.EVERY,
                        comparison,
                        limit,
                        comparison == Comparison.NONE ? within : null,
                        Scope.EVERYWHERE),
                side);
    }

    private static GateResult judge(Gate gate, Runs side) {
        return Gates.judge(List.of(gate), side.run(), null, METHOD).get(0);
    }

    private static Runs sixty(int broken) {
        return Runs.of("tuned").measured(Probe.WAKEUP, 0, 60, i -> i <= broken ? BROKEN : QUIET);
    }

    private static Runs stalls(int seconds, double lostPercent) {
        return Runs.of("tuned").measured(Probe.JITTER, 0, seconds, i -> Runs.gaps(lostPercent));
    }

    @Test
    void aMedianPassesWithTwentyThreeOfSixtyRepetitionsAtAMillisecondAndEveryRepetitionDoesNot() {
        GateResult median = p99Below1us(Form.MEDIAN, sixty(23));
        GateResult every = p99Below1us(Form.EVERY, sixty(23));

        assertThat(median.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(median.reason()).endsWith("23 of 60 repetitions lie beyond the limit");
        assertThat(every.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(every.reason())
                .isEqualTo("held in 37 of 60 repetitions, not in worker-1-numa0 (1, 2, 3, 4, 5, 6 and 17 more)");
        assertThat(every.value()).isGreaterThan(1e6);
    }

    @Test
    void aPassSaysWhatShareOfRepetitionsMayLieBeyond() {
        GateResult result = p99Below1us(Form.EVERY, sixty(0));

        assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result.reason())
                .isEqualTo("held in all 60: fewer than 4.88 % of repetitions lie beyond the limit (95 %)");
        assertThat(result.shown()).isEqualTo(new Shown(0, 60, "repetitions", UpperBounds.ofShare(0, 60)));
        assertThat(UpperBounds.ofShare(0, 60)).isCloseTo(1 - Math.pow(0.05, 1 / 60.0), within(1e-9));
    }

    /** 0.9 % of all values lie beyond, so that P99 over all nodes does not. */
    @Test
    void nineBrokenNodesOfAThousandAreNamed() {
        Runs fleet = Runs.of("tuned");
        for (int node = 1; node <= 1_000; node++) {
            boolean broken = node % 111 == 0;
            fleet.on("worker-" + node).measured(Probe.WAKEUP, 0, 6, i -> broken ? BROKEN : QUIET);
        }

        assertThat(p99Below1us(Form.MEDIAN, fleet).outcome()).isEqualTo(Outcome.PASSED);
        GateResult every = p99Below1us(Form.EVERY, fleet);
        assertThat(every.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(every.reason())
                .startsWith(
                        "held in 5946 of 6000 repetitions, not in worker-111-numa0 (all 6), worker-222-numa0 (all 6)")
                .endsWith("worker-888-numa0 (all 6) and 1 more places");
        // Nine of a thousand are less than 5 %, and each is broken for sure.
        assertThat(p99Below1us(new Form(Form.Kind.SHARE, 0.95), fleet).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void ofManyPlacesAPassSaysWhatItShowsOfOne() {
        Runs two = Runs.of("tuned").measured(Probe.WAKEUP, 0, 6, i -> QUIET).measured(Probe.WAKEUP, 1, 6, i -> QUIET);

        assertThat(p99Below1us(Form.EVERY, two).reason())
                .isEqualTo(
                        "held in all 12: fewer than 22.1 % of repetitions lie beyond the limit, of one place's 6 fewer"
                                + " than 39.4 % (95 %)");
    }

    /** A stall of 50 µs a minute, which comes independently of the measurement. */
    @Test
    void thirtyCleanSecondsMissAViolationAMinuteWith61PercentAndThreeMinutesWithFive() {
        double perSecond = 1 / 60.0;
        double before = UpperBounds.ofRate(0, 1) / 0.1;
        double now = UpperBounds.ofRate(0, 1) / Gate.DEFAULT_WITHIN.value();

        assertThat(Math.exp(-perSecond * before)).isCloseTo(0.61, within(0.005));
        assertThat(Math.exp(-perSecond * now)).isCloseTo(0.05, within(0.0005));
        assertThat(missed(perSecond, (int) Math.ceil(before))).isCloseTo(0.61, within(0.05));
        assertThat(missed(perSecond, (int) Math.ceil(now))).isCloseTo(0.05, within(0.02));
    }

    /** The share of 2,000 machines on which no second of so many has a violation. */
    private static double missed(double perSecond, int seconds) {
        SplittableRandom random = new SplittableRandom(11);
        int clean = 0;
        for (int machine = 0; machine < 2_000; machine++) {
            clean += random.doubles(seconds).allMatch(u -> u >= perSecond) ? 1 : 0;
        }
        return clean / 2_000.0;
    }

    @ParameterizedTest
    @CsvSource({
        "60, UNDECIDED, '0 in 60 s: fewer than 180 an hour (95 %); within 1/min needs 3 min without one'",
        "180, PASSED, '0 in 3 min: fewer than 60 an hour (95 %)'"
    })
    void noneAtAllSaysWhatRateWasShown(int seconds, Outcome outcome, String reason) {
        GateResult result = spikes(Comparison.NONE, new Limit(0, Per.SECOND), Gate.DEFAULT_WITHIN, stalls(seconds, 0));

        assertThat(result.outcome()).as(result.reason()).isEqualTo(outcome);
        assertThat(result.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0, 1, HOUR, UNDECIDED, '0 in 10 s: fewer than 1080 an hour (95 %); about 3 h like this would show it'",
        "60, 0, 180, HOUR, PASSED, '0 in 60 s: fewer than 180 an hour (95 %)'",
        "10, 0.005, 54, MINUTE, UNDECIDED,"
                + " '10 in 10 s: fewer than 1.7 a second (95 %); the limit lies below what was seen, but not by more than"
                + " chance'"
    })
    void aRateSaysWhatTimeWouldShowIt(int seconds, double lost, double limit, Per per, Outcome outcome, String reason) {
        GateResult result = spikes(Comparison.BELOW, new Limit(limit, per), Gate.DEFAULT_WITHIN, stalls(seconds, lost));

        assertThat(result.outcome()).as(result.reason()).isEqualTo(outcome);
        assertThat(result.reason()).isEqualTo(reason);
    }

    /** Twenty quiet nodes have no part in the rate of the one that is not. */
    @Test
    void aRateIsThatOfEachPlace() {
        Runs fleet = Runs.of("tuned");
        for (int node = 1; node <= 20; node++) {
            double lost = node == 7 ? 0.02 : 0;
            fleet.on("worker-" + node).measured(Probe.JITTER, 0, 10, i -> Runs.gaps(lost));
        }
        GateResult result = spikes(Comparison.BELOW, new Limit(1, Per.SECOND), Gate.DEFAULT_WITHIN, fleet);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.value()).isCloseTo(4, within(0.01));
        assertThat(result.reason()).contains("(40 in 10 s on worker-7-numa0)");
    }

    @ParameterizedTest
    @CsvSource({
        "59, 0, 0.95, PASSED",
        "58, 0, 0.95, UNDECIDED",
        "60, 1, 0.95, UNDECIDED",
        "93, 1, 0.95, PASSED",
        "60, 23, 0.95, FAILED",
        "10, 5, 0.5, UNDECIDED"
    })
    void aShareOfTheRepetitionsHasAnExactBound(int repetitions, int broken, double share, Outcome outcome) {
        Runs side = Runs.of("tuned").measured(Probe.WAKEUP, 0, repetitions, i -> i <= broken ? BROKEN : QUIET);

        GateResult result = p99Below1us(new Form(Form.Kind.SHARE, share), side);

        assertThat(result.outcome()).as(result.reason()).isEqualTo(outcome);
    }

    @Test
    void aShareThatIsNotShownSaysHowManyRepetitionsWouldShowIt() {
        Runs side = Runs.of("tuned").measured(Probe.WAKEUP, 0, 6, i -> QUIET);

        assertThat(p99Below1us(new Form(Form.Kind.SHARE, 0.95), side).reason())
                .isEqualTo(
                        "held in all 6: up to 39.4 % of repetitions may lie beyond the limit (95 %); about 59 like these"
                                + " would show it");
    }

    /** One repetition is no longer too few: its pass says how little it shows. */
    @Test
    void oneRepetitionShowsLittle() {
        Runs one = Runs.of("tuned").measured(Probe.WAKEUP, 0, 1, i -> QUIET);

        assertThat(p99Below1us(Form.EVERY, one).reason())
                .isEqualTo("held in the only repetition: fewer than 95 % of repetitions lie beyond the limit (95 %)");
    }
}
