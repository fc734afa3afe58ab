package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Measure;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignChangesTest {
    private static final String YAML = """
            campaign: order
            repetitions: 20
            blockSize: 2
            primary: [jitter-lost]
            probes: {jitter: {windows: 1}}
            sides: {a: {pinned: true}, b: {pinned: false}}
            """;

    private static Campaign campaign(String yaml) {
        return ((CampaignYaml.Parsed) CampaignYaml.parse("order.yml", yaml.getBytes(StandardCharsets.UTF_8)))
                .campaign();
    }

    private static CampaignChanges asked(@Nullable Long seed) {
        return new CampaignChanges(null, null, null, false, seed, false);
    }

    private static List<String> order(Campaign campaign) {
        return CampaignPlan.of(
                        campaign,
                        CampaignPlan.groups(campaign, List.of(new Place("n", 0, "numa0"))),
                        List.of("a", "b"),
                        side -> 0)
                .steps()
                .stream()
                .map(Measure::side)
                .toList();
    }

    @Test
    void campaignsWithoutASeedHaveOrdersOfTheirOwn() {
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            orders.add(order(asked(null).seeded(campaign(YAML))));
        }

        // Of 6^10 orders, twenty draws are all the same once in a universe.
        assertThat(orders.size()).isGreaterThan(1);
    }

    @Test
    void noBundledCampaignFixesItsOrder() throws Exception {
        for (String name : List.of("host-smoke", "kubernetes-smoke", "kubernetes-qos-class")) {
            assertThat(CampaignText.named(name).campaign().seedDeclared())
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void aSeedRepeatsItsOrder() {
        Campaign first = asked(null).seeded(campaign(YAML));

        assertThat(order(asked(first.seed()).seeded(campaign(YAML)))).isEqualTo(order(first));
        assertThat(order(asked(null).seeded(campaign("seed: " + first.seed() + "\n" + YAML))))
                .isEqualTo(order(first));
        assertThat(asked(5L).seeded(campaign("seed: 7\n" + YAML)).seed()).isEqualTo(5);
    }
}
