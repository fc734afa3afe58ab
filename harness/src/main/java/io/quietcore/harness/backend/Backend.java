package io.quietcore.harness.backend;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.util.List;

/**
 * Where probes run. A backend starts a group of roles, follows what they say, and stops them; it knows nothing of sides,
 * repetitions or what a step means.
 *
 * <p>One group at a time, from one thread; {@link #stop} and {@link #close} may be called from any.
 */
public interface Backend extends AutoCloseable {
    /** The places that can measure, by node and NUMA node. */
    List<Place> places();

    /** Why roles that ask for this cannot run together, in words; empty when they can. */
    List<String> refusals(List<PlacementRequest> requests);

    /**
     * Runs one group to its end.
     *
     * @param roles what each is to do, without grants where the backend makes them
     * @param listener told from threads of the backend
     * @return one outcome for each role, in their order
     * @throws InterruptedException after the roles were ended
     * @throws IOException when nothing can be measured at all, and trying again would not help
     */
    List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener) throws IOException, InterruptedException;

    /**
     * Whether roles that an earlier controller started may still be measuring, or have a result that was not fetched: then
     * {@link #measure} of the same specs gives it, and measures nothing twice.
     */
    boolean remembers(List<ProbeSpec> roles) throws IOException;

    /** Keeps this controller itself off the CPUs that these roles would measure on, where they are its own machine's. */
    Evidence stepAside(List<PlacementRequest> requests);

    /** One value for each boot of the machines that measure. */
    String bootId();

    /** Tells the running group to finish the window in hand: its results are valid, and shorter by order. */
    void stop();

    /** Ends what runs. */
    @Override
    void close();

    /**
     * A place for a role.
     *
     * @param node the machine's name, as it stands in series
     * @param numaNode the NUMA node
     * @param role the name of its role, unique among the places
     */
    record Place(String node, int numaNode, String role) {}

    /** Follows the roles of a group. */
    interface Listener {
        /** A role came this far. */
        void progressed(ProbeSpec role, Progress progress);

        /** A role said something for people. */
        void said(ProbeSpec role, String line);
    }
}
