package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.quietcore.harness.kubernetes.NodeChoice.Chosen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class NodeChoiceTest {
    private static final NodeChoice ALL = new NodeChoice(List.of(), Map.of());

    private static NodeBuilder node(String name, String ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pool", name.startsWith("w") ? "workers" : "others")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .endCondition()
                .endStatus();
    }

    private static Node tainted(String name, String key, String effect) {
        return node(name, "True")
                .editSpec()
                .addNewTaint()
                .withKey(key)
                .withEffect(effect)
                .endTaint()
                .endSpec()
                .build();
    }

    private static Node cordoned(String name) {
        return node(name, "True").editSpec().withUnschedulable(true).endSpec().build();
    }

    private static Node ready(String name) {
        return node(name, "True").build();
    }

    private static List<String> names(Chosen chosen) {
        return chosen.measured().stream()
                .map(each -> each.getMetadata().getName())
                .toList();
    }

    @Test
    void allNodesThatCanMeasureAreTakenInTheOrderOfTheirNames() {
        Chosen chosen = ALL.of(
                List.of(
                        ready("w2"),
                        cordoned("w3"),
                        node("w4", "Unknown").build(),
                        tainted("c1", "node-role.kubernetes.io/control-plane", "NoSchedule"),
                        tainted("w5", "soft", "PreferNoSchedule"),
                        ready("w1")),
                List.of());

        assertThat(names(chosen)).containsExactly("w1", "w2", "w5");
        assertThat(chosen.refusals()).isEmpty();
    }

    @Test
    void aNameThatIsNoNodeIsRefusedWithTheNodesThatThereAre() {
        Chosen chosen = new NodeChoice(List.of("w9"), Map.of()).of(List.of(ready("w1"), ready("w2")), List.of());

        assertThat(chosen.refusals())
                .containsExactly("--node w9: the cluster has no such node; its nodes are [w1, w2]");
    }

    @Test
    void aNodeThatWasNamedAndCannotMeasureIsRefusedWithTheReason() {
        List<Node> nodes = List.of(
                cordoned("w1"), node("w2", "False").build(), tainted("w3", "dedicated", "NoSchedule"), ready("w4"));

        Chosen chosen = new NodeChoice(List.of("w1", "w2", "w3", "w4"), Map.of()).of(nodes, List.of());

        assertThat(names(chosen)).containsExactly("w4");
        assertThat(chosen.refusals())
                .hasSize(3)
                .anyMatch(each -> each.contains("w1") && each.contains("cordoned"))
                .anyMatch(each -> each.contains("w2") && each.contains("not Ready"))
                .anyMatch(each -> each.contains("w3") && each.contains("dedicated:NoSchedule"));
    }

    @Test
    void aTaintThatThePodsTolerateIsNoHindrance() {
        assertThat(names(ALL.of(List.of(tainted("w1", "dedicated", "NoExecute")), List.of("dedicated"))))
                .containsExactly("w1");
    }

    @Test
    void labelsChooseAndAChoiceThatNothingFitsIsRefused() {
        List<Node> nodes = List.of(ready("w1"), ready("x1"));

        assertThat(names(new NodeChoice(List.of(), Map.of("pool", "workers")).of(nodes, List.of())))
                .containsExactly("w1");
        assertThat(new NodeChoice(List.of(), Map.of("pool", "none"))
                        .of(nodes, List.of())
                        .refusals())
                .singleElement()
                .asString()
                .contains("{pool=none}", "[w1, x1]");
    }

    @Test
    void whereNoNodeCanMeasureEachSaysWhy() {
        assertThat(ALL.of(List.of(cordoned("w1"), node("w2", "False").build()), List.of())
                        .refusals())
                .singleElement()
                .asString()
                .contains("w1 is cordoned", "w2 is not Ready");
    }
}
