package io.quietcore.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a controller tells a probe pod, as JSON in an annotation of the pod, which the downward API shows it as a file: the
 * pod needs no token and no network to be told something. The specs themselves lie in a ConfigMap; an order says which.
 *
 * @param order what to measure now; null until the first one
 * @param acknowledged the {@link Order#name} of the last result that arrived whole; its frames need not be said again
 * @param stop whether the window in hand is to be the last of this order
 * @param end whether the pod is no longer needed
 */
public record PodOrders(@Nullable Order order, @Nullable String acknowledged, boolean stop, boolean end) {
    /** Nothing to do yet. */
    public static final PodOrders NONE = new PodOrders(null, null, false, false);

    /** The annotation. */
    public static final String ANNOTATION = "quietcore.io/orders";

    /** The folder in which the downward API keeps {@link #ORDERS_FILE}. */
    public static final String ORDERS_FOLDER = "/etc/quietcore/orders";

    public static final String ORDERS_FILE = "orders.json";

    /** Where the ConfigMap is mounted: a list of {@link ProbeSpec}, one for each group, with places to be filled in. */
    public static final String SPECS_FOLDER = "/etc/quietcore/specs";

    public static final String SPECS_FILE = "specs.json";

    /** Where a pod that has storage to measure has it, as a folder. */
    public static final String STORAGE_FOLDER = "/var/lib/quietcore/storage";

    /** And as a block device. */
    public static final String STORAGE_DEVICE = "/dev/quietcore-storage";

    /** What a pod that answers says once it does; its order's name, address and port follow. */
    public static final String LISTENING = "listening ";

    /** Environment: the node's name, from the downward API. */
    public static final String NODE = "QUIETCORE_NODE";

    /** Environment: the container's CPU limit and request in thousandths, from the downward API. */
    public static final String CPU_LIMIT = "QUIETCORE_CPU_LIMIT_MILLIS";

    public static final String CPU_REQUEST = "QUIETCORE_CPU_REQUEST_MILLIS";

    /**
     * One group's part on this pod's node.
     *
     * @param group the specs' group
     * @param repetition from 1
     * @param attempt from 1
     * @param places one role for each; none for a pod that only answers
     * @param listenPort where the requests of another node's role are to be answered meanwhile; null for a pod that measures
     * @param startAt when to begin, for all pods alike; a moment that has passed means now
     */
    public record Order(
            String group,
            int repetition,
            int attempt,
            List<OrderedRole> places,
            @Nullable Integer listenPort,
            Instant startAt) {
        public Order {
            places = List.copyOf(places);
        }

        /** Unique within a run. */
        public String name() {
            return group + "/" + repetition + "/" + attempt;
        }
    }

    /**
     * A role's place on this node.
     *
     * @param role its name
     * @param request where
     * @param connect HOST:PORT of the pod that answers it; null for a role that needs none
     */
    public record OrderedRole(
            String role, PlacementRequest request, @Nullable String connect) {}
}
