package io.quietcore.harness.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a campaign does now: a pure function, so that a resumed campaign goes on by the rule that started it. */
public sealed interface NextStep permits NextStep.Run, NextStep.Finished {
    /** An invalid repetition is repeated up to this often. */
    int MAX_REPEATS = 3;

    /**
     * Measure this.
     *
     * @param measure the repetition
     * @param attempt from 1, never used before
     * @param kept roles of the group whose results of earlier attempts stay: they do not measure
     */
    record Run(Measure measure, int attempt, Set<String> kept) implements NextStep {
        public Run {
            kept = Set.copyOf(kept);
        }

        /** The whole group. */
        public Run(Measure measure, int attempt) {
            this(measure, attempt, Set.of());
        }
    }

    /**
     * Nothing is left to do.
     *
     * @param shortOf repetitions that stayed invalid at every attempt
     */
    record Finished(List<Measure> shortOf) implements NextStep {
        public Finished {
            shortOf = List.copyOf(shortOf);
        }
    }

    /** The first repetition of the plan that is neither complete nor given up. */
    static NextStep next(Plan plan, List<Attempt> attempts) {
        List<Measure> shortOf = new ArrayList<>();
        for (Measure measure : plan.steps()) {
            List<Attempt> own =
                    attempts.stream().filter(attempt -> attempt.isOf(measure)).toList();
            Set<String> kept = kept(measure, own);
            if (own.stream().anyMatch(attempt -> attempt.outcome() == Attempt.Outcome.COMPLETE)
                    || kept.containsAll(measure.group().roles())) {
                continue;
            }
            long invalid = own.stream()
                    .filter(attempt -> attempt.outcome() == Attempt.Outcome.INVALID)
                    .count();
            if (invalid > MAX_REPEATS) {
                shortOf.add(measure);
                continue;
            }
            int last = own.stream()
                    .map(Attempt::number)
                    .max(Comparator.naturalOrder())
                    .orElse(0);
            return new Run(measure, last + 1, kept);
        }
        return new Finished(shortOf);
    }

    /** The roles whose results of any attempt at this stay. */
    static Set<String> kept(Measure measure, List<Attempt> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.isOf(measure))
                .flatMap(attempt -> attempt.kept().stream())
                .collect(Collectors.toSet());
    }

    /** How many of the plan's repetitions need nothing more. */
    static int settled(Plan plan, List<Attempt> attempts) {
        return (int) plan.steps().stream()
                .filter(measure -> {
                    Plan one = new Plan(List.of(measure));
                    return next(one, attempts) instanceof Finished;
                })
                .count();
    }
}
