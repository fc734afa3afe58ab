package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a Lease says of a node. */
@Tag("once")
class NodeLeaseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final NodeLease.Holder HOLDER = new NodeLease.Holder("lab", "campaign-1", "tuned", "uuid-1", 900);

    @Test
    void aNodesNameFollowsThePrefixAndOneThatIsTooLongItsHash() {
        String longest = "n".repeat(243);

        assertThat(NodeLease.name("worker-1.example")).isEqualTo("quietcore-worker-1.example");
        assertThat(NodeLease.name(longest)).isEqualTo("quietcore-" + longest).hasSize(253);
        assertThat(NodeLease.name(longest + "x"))
                .matches("quietcore-[0-9a-f-]{36}")
                .isNotEqualTo(NodeLease.name(longest + "y"));
    }

    @Test
    void itHoldsToTheEndOfItsDurationAfterTheLastRenewal() {
        NodeLease lease = NodeLease.fresh(HOLDER, "node1", NOW).renewed(NOW.plusSeconds(60));

        assertThat(lease.isLive(NOW.plusSeconds(959))).isTrue();
        assertThat(lease.isLive(NOW.plusSeconds(960))).isFalse();
    }

    @Test
    void oneThatSaysNothingHoldsNothing() {
        NodeLease empty = new NodeLease(new LeaseBuilder()
                .withNewMetadata()
                .withName("quietcore-n")
                .endMetadata()
                .build());

        assertThat(empty.isLive(NOW)).isFalse();
        assertThat(empty.isOf("campaign-1")).isFalse();
    }

    @Test
    void aRefusalNamesNodeHolderNamespaceAgesAndTheRemedyOnOneLine() {
        NodeLease lease = NodeLease.fresh(HOLDER, "node1", NOW).renewed(NOW.plusSeconds(60));

        assertThat(lease.refusal("node1", NOW.plusSeconds(72)))
                .isEqualTo(
                        "node node1 is held by run uuid-1 (campaign campaign-1, namespace lab) for 72 s, last renewed 12 s"
                                + " ago: two runs on one node would measure each other; wait for its end, or choose other nodes"
                                + " (--node); where its controller is gone, 'quietcore clean --uuid uuid-1 --namespace lab' frees"
                                + " the node at once; a Lease that is not renewed ends after 900 s");
    }
}
