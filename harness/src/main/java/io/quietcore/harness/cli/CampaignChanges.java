package io.quietcore.harness.cli;

import io.quietcore.workloads.Campaign;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a campaign in place of what it says itself, or beyond it.
 *
 * @param side only this one; null for all
 * @param priority in place of the campaign's own, or null
 * @param durationNs how long each side is measured, in place of the campaign's own, or null
 * @param againstItself whether the reference is measured on both sides
 * @param seed of the order, in place of the campaign's own or of one that is drawn, or null
 * @param failOnRegression whether a regressed primary metric fails
 */
record CampaignChanges(
        @Nullable String side,
        @Nullable Integer priority,
        @Nullable Long durationNs,
        boolean againstItself,
        @Nullable Long seed,
        boolean failOnRegression) {
    Campaign of(Campaign written) {
        Campaign sided = againstItself ? written.againstItself() : written;
        return durationNs == null ? sided : sided.lasting(durationNs);
    }

    /** The campaign with the seed that it is begun with: the one that was asked for, its own, or one that is drawn now. */
    Campaign seeded(Campaign written) {
        if (seed != null) {
            return written.withSeed(seed);
        }
        // Nine digits are typed again without mistakes, and are orders enough.
        return written.seedDeclared()
                ? written
                : written.withSeed(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
    }
}
