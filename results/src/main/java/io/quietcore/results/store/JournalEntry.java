package io.quietcore.results.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign's controller did. Each entry is written before the thing that it starts, and after the thing that it
 * ends. {@code at} is wall clock, for people; nothing is decided by it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.CampaignStarted.class, name = "campaignStarted"),
    @JsonSubTypes.Type(value = JournalEntry.SideStarted.class, name = "sideStarted"),
    @JsonSubTypes.Type(value = JournalEntry.AttemptStarted.class, name = "attemptStarted"),
    @JsonSubTypes.Type(value = JournalEntry.AttemptEnded.class, name = "attemptEnded"),
    @JsonSubTypes.Type(value = JournalEntry.SideFinished.class, name = "sideFinished")
})
public sealed interface JournalEntry {
    Instant at();

    /**
     * The first entry.
     *
     * @param campaignId shared by all its runs
     * @param campaign its name
     * @param campaignSha256 of {@code campaign.yaml}: a folder goes on only with the campaign that it began with
     * @param seed of the plan
     * @param priority the FIFO priority that the command line gave in place of the campaign's, or null
     * @param durationNs how long the command line said that each side is measured, or null
     * @param againstItself whether the command line put the reference on both sides
     */
    record CampaignStarted(
            String campaignId,
            String campaign,
            String campaignSha256,
            long seed,
            @Nullable Integer priority,
            @Nullable Long durationNs,
            boolean againstItself,
            Instant at)
            implements JournalEntry {}

    /**
     * A side got its uuid; once for each boot that it is measured under.
     *
     * @param uuid of the run, the same each time
     * @param bootId {@code /proc/sys/kernel/random/boot_id}
     */
    record SideStarted(String side, String uuid, String bootId, Instant at) implements JournalEntry {}

    /**
     * A group is about to measure one repetition.
     *
     * @param repetition from 1
     * @param attempt from 1
     */
    record AttemptStarted(String side, String group, int repetition, int attempt, Instant at) implements JournalEntry {}

    /**
     * What came of an attempt. Where two entries tell of one attempt, the later one is right: a repetition that was
     * complete can be found damaged.
     *
     * @param reasons in words; empty for {@link Outcome#COMPLETE}
     */
    record AttemptEnded(
            String side, String group, int repetition, int attempt, Outcome outcome, List<String> reasons, Instant at)
            implements JournalEntry {
        public AttemptEnded {
            reasons = List.copyOf(reasons);
        }
    }

    /** All repetitions of a side are there, or it stays short. */
    record SideFinished(String side, Instant at) implements JournalEntry {}

    /** What came of an attempt. */
    enum Outcome {
        /** Every role's repetition is there, whole and valid. */
        @JsonProperty("complete")
        COMPLETE,
        /** A role's result is invalid, and says why. */
        @JsonProperty("invalid")
        INVALID,
        /** A role gave no result that could be read, or what was stored is damaged or gone. */
        @JsonProperty("failed")
        FAILED,
        /** It was stopped, or its controller was killed: nothing against the machine. */
        @JsonProperty("stopped")
        STOPPED
    }
}
