package io.quietcore.results.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.facts.PodTimeline;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign's controller did. Each entry is written before the thing that it starts, and after the thing that it
 * ends. {@code at} is wall clock, for people; nothing is decided by it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.CampaignStarted.class, name = "campaignStarted"),
    @JsonSubTypes.Type(value = JournalEntry.SideStarted.class, name = "sideStarted"),
    @JsonSubTypes.Type(value = JournalEntry.RolesPlanned.class, name = "rolesPlanned"),
    @JsonSubTypes.Type(value = JournalEntry.AttemptStarted.class, name = "attemptStarted"),
    @JsonSubTypes.Type(value = JournalEntry.AttemptStored.class, name = "attemptStored"),
    @JsonSubTypes.Type(value = JournalEntry.AttemptEnded.class, name = "attemptEnded"),
    @JsonSubTypes.Type(value = JournalEntry.RolesKept.class, name = "rolesKept"),
    @JsonSubTypes.Type(value = JournalEntry.EndOrdered.class, name = "endOrdered"),
    @JsonSubTypes.Type(value = JournalEntry.SideFinished.class, name = "sideFinished"),
    @JsonSubTypes.Type(value = JournalEntry.SideDescribed.class, name = "sideDescribed"),
    @JsonSubTypes.Type(value = JournalEntry.NodesObserved.class, name = "nodesObserved"),
    @JsonSubTypes.Type(value = JournalEntry.PodsObserved.class, name = "podsObserved"),
    @JsonSubTypes.Type(value = JournalEntry.AlertRaised.class, name = "alertRaised"),
    @JsonSubTypes.Type(value = JournalEntry.CampaignClosed.class, name = "campaignClosed")
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
     * What a repetition of a group consists of: a role that never gives a result is known from here only. Once for each
     * group of a side, and again where it is gone on with in other places: the last one is right.
     */
    record RolesPlanned(String side, String group, List<String> roles, Instant at) implements JournalEntry {
        public RolesPlanned {
            roles = List.copyOf(roles);
        }

        /** What the last such entry says of a side's group; empty where there is none. */
        public static List<String> last(List<JournalEntry> journal, String side, String group) {
            List<String> roles = List.of();
            for (JournalEntry entry : journal) {
                if (entry instanceof RolesPlanned planned && planned.side.equals(side) && planned.group.equals(group)) {
                    roles = planned.roles;
                }
            }
            return roles;
        }
    }

    /**
     * A group is about to measure one repetition.
     *
     * @param repetition from 1
     * @param attempt from 1
     */
    record AttemptStarted(String side, String group, int repetition, int attempt, Instant at) implements JournalEntry {}

    /**
     * What an attempt left in its run, valid or not. Written before the attempt's end; where two entries tell
     * of one attempt, the later one is right.
     *
     * @param folders by name, each with the SHA-256 of its {@code SHA256SUMS}, or {@link #DAMAGED}
     */
    record AttemptStored(
            String side, String group, int repetition, int attempt, Map<String, String> folders, Instant at)
            implements JournalEntry {
        /** In place of a digest: what lay there was not what its sums say, and was marked or reported. */
        public static final String DAMAGED = "damaged";

        public AttemptStored {
            folders = Collections.unmodifiableMap(new TreeMap<>(folders));
        }
    }

    /**
     * What came of an attempt. Where two entries tell of one attempt, the later one is right: a repetition that was
     * complete can be found damaged.
     *
     * @param reasons in words; empty for {@link Outcome#COMPLETE}, but for roles that are not measured
     * @param notMeasured roles whose NUMA node was not reached: a complete attempt has nothing of them
     */
    record AttemptEnded(
            String side,
            String group,
            int repetition,
            int attempt,
            Outcome outcome,
            List<String> reasons,
            List<String> notMeasured,
            Instant at)
            implements JournalEntry {
        public AttemptEnded {
            reasons = List.copyOf(reasons);
            notMeasured = List.copyOf(notMeasured);
        }

        /** An attempt in which every role was reached. */
        public AttemptEnded(
                String side,
                String group,
                int repetition,
                int attempt,
                Outcome outcome,
                List<String> reasons,
                Instant at) {
            this(side, group, repetition, attempt, outcome, reasons, List.of(), at);
        }
    }

    /**
     * Of an attempt that is not complete, what stays: the roles of nodes on which every role is valid. Only the others are
     * measured again. Written before the attempt's end; where two entries tell of one attempt, the later one is right: what
     * was kept can be found damaged.
     */
    record RolesKept(String side, String group, int repetition, int attempt, List<String> roles, Instant at)
            implements JournalEntry {
        public RolesKept {
            roles = List.copyOf(roles);
        }
    }

    /** A side was told to end: what it has is all that was wanted, be it less than its plan. */
    record EndOrdered(String side, Instant at) implements JournalEntry {}

    /** All repetitions of a side are there, or it stays short. */
    record SideFinished(String side, Instant at) implements JournalEntry {}

    /**
     * What a side's documents say beside what was measured. Where two entries describe one side, the later one is right.
     *
     * @param cluster that it runs in; null for machines without one
     * @param metadata the user's own
     */
    record SideDescribed(String side, @Nullable ClusterFacts cluster, Map<String, Object> metadata, Instant at)
            implements JournalEntry {
        public SideDescribed {
            metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        }
    }

    /** A side met the nodes of a cluster: when it was begun, and when it was gone on with and they were others. */
    record NodesObserved(String side, List<NodeFacts> nodes, Instant at) implements JournalEntry {
        public NodesObserved {
            nodes = List.copyOf(nodes);
        }
    }

    /** The pods of an attempt came up. */
    record PodsObserved(String side, List<PodTimeline> pods, Instant at) implements JournalEntry {
        public PodsObserved {
            pods = List.copyOf(pods);
        }
    }

    /** Something happened that the reader of a side must know. */
    record AlertRaised(String side, Alert alert, Instant at) implements JournalEntry {}

    /**
     * All sides that were begun are through. The last entry of such a campaign, so that a journal whose end was cut off is
     * told from a whole one; another side that is measured later adds entries behind it, and then one more of these.
     *
     * @param files other evidence in the campaign's folder, such as {@code load.json}, by name, each with its SHA-256
     * @param gates all that held when it was closed: the campaign's own, and those of the environment
     */
    record CampaignClosed(Map<String, String> files, List<String> gates, Instant at) implements JournalEntry {
        public CampaignClosed {
            files = Collections.unmodifiableMap(new TreeMap<>(files));
            gates = List.copyOf(gates);
        }

        /** The last one, where there is one. */
        public static Optional<CampaignClosed> last(List<JournalEntry> journal) {
            return journal.stream()
                    .filter(CampaignClosed.class::isInstance)
                    .map(CampaignClosed.class::cast)
                    .reduce((earlier, later) -> later);
        }
    }

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
