package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes measure. Pure.
 *
 * @param names only these; empty for all
 * @param labels only nodes that carry all of them
 */
public record NodeChoice(List<String> names, Map<String, String> labels) {
    public NodeChoice {
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }

    /**
     * The nodes that were chosen and can be measured.
     *
     * @param measured ready and schedulable, in the order of their names
     * @param refusals of nodes that were named and cannot be, or of a choice that no node fits; in words
     */
    public record Chosen(List<Node> measured, List<String> refusals) {
        public Chosen {
            measured = List.copyOf(measured);
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Chooses.
     *
     * @param tolerated keys of taints that the pods tolerate
     */
    Chosen of(List<Node> all, List<String> tolerated) {
        List<Node> measured = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> there =
                all.stream().map(node -> node.getMetadata().getName()).sorted().toList();
        names.stream()
                .filter(name -> !there.contains(name))
                .forEach(name ->
                        refusals.add("--node " + name + ": the cluster has no such node; its nodes are " + there));
        List<String> passedOver = new ArrayList<>();
        for (Node node : all) {
            String name = node.getMetadata().getName();
            if ((!names.isEmpty() && !names.contains(name)) || !carries(node)) {
                continue;
            }
            @Nullable String trouble = trouble(node, tolerated);
            if (trouble == null) {
                measured.add(node);
            } else if (names.contains(name)) {
                refusals.add("--node " + name + ": the node " + trouble);
            } else {
                passedOver.add(name + " " + trouble);
            }
        }
        if (measured.isEmpty() && refusals.isEmpty()) {
            refusals.add("no node " + (labels.isEmpty() ? "" : "with the labels " + labels + " ") + "can be measured"
                    + (passedOver.isEmpty() ? "; its nodes are " + there : ": " + String.join("; ", passedOver)));
        }
        measured.sort(
                (a, b) -> a.getMetadata().getName().compareTo(b.getMetadata().getName()));
        return new Chosen(measured, refusals);
    }

    private boolean carries(Node node) {
        Map<String, String> own = node.getMetadata().getLabels() == null
                ? Map.of()
                : node.getMetadata().getLabels();
        return labels.entrySet().stream().allMatch(label -> Objects.equals(own.get(label.getKey()), label.getValue()));
    }

    private static @Nullable String trouble(Node node, List<String> tolerated) {
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return "is cordoned";
        }
        boolean ready = node.getStatus().getConditions().stream()
                .anyMatch(each ->
                        each.getType().equals("Ready") && each.getStatus().equals("True"));
        if (!ready) {
            return "is not Ready";
        }
        return node.getSpec().getTaints().stream()
                .filter(taint -> !taint.getEffect().equals("PreferNoSchedule") && !tolerated.contains(taint.getKey()))
                .map(NodeChoice::tainted)
                .findFirst()
                .orElse(null);
    }

    private static String tainted(Taint taint) {
        return "has the taint " + taint.getKey() + ":" + taint.getEffect()
                + ", which the campaign's pods do not tolerate (pod.tolerations)";
    }
}
