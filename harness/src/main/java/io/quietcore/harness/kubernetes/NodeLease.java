package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Lease (coordination.k8s.io/v1) by which a campaign has a node for itself. Its name follows from the node's, so that there
 * is one in a namespace; its holder is the campaign, its labels are those of the run. Pure.
 *
 * @param lease as the API server has it, or is to have it
 */
record NodeLease(Lease lease) {
    /** RFC 1123 subdomain, as for the names of nodes. */
    private static final int MAX_NAME = 253;

    private static final String PREFIX = "quietcore-";

    /**
     * Who holds.
     *
     * @param namespace of the run
     * @param campaignId by which a campaign knows its own again, whatever side it measures and whichever controller it has
     * @param side that is measured
     * @param uuid of the side's run
     * @param durationSeconds how long it holds after the last renewal
     */
    record Holder(String namespace, String campaignId, String side, String uuid, int durationSeconds) {}

    /** Of a node's Lease; of one whose name is too long to follow the prefix, its hash. */
    static String name(String node) {
        return PREFIX.length() + node.length() <= MAX_NAME
                ? PREFIX + node
                : PREFIX + UUID.nameUUIDFromBytes(node.getBytes(StandardCharsets.UTF_8));
    }

    static NodeLease fresh(Holder holder, String node, Instant now) {
        Lease empty = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(holder.namespace())
                .withName(name(node))
                .addToAnnotations(PodSession.NODE, node)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        return new NodeLease(empty).heldBy(holder, now);
    }

    /** Another holder's from now on; since when is kept where it was this campaign's all along. */
    NodeLease heldBy(Holder holder, Instant now) {
        boolean kept = isOf(holder.campaignId()) && isLive(now) && spec().getAcquireTime() != null;
        return new NodeLease(new LeaseBuilder(lease)
                .editMetadata()
                .addToLabels(Labels.of(holder.uuid(), holder.campaignId(), holder.side()))
                .endMetadata()
                .withNewSpecLike(spec())
                .withHolderIdentity(holder.campaignId())
                .withLeaseDurationSeconds(holder.durationSeconds())
                .withAcquireTime(kept ? spec().getAcquireTime() : time(now))
                .withRenewTime(time(now))
                .endSpec()
                .build());
    }

    NodeLease renewed(Instant now) {
        return new NodeLease(new LeaseBuilder(lease)
                .editOrNewSpec()
                .withRenewTime(time(now))
                .endSpec()
                .build());
    }

    /** With microseconds, as the API server keeps it. */
    private static ZonedDateTime time(Instant now) {
        return now.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    boolean isOf(String campaignId) {
        return campaignId.equals(spec().getHolderIdentity());
    }

    /** Whether its holder has it still; one that says not how long, or was never renewed, holds nothing. */
    boolean isLive(Instant now) {
        return spec().getHolderIdentity() != null
                && spec().getRenewTime() != null
                && spec().getLeaseDurationSeconds() != null
                && now.isBefore(spec().getRenewTime().toInstant().plusSeconds(spec().getLeaseDurationSeconds()));
    }

    /** Whether it was acquired before another one; of two at the same time, the one of the first namespace. */
    boolean isBefore(NodeLease other) {
        int order = acquired().compareTo(other.acquired());
        return order < 0 || (order == 0 && namespace().compareTo(other.namespace()) < 0);
    }

    private Instant acquired() {
        ZonedDateTime acquired = spec().getAcquireTime();
        return acquired == null ? Instant.MIN : acquired.toInstant();
    }

    boolean isFor(String node) {
        return name(node).equals(lease.getMetadata().getName());
    }

    String namespace() {
        return lease.getMetadata().getNamespace();
    }

    /** Its name and namespace, in words. */
    String described() {
        return lease.getMetadata().getName() + " in namespace " + namespace();
    }

    /** Whose it is, in words. */
    String holder() {
        return "run " + label(Labels.UUID).orElse("unknown") + " (campaign "
                + label(Labels.CAMPAIGN).orElse(String.valueOf(spec().getHolderIdentity())) + ", namespace "
                + namespace()
                + ")";
    }

    /** Why nobody else may measure on the node, and what to do; one line. */
    String refusal(String node, Instant now) {
        String clean = label(Labels.UUID)
                .map(uuid -> "; where its controller is gone, 'quietcore clean --uuid " + uuid + " --namespace "
                        + namespace() + "' frees the node at once")
                .orElse("");
        return "node " + node + " is held by " + holder() + " for " + age(spec().getAcquireTime(), now)
                + ", last renewed " + age(spec().getRenewTime(), now)
                + " ago: two runs on one node would measure each other; wait for its end, or choose other nodes (--node)"
                + clean + "; a Lease that is not renewed ends after " + spec().getLeaseDurationSeconds() + " s";
    }

    private static String age(@Nullable ZonedDateTime since, Instant now) {
        return since == null
                ? "an unknown time"
                : Math.max(0, Duration.between(since.toInstant(), now).toSeconds()) + " s";
    }

    private Optional<String> label(String name) {
        Map<String, String> labels = lease.getMetadata().getLabels();
        return labels == null ? Optional.empty() : Optional.ofNullable(labels.get(name));
    }

    private LeaseSpec spec() {
        return lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
    }
}
