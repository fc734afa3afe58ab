package io.quietcore.workloads;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Settings;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** From {@code sides.<name>} to a side. */
record SideReader(Values values, Switching switching) {
    /** The tuned operator runs ksoftirqd, rcuc and ktimers at 11 (measurement, "JVM"): a busy loop must not starve them. */
    static final int HIGHEST_BUSY_PRIORITY = 10;

    /** What the kernel takes from its command line or its image, and so changes by a reboot only. */
    private static final Set<String> CHANGED_BY_REBOOT = Set.of("kernel", "commandLine", "isolated", "nohzFull");

    /** The side; nothing where something is wrong at its place. */
    Optional<Side> side(String name, Where where, boolean reference) {
        boolean fifo = values.text(where.key("scheduling"), "other").equals("fifo");
        Integer priority =
                values.at(where.key("priority")).map(JsonNode::intValue).orElse(null);
        if (priority != null) {
            checkPriority(where, fifo, priority);
        }
        List<String> changes = new ArrayList<>();
        Where list = where.key("changes");
        for (int i = 0; i < values.size(list); i++) {
            String key = values.text(list.index(i), "");
            changes.add(key);
            checkReboot(key, list.index(i), reference);
        }
        if (reference && !changes.isEmpty()) {
            values.problem(
                    list,
                    "found changes on the first side",
                    "changes against it",
                    "move them to the sides that differ");
        }
        PodShape pod = new PodReader(values).shape(where);
        if (reference && values.flag(where.key("control"), false)) {
            values.problem(
                    where.key("control"),
                    "found true on the first side",
                    "true on another one",
                    "the first side is the reference, which the control repeats");
        }
        if (values.problems().within(where)) {
            return Optional.empty();
        }
        Settings settings = new Settings(
                fifo,
                priority,
                values.flag(where.key("lockMemory"), false),
                values.flag(where.key("holdIdleStates"), false));
        Side side = new Side(name, values.flag(where.key("pinned"), false), settings, pod, changes);
        return Optional.of(values.flag(where.key("control"), false) ? side.asControl() : side);
    }

    private void checkPriority(Where where, boolean fifo, int priority) {
        Where place = where.key("priority");
        boolean busy = values.keys(Where.of("probes")).stream()
                .anyMatch(name -> Probe.named(name).filter(Probe::busy).isPresent());
        if (!fifo && !values.problems().within(where.key("scheduling"))) {
            values.problem(
                    place,
                    "found " + priority + " without a real-time policy",
                    "a priority beside scheduling: fifo",
                    "add scheduling: fifo, or remove it");
        } else if (busy && priority > HIGHEST_BUSY_PRIORITY) {
            values.problem(
                    place,
                    "found " + priority + " for a busy loop",
                    "1 to " + HIGHEST_BUSY_PRIORITY + ", below ksoftirqd and ktimers, which tuned nodes run at 11",
                    "leave it out: each probe has a priority of its own");
        }
    }

    private void checkReboot(String key, Where where, boolean reference) {
        if (!reference && switching == Switching.INTERLEAVED && CHANGED_BY_REBOOT.contains(key)) {
            values.problem(
                    where,
                    "found " + key + ", which changes by a reboot only, between sides that take turns",
                    "switching: blocked",
                    "");
        }
    }
}
