package io.quietcore.workloads;

import io.quietcore.workloads.yaml.LocatedTree;
import io.quietcore.workloads.yaml.LocatedYaml;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import io.quietcore.workloads.yaml.SchemaCheck;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads campaigns: text, then YAML, then {@link CampaignSchema}, then what a schema cannot say. Bad input never throws;
 * all of its problems are told at once. Whether the plan can decide statistically is not asked here.
 */
public final class CampaignYaml {
    /** The longest file that is read; a caller need not load more than one byte beyond it. */
    public static final int MAX_BYTES = LocatedYaml.MAX_BYTES;

    private CampaignYaml() {}

    /** What became of a file. */
    public sealed interface Outcome permits Parsed, Rejected {}

    /** A campaign that can be run. */
    public record Parsed(Campaign campaign) implements Outcome {}

    /**
     * A file with mistakes.
     *
     * @param problems by line, 1 or more
     */
    public record Rejected(List<Problem> problems) implements Outcome {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("nothing is rejected without a problem");
            }
        }
    }

    /**
     * Reads one campaign. Pure.
     *
     * @param fileName as the person named it, for the problems
     * @param bytes the whole file
     */
    public static Outcome parse(String fileName, byte[] bytes) {
        ProblemList problems = new ProblemList(fileName);
        Optional<LocatedTree> tree = LocatedYaml.read(bytes, "a campaign", problems);
        if (tree.isPresent()) {
            CompiledSchema.CHECK.check(tree.get(), problems);
            Optional<Campaign> campaign = new CampaignReader(tree.get(), problems).campaign(sha256(bytes));
            if (problems.isEmpty()) {
                return new Parsed(campaign.orElseThrow());
            }
        }
        return new Rejected(problems.byLine());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Compiled when the first campaign is read, and never by those that only list them. */
    private static final class CompiledSchema {
        static final SchemaCheck CHECK = new SchemaCheck(CampaignSchema.tree());
    }
}
