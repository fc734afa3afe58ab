package io.quietcore.harness.plan;

/**
 * One repetition of one group under one side.
 *
 * @param side the campaign's side
 * @param group the roles
 * @param repetition from 1, within the side
 * @param block from 1: of this turn of its side: repetitions of different sides that were measured close together, in an order drawn from the seed
 */
public record Measure(String side, Group group, int repetition, int block) {
    /** In a few words, for progress and log. */
    public String words() {
        return side + " " + group.name() + " repetition " + repetition;
    }
}
