package io.quietcore.harness.plan;

import java.util.Set;

/**
 * What the journal knows of one attempt at a repetition.
 *
 * @param side the campaign's side
 * @param group the group's name
 * @param repetition from 1
 * @param number of the attempt, from 1
 * @param outcome how it ended
 * @param kept the roles whose results stay whatever the outcome, so that the next attempt is without them
 */
public record Attempt(String side, String group, int repetition, int number, Outcome outcome, Set<String> kept) {
    public Attempt {
        kept = Set.copyOf(kept);
    }

    /** An attempt that keeps no single role. */
    public Attempt(String side, String group, int repetition, int number, Outcome outcome) {
        this(side, group, repetition, number, outcome, Set.of());
    }

    /** How an attempt ended. */
    public enum Outcome {
        /** Every role's result is valid and stored. */
        COMPLETE,
        /** A role's result is invalid, or none came. */
        INVALID,
        /** The controller ended before the attempt did: it says nothing about the machine. */
        CUT_OFF
    }

    /** Whether it is one at this repetition. */
    public boolean isOf(Measure measure) {
        return side.equals(measure.side())
                && group.equals(measure.group().name())
                && repetition == measure.repetition();
    }

    /** Whether it is this one at this repetition, and roles' results stay of it. */
    public boolean keptSomeOf(Measure measure, int attempt) {
        return isOf(measure) && number == attempt && !kept.isEmpty();
    }
}
