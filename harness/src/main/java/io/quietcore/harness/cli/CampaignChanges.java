package io.quietcore.harness.cli;

import io.quietcore.workloads.Campaign;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a campaign in place of what it says itself, or beyond it.
 *
 * @param side only this one; null for all
 * @param priority in place of the campaign's own, or null
 * @param durationNs how long each side is measured, in place of the campaign's own, or null
 * @param againstItself whether the reference is measured on both sides
 * @param failOnRegression whether a regressed primary metric fails
 */
record CampaignChanges(
        @Nullable String side,
        @Nullable Integer priority,
        @Nullable Long durationNs,
        boolean againstItself,
        boolean failOnRegression) {
    Campaign of(Campaign written) {
        Campaign sided = againstItself ? written.againstItself() : written;
        return durationNs == null ? sided : sided.lasting(durationNs);
    }
}
