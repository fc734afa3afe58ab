package io.quietcore.harness.backend;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.Placement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Probes as processes of this machine, the embedded default: a launcher for each role, placed on the CPUs that this
 * process is allowed.
 */
public final class LocalBackend implements Backend {
    /** Beyond its windows a role may take this long: two JVM starts, a minute each on an emulated machine. */
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(180);

    private final String node;
    private final NodeTopology topology;
    private final CpuSet candidates;
    private final ProbeCommand command;
    private final List<RoleProcess> running = new ArrayList<>();
    private boolean closed;

    /**
     * A backend for this machine.
     *
     * @param node its name in series
     * @param topology as it is now
     * @param candidates the CPUs that pinned probes may measure on
     * @param command what starts a launcher
     */
    public LocalBackend(String node, NodeTopology topology, CpuSet candidates, ProbeCommand command) {
        this.node = node;
        this.topology = topology;
        this.candidates = candidates;
        this.command = command;
    }

    @Override
    public List<Place> places() {
        return topology.numaNodes().stream()
                .filter(numaNode ->
                        numaNode.cpus().intersects(topology.allowed().intersect(candidates)))
                .map(numaNode -> new Place(node, numaNode.id()))
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

    /** Moves this controller's threads off the CPUs that these roles would measure on. */
    public Evidence leaveTo(List<PlacementRequest> requests) {
        if (!(Placement.place(topology, requests, candidates) instanceof Placement.Placed placed)) {
            return Evidence.unavailable("nothing is placed");
        }
        CpuSet housekeeping =
                placed.grants().stream().map(PlacementGrant::housekeepingCpus).reduce(CpuSet.EMPTY, CpuSet::union);
        return ControllerAffinity.bindTo(housekeeping);
    }

    @Override
    public List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener) throws InterruptedException {
        List<PlacementRequest> requests = roles.stream().map(ProbeSpec::request).toList();
        if (!(Placement.place(topology, requests, candidates) instanceof Placement.Placed placed)) {
            List<String> reasons = refusals(requests);
            return roles.stream()
                    .<RoleOutcome>map(role -> new RoleOutcome.Failed(role, reasons))
                    .toList();
        }
        List<ProbeSpec> granted = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            PlacementGrant grant = placed.grants().get(i);
            granted.add(withLoad(withCpus(roles.get(i)).granted(grant), grant, placed.grants()));
        }
        try {
            return run(granted, listener);
        } finally {
            endAll();
        }
    }

    /** A load runs on the allowed CPUs of its role's NUMA node, off every core that measures. */
    private ProbeSpec withLoad(ProbeSpec role, PlacementGrant own, List<PlacementGrant> all) {
        if (role.load().kind().equals(LoadOrder.NONE.kind())) {
            return role;
        }
        CpuSet measuring = CpuSet.EMPTY;
        for (PlacementGrant grant : all) {
            // Where nothing is pinned, no CPU is anybody's, and the load runs on all of them.
            for (int cpu : grant.pinned() ? grant.probeCpus().cpus() : List.<Integer>of()) {
                measuring = measuring.union(topology.siblings(cpu));
            }
        }
        CpuSet cpus = topology.numaNode(own.numaNode())
                .map(numaNode -> numaNode.cpus().intersect(topology.allowed()))
                .orElse(topology.allowed())
                .minus(measuring);
        return role.loaded(new LoadOrder(role.load().kind(), cpus));
    }

    /** A matrix pairs the CPUs that may measure; a single one with all others. */
    private ProbeSpec withCpus(ProbeSpec role) {
        if (role.probe() != Probe.HANDOFF_MATRIX
                || !role.parameters().text(Parameter.CPUS).isEmpty()) {
            return role;
        }
        CpuSet named = topology.allowed().intersect(candidates);
        return role.told(Parameter.CPUS, (named.size() < 2 ? topology.allowed() : named).toString());
    }

    private List<RoleOutcome> run(List<ProbeSpec> roles, Listener listener) throws InterruptedException {
        List<RoleProcess> started = new ArrayList<>();
        for (ProbeSpec role : roles) {
            try {
                started.add(start(role, listener));
            } catch (IOException e) {
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
    }

    private synchronized void endAll() {
        running.forEach(RoleProcess::end);
        running.clear();
    }
}
