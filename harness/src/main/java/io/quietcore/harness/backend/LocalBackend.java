package io.quietcore.harness.backend;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.topology.Grants;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.Placement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes as processes of this machine, the embedded default: a launcher for each role, placed on the CPUs that this
 * process is allowed.
 */
public final class LocalBackend implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBackend.class);

    /** Beyond its windows a role may take this long: two JVM starts, a minute each on an emulated machine. */
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(180);

    private final String node;
    private final String bootId;
    private final NodeTopology topology;
    private final CpuSet candidates;
    private final ProbeCommand command;
    private final List<RoleProcess> running = new ArrayList<>();
    private @Nullable CpuLocks locks;
    private boolean closed;

    /**
     * A backend for this machine.
     *
     * @param node its name in series
     * @param bootId of it, now
     * @param topology as it is now
     * @param candidates the CPUs that pinned probes may measure on
     * @param command what starts a launcher
     */
    public LocalBackend(String node, String bootId, NodeTopology topology, CpuSet candidates, ProbeCommand command) {
        this.node = node;
        this.bootId = bootId;
        this.topology = topology;
        this.candidates = candidates;
        this.command = command;
    }

    @Override
    public List<Place> places() {
        return topology.numaNodes().stream()
                .filter(numaNode ->
                        numaNode.cpus().intersects(topology.allowed().intersect(candidates)))
                .map(numaNode -> new Place(node, numaNode.id(), "numa" + numaNode.id()))
                .toList();
    }

    /** The NUMA node of a CPU of this machine. */
    public int numaNodeOf(int cpu) {
        return topology.numaNodes().stream()
                .filter(numaNode -> numaNode.cpus().contains(cpu))
                .mapToInt(NodeTopology.NumaNode::id)
                .findFirst()
                .orElse(0);
    }

    @Override
    public List<String> refusals(List<PlacementRequest> requests) {
        return Placement.place(topology, requests, candidates) instanceof Placement.Refused refused
                ? refused.reasons()
                : List.of();
    }

    /**
     * Takes the CPUs of groups of roles for this controller, until it is closed: alone those that measure, with their SMT
     * siblings, and shared those that it keeps busy. Where there can be no locks, that is logged.
     *
     * @param groups each measured at another time
     * @param loaded whether a load runs on the CPUs that do not measure
     * @throws CpuLocks.HeldException when another measurement has one of them
     */
    public synchronized void claim(List<List<PlacementRequest>> groups, boolean loaded) throws CpuLocks.HeldException {
        CpuSet alone = CpuSet.EMPTY;
        CpuSet shared = loaded ? topology.allowed() : CpuSet.EMPTY;
        for (List<PlacementRequest> requests : groups) {
            if (Placement.place(topology, requests, candidates) instanceof Placement.Placed placed) {
                for (PlacementGrant grant : placed.grants()) {
                    for (int cpu : grant.probeCpus().cpus()) {
                        alone = alone.union(grant.pinned() ? topology.siblings(cpu) : CpuSet.of(cpu));
                    }
                    shared = shared.union(grant.housekeepingCpus());
                }
            }
        }
        letGo();
        try {
            locks = CpuLocks.take(CpuLocks.folder(System.getenv()), alone, shared.minus(alone));
        } catch (CpuLocks.HeldException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("other measurements on CPU {} would not be noticed: {}", alone, e.getMessage());
        }
    }

    @Override
    public Evidence stepAside(List<PlacementRequest> requests) {
        if (!(Placement.place(topology, requests, candidates) instanceof Placement.Placed placed)) {
            return Evidence.unavailable("nothing is placed");
        }
        CpuSet housekeeping =
                placed.grants().stream().map(PlacementGrant::housekeepingCpus).reduce(CpuSet.EMPTY, CpuSet::union);
        return ControllerAffinity.bindTo(housekeeping);
    }

    @Override
    public List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener) throws InterruptedException {
        Grants grants = Grants.of(topology, candidates, roles);
        if (grants instanceof Grants.Refused refused) {
            return roles.stream()
                    .<RoleOutcome>map(role -> new RoleOutcome.Failed(role, refused.reasons()))
                    .toList();
        }
        try {
            return run(((Grants.Granted) grants).specs(), listener);
        } finally {
            endAll();
        }
    }

    /** A process does not outlive its controller. */
    @Override
    public boolean remembers(List<ProbeSpec> roles) {
        return false;
    }

    @Override
    public String bootId() {
        return bootId;
    }

    private List<RoleOutcome> run(List<ProbeSpec> roles, Listener listener) throws InterruptedException {
        List<RoleProcess> started = new ArrayList<>();
        for (ProbeSpec role : roles) {
            try {
                started.add(start(role, listener));
            } catch (IOException e) {
                if (isClosed()) {
                    break;
                }
                String reason = role.role() + ": the launcher could not be started: " + e.getMessage();
                return roles.stream()
                        .<RoleOutcome>map(each -> new RoleOutcome.Failed(each, List.of(reason)))
                        .toList();
            }
        }
        List<RoleOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            outcomes.add(started.get(i).await(limitNs(roles.get(i).schedule())));
        }
        if (isClosed()) {
            // Its roles were ended from elsewhere, and did not fail.
            throw new InterruptedException("the backend was closed");
        }
        return outcomes;
    }

    private synchronized RoleProcess start(ProbeSpec role, Listener listener) throws IOException {
        if (closed) {
            throw new IOException("the backend is closed");
        }
        RoleProcess process = RoleProcess.start(command.process(), role, listener);
        running.add(process);
        return process;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static long limitNs(Schedule schedule) {
        long windows = (long) schedule.windows() + schedule.warmupWindows();
        return windows * (schedule.windowNs() + schedule.discardNs()) + GRACE_NS;
    }

    @Override
    public synchronized void stop() {
        running.forEach(process -> process.tell("stop"));
    }

    @Override
    public synchronized void close() {
        closed = true;
        endAll();
        letGo();
    }

    private synchronized void letGo() {
        if (locks != null) {
            locks.close();
            locks = null;
        }
    }

    private synchronized void endAll() {
        running.forEach(RoleProcess::end);
        running.clear();
    }
}
