package io.quietcore.harness.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.plan.Attempt.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<Place> PLACES = List.of(new Place("host", 0, "numa0"), new Place("host", 1, "numa1"));
    private static final List<Group> GROUPS =
            List.of(new Group(Probe.JITTER, PLACES, false), new Group(Probe.WAKEUP, PLACES, false));

    private static Plan plan(long seed) {
        return Plan.interleaved(List.of("baseline", "tuned"), GROUPS, 6, 2, seed);
    }

    @Test
    void everySideGetsEveryRepetitionOfEveryGroupOnce() {
        Plan plan = plan(7);

        assertThat(plan.steps()).hasSize(2 * 6 * 2);
        assertThat(new HashSet<>(plan.steps())).hasSize(24);
    }

    @Test
    void eachBlockHoldsAsManyRepetitionsOfEachSide() {
        for (int block = 1; block <= 3; block++) {
            int b = block;
            List<Measure> steps =
                    plan(7).steps().stream().filter(s -> s.block() == b).toList();

            assertThat(steps).filteredOn(s -> s.side().equals("baseline")).hasSize(4);
            assertThat(steps).filteredOn(s -> s.side().equals("tuned")).hasSize(4);
            assertThat(steps)
                    .allSatisfy(s -> assertThat((s.repetition() + 1) / 2).isEqualTo(b));
        }
    }

    @Test
    void theSeedDrawsTheOrderAndTheSameSeedTheSame() {
        assertThat(plan(7)).isEqualTo(plan(7));
        Set<List<String>> orders = new HashSet<>();
        LongStream.range(0, 40)
                .forEach(seed -> orders.add(
                        plan(seed).steps().stream().map(Measure::side).toList()));
        assertThat(orders).hasSizeGreaterThan(20);
    }

    @Test
    void repetitionsThatDoNotMakeWholeBlocksAreRefused() {
        assertThatThrownBy(() -> Plan.interleaved(List.of("a", "b"), GROUPS, 5, 2, 1))
                .hasMessageContaining("5 repetitions")
                .hasMessageContaining("2");
    }

    @Test
    void aCampaignThatIsCutOffAnywhereMeasuresEachRepetitionOnceInTheSameOrder() {
        Plan plan = plan(3);
        Random cuts = new Random(5);
        List<Attempt> journal = new ArrayList<>();
        List<Measure> completed = new ArrayList<>();
        while (NextStep.next(plan, journal) instanceof NextStep.Run run) {
            Measure m = run.measure();
            Outcome outcome = cuts.nextInt(3) == 0 ? Outcome.CUT_OFF : Outcome.COMPLETE;
            journal.add(new Attempt(m.side(), m.group().name(), m.repetition(), run.attempt(), outcome));
            if (outcome == Outcome.COMPLETE) {
                completed.add(m);
            }
        }

        assertThat(completed).isEqualTo(plan.steps());
        assertThat(new HashSet<>(journal)).as("no attempt number twice").hasSameSizeAs(journal);
    }

    @Test
    void anInvalidRepetitionIsRepeatedThreeTimesAndThenTheSideIsShort() {
        Plan plan = plan(3);
        Measure bad = plan.steps().get(5);
        List<Attempt> journal = new ArrayList<>();
        while (NextStep.next(plan, journal) instanceof NextStep.Run run) {
            Measure m = run.measure();
            journal.add(new Attempt(
                    m.side(),
                    m.group().name(),
                    m.repetition(),
                    run.attempt(),
                    m.equals(bad) ? Outcome.INVALID : Outcome.COMPLETE));
        }

        assertThat(NextStep.next(plan, journal)).isEqualTo(new NextStep.Finished(List.of(bad)));
        assertThat(journal).filteredOn(a -> a.outcome() == Outcome.INVALID).hasSize(4);
        assertThat(NextStep.settled(plan, journal)).isEqualTo(24);
    }

    @Test
    void aCutOffAttemptDoesNotCountAsInvalid() {
        Plan plan = plan(3);
        Measure first = plan.steps().get(0);
        List<Attempt> journal = new ArrayList<>();
        for (int attempt = 1; attempt <= 10; attempt++) {
            journal.add(new Attempt(first.side(), first.group().name(), first.repetition(), attempt, Outcome.CUT_OFF));
        }

        assertThat(NextStep.next(plan, journal)).isEqualTo(new NextStep.Run(first, 11));
    }

    @Test
    void theNextAttemptIsWithoutTheRolesThatAreKept() {
        Plan plan = plan(3);
        Measure first = plan.steps().get(0);
        Set<String> roles = first.group().roles();
        Set<String> kept = Set.of(roles.iterator().next());
        Attempt invalid = new Attempt(first.side(), first.group().name(), first.repetition(), 1, Outcome.INVALID, kept);

        assertThat(NextStep.next(plan, List.of(invalid))).isEqualTo(new NextStep.Run(first, 2, kept));
    }
}
