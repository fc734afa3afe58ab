package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.kubernetes.ClusterSettings.Exclusive;
import io.quietcore.harness.plan.CampaignPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of a campaign whose reference side is Burstable, and whose tuned side is Guaranteed; and of how it is kept. */
@Tag("once")
class CampaignOrdersTest {
    private static final CampaignOrders ORDERS = new CampaignOrders(
            BackendContract.CAMPAIGN,
            "id",
            CampaignPlan.groups(BackendContract.CAMPAIGN, List.of(new Place("n1", 0, "n1-numa0"))));

    @Test
    void aGuaranteedSideThatIsNotTheReferenceRequiresItsOwnCpusUnlessToldOtherwise() {
        assertThat(ORDERS.requiresExclusive("tuned", Exclusive.TUNED)).isTrue();
        assertThat(ORDERS.requiresExclusive("tuned", Exclusive.ALWAYS)).isTrue();
        assertThat(ORDERS.requiresExclusive("tuned", Exclusive.NEVER)).isFalse();
    }

    @Test
    void aBurstableSideNeverRequiresThem() {
        for (Exclusive each : Exclusive.values()) {
            assertThat(ORDERS.requiresExclusive("baseline", each)).isFalse();
        }
    }

    @Test
    void aSidesPodsAreToldEachGroupOnce() {
        assertThat(ORDERS.templates("tuned", "00000000-0000-4000-8000-000000000001"))
                .allSatisfy(spec -> {
                    assertThat(spec.side()).isEqualTo("tuned");
                    assertThat(spec.grant()).isNull();
                })
                .extracting(ProbeSpec::group)
                .containsExactly("jitter", "jitter-explained");
    }

    @Test
    void settingsAreReadBackAsTheyWereKept() {
        ClusterSettings settings = new ClusterSettings(
                "ctx", "ns", Map.of("b", 2, "a", 1), "image:1", null, 3, 5_000, Exclusive.ALWAYS, true);

        ClusterSettings again = CanonicalJson.read(
                CanonicalJson.writeIndented(settings).getBytes(StandardCharsets.UTF_8), ClusterSettings.class);

        assertThat(again).isEqualTo(settings);
        assertThat(again.nodes()).containsExactly("a", "b");
    }

    @Test
    void aParallelismBelowOneIsRefused() {
        assertThatThrownBy(() -> new ClusterSettings(null, "ns", Map.of(), "image", null, 0, 0, Exclusive.TUNED, false))
                .hasMessageContaining("parallelism");
    }
}
