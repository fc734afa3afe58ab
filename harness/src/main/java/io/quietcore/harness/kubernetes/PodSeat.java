package io.quietcore.harness.kubernetes;

import io.quietcore.contract.PodOrders.Order;
import io.quietcore.topology.PodReport;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node's part of a session: the Job whose pod measures there, and what was last asked of it. One thread at a time. */
final class PodSeat {
    /** Of a Job's name, so that its pods' names stay below 63 characters with the suffix that the Job controller adds. */
    private static final int MAX_NODE_PART = 36;

    private static final Pattern GENERATION = Pattern.compile(".*-([0-9]{1,6})");

    final String node;
    private final String uuid;
    private int generation;

    /** Null until the pod has said what it got. */
    @Nullable
    PodReport report;

    /** When it did, by this controller's clock; {@link System#nanoTime()}. */
    long readyAtNs;

    /** What it was told last. */
    @Nullable
    Order last;

    PodSeat(String node, String uuid, int generation) {
        this.node = node;
        this.uuid = uuid;
        this.generation = generation;
    }

    /** The name of its Job now. */
    String job() {
        return jobName(uuid, node, generation);
    }

    /** Another Job takes the place of one whose pod is over. */
    void replace() {
        generation++;
        report = null;
        last = null;
    }

    /** {@code quietcore-<uuid>-<node>-<generation>}: a node name that is long or has dots is told apart by its hash. */
    static String jobName(String uuid, String node, int generation) {
        String part = node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        if (!part.equals(node) || part.length() > MAX_NODE_PART) {
            part = part.substring(0, Math.min(part.length(), MAX_NODE_PART - 9)) + "-"
                    + String.format("%08x", node.hashCode());
        }
        return sessionName(uuid) + "-" + part + "-" + generation;
    }

    /** Of what belongs to all pods of a run. */
    static String sessionName(String uuid) {
        return "quietcore-" + uuid.substring(0, 8);
    }

    /** The generation in a Job's name. */
    static int generationOf(String job) {
        Matcher name = GENERATION.matcher(job);
        return name.matches() ? Integer.parseInt(name.group(1)) : 1;
    }
}
