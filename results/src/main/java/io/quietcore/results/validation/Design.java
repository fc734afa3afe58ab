package io.quietcore.results.validation;

import java.util.List;
import java.util.function.LongFunction;

/**
 * The order in which a campaign measures its two sides.
 *
 * @param order from a seed to the measurements in the order of time: whether each is of the side, not of the reference
 * @param blockSize repetitions of each side within a block, as the comparison is told
 */
public record Design(LongFunction<List<Boolean>> order, int blockSize) {
    List<Boolean> sides(long seed) {
        return order.apply(seed);
    }
}
