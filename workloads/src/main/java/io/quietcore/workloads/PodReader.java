package io.quietcore.workloads;

import io.quietcore.workloads.PodShape.Qos;
import io.quietcore.workloads.yaml.Where;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From {@code sides.<name>.pod}, and {@code pod} of the whole campaign for what it leaves out, to a shape. */
record PodReader(Values values) {
    private static final Where CAMPAIGN = Where.of("pod");

    PodShape shape(Where side) {
        Where own = side.key("pod");
        Where qos = where(own, "qos");
        Where cpus = where(own, "cpus");
        Qos chosen = values.text(qos, "guaranteed").equals("burstable") ? Qos.BURSTABLE : Qos.GUARANTEED;
        Optional<Integer> asked = values.at(cpus).map(JsonNode::intValue);
        if (asked.isPresent() && chosen == Qos.BURSTABLE) {
            values.problem(
                    cpus, "found " + asked.get() + " for burstable pods", "qos: guaranteed", "leave one of them out");
        }
        return new PodShape(
                chosen,
                asked.orElse(null),
                values.text(where(own, "memory"), PodShape.DEFAULT.memory()),
                text(where(own, "hugePages")),
                values.at(where(own, "storage"))
                        .map(JsonNode::stringValue)
                        .map(PodStorage::of)
                        .orElse(null),
                text(where(own, "runtimeClass")),
                text(where(own, "priorityClass")),
                values.flag(where(own, "hostNetwork"), false),
                text(where(own, "network")),
                list(where(own, "annotations")),
                list(where(own, "tolerations")));
    }

    /** The side's own key where it has it, else the campaign's. */
    private Where where(Where own, String key) {
        return values.tree().at(own.key(key)).isPresent() ? own.key(key) : CAMPAIGN.key(key);
    }

    private @Nullable String text(Where where) {
        return values.at(where).map(JsonNode::stringValue).orElse(null);
    }

    private List<String> list(Where where) {
        return IntStream.range(0, values.size(where))
                .mapToObj(i -> values.text(where.index(i), ""))
                .toList();
    }
}
