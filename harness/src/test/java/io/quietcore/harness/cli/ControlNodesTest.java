package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.workloads.Campaign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Control nodes that cannot do what they are for, told before anything is measured. */
class ControlNodesTest {
    private static Campaign with(String controls) throws CommandFailure {
        return CampaignText.parsed("a.yml", """
                        campaign: a
                        description: nodes that nobody touches
                        backend: kubernetes
                        switching: blocked
                        repetitions: 6
                        primary: [jitter-lost]
                        controls: %s
                        probes: {jitter: {}}
                        sides: {baseline: {}, tuned: {changes: [kernel]}}
                        """.formatted(controls).getBytes(StandardCharsets.UTF_8))
                .campaign();
    }

    private static List<String> nodes(int count) {
        List<String> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add("w" + i);
        }
        return nodes;
    }

    @Test
    void oneThatWouldNotBeMeasuredIsNamed() throws CommandFailure {
        assertThat(CampaignBackend.refusalsOfControls(with("[w1, elsewhere]"), nodes(4)))
                .singleElement()
                .asString()
                .contains("elsewhere would not be measured", "[w1, w2, w3, w4]");
    }

    @Test
    void somethingHasToBeTuned() throws CommandFailure {
        assertThat(CampaignBackend.refusalsOfControls(with("[w1, w2]"), nodes(2)))
                .singleElement()
                .asString()
                .contains("every node");
    }

    @Test
    void tooFewNodesCanNeverDecide() throws CommandFailure {
        assertThat(CampaignBackend.refusalsOfControls(with("[w1, w2]"), nodes(4)))
                .singleElement()
                .asString()
                .contains("2 nodes beside 2 controls can never decide", "4 of each would do");
        assertThat(CampaignBackend.refusalsOfControls(with("[w1, w2, w3, w4]"), nodes(8)))
                .isEmpty();
    }
}
