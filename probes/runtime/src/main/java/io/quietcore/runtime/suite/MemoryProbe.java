package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.runtime.machine.Caches;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.MappedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** {@link ChaseLoop} over one working set after another, each for its share of the window. */
final class MemoryProbe extends LatencyProbe {
    private final List<WorkingSet> sets = new ArrayList<>();
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final boolean remote;

    private record WorkingSet(ByteBuffer memory, Histogram histogram) {}

    MemoryProbe(Parameters parameters, PlacementGrant grant) throws IOException {
        boolean huge = parameters.text(Parameter.PAGES).equals("huge");
        int node = node(parameters.text(Parameter.MEMORY_NODE), grant);
        remote = node != MappedMemory.ANY_NODE && node != grant.numaNode();
        Map<String, Long> bytesByName = new LinkedHashMap<>();
        for (long bytes : parameters.numbers(Parameter.WORKING_SETS)) {
            bytesByName.put(ProbeSeries.workingSet(bytes), bytes);
        }
        if (bytesByName.isEmpty()) {
            bytesByName.putAll(
                    Caches.workingSets(KernelText.LIVE, grant.measuringCpus().first()));
        }
        for (Map.Entry<String, Long> each : bytesByName.entrySet()) {
            long bytes = each.getValue();
            MappedMemory memory = MappedMemory.of(bytes, huge, node);
            ChaseLoop.prepare(memory.bytes(), (int) bytes);
            sets.add(new WorkingSet(memory.bytes(), latencies.series(each.getKey())));
            evidence.put("pages", memory.pages());
            evidence.put("memoryNode", memory.node());
        }
        evidence.put("workingSets", Evidence.seen(bytesByName + " bytes"));
        evidence.put("loadsPerValue", Evidence.seen(Integer.toString(ChaseLoop.LOADS)));
    }

    /** Local is where the thread touches it first, bound to nothing, since a single node may have no NUMA at all. */
    private static int node(String told, PlacementGrant grant) throws IOException {
        if (told.equals("local")) {
            return MappedMemory.ANY_NODE;
        }
        List<Integer> nodes = KernelText.LIVE
                .cpus("sys/devices/system/node/has_memory")
                .map(CpuSet::cpus)
                .orElse(List.of());
        if (told.equals("remote")) {
            return nodes.stream()
                    .filter(each -> each != grant.numaNode())
                    .findFirst()
                    .orElseThrow(() ->
                            new IOException("remote memory is not measurable here: nodes with memory are " + nodes));
        }
        int node = told.matches("[0-9]{1,4}") ? Integer.parseInt(told) : -1;
        if (!nodes.contains(node)) {
            throw new IOException("memory node '" + told + "': expected local, remote or one of " + nodes);
        }
        return node;
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long count = 0;
        // No iterator: a measured window allocates nothing.
        for (int i = 0; i < sets.size(); i++) {
            WorkingSet set = sets.get(i);
            count += ChaseLoop.run(set.memory, System.nanoTime() + lengthNs / sets.size(), latencies, set.histogram);
        }
        Evidence pages = evidence.get("pages");
        if (pages != null && pages.outcome() == Evidence.Outcome.DENIED) {
            problem("huge pages were asked for and did not come: " + pages.detail());
        }
        Evidence node = evidence.get("memoryNode");
        if (node != null && node.outcome() == Evidence.Outcome.DENIED) {
            problem(node.detail());
        }
        return count;
    }

    @Override
    public Map<String, Evidence> evidence() {
        return evidence;
    }

    @Override
    public boolean remoteOnPurpose() {
        return remote;
    }
}
