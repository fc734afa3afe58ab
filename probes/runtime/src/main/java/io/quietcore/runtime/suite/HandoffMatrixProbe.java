package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.topology.Distance;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** {@link HandoffLoop} for one pair of CPUs after another, each for its share of the window. */
final class HandoffMatrixProbe extends LatencyProbe {
    private final Partner asking = new Partner("matrix-asking");
    private final Partner answering = new Partner("matrix-answering");
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, Evidence> refused = new TreeMap<>();
    private long count;

    private record Pair(int first, int second, HandoffLoop loop, Histogram histogram) {
        @Override
        public String toString() {
            return "pair " + first + "-" + second;
        }
    }

    HandoffMatrixProbe(Parameters parameters, PlacementGrant grant) {
        String told = parameters.text(Parameter.CPUS);
        List<Integer> cpus = (told.isEmpty() ? grant.probeCpus() : CpuSet.parse(told)).cpus();
        for (int i = 0; i < cpus.size(); i++) {
            for (int j = i + 1; j < cpus.size(); j++) {
                Histogram histogram = latencies.series(ProbeSeries.pair(cpus.get(i), cpus.get(j)));
                pairs.add(new Pair(cpus.get(i), cpus.get(j), new HandoffLoop(), histogram));
            }
        }
    }

    @Override
    long run(long fromNs, long lengthNs) {
        count = 0;
        for (Pair pair : pairs) {
            asking.take(CpuSet.of(pair.first), 0);
            answering.take(CpuSet.of(pair.second), 0);
            if (refused(pair, asking) || refused(pair, answering)) {
                continue;
            }
            asking.start(() -> {
                long trips = pair.loop.meet(answering)
                        ? pair.loop.run(System.nanoTime() + lengthNs / pairs.size(), latencies, pair.histogram)
                        : -1;
                pair.loop.stop();
                if (trips < 0) {
                    problem(pair + ": one thread did not answer the other for 10 s");
                } else {
                    count += trips;
                    answering.awaitReadied();
                }
            });
            asking.await();
        }
        if (pairs.isEmpty()) {
            problem("there is only one CPU; a pair has two");
        }
        return count;
    }

    /** A pair that is not where it should be is no pair. */
    private boolean refused(Pair pair, Partner partner) {
        Evidence place = partner.place();
        if (place.outcome() != Evidence.Outcome.DENIED) {
            return false;
        }
        refused.put(pair.toString(), place);
        problem("the " + pair + " was not measured: " + place.detail());
        return true;
    }

    @Override
    public Map<String, Evidence> evidence() {
        Map<String, Evidence> evidence = new TreeMap<>(refused);
        evidence.put("distances", distances());
        evidence.put("meeting", HandoffLoop.meeting());
        evidence.put("pairs", Evidence.seen(pairs.size() + " pairs, one after another, SCHED_OTHER"));
        return evidence;
    }

    /** Every pair behind its distance, as the kernel tells the machine. */
    private Evidence distances() {
        try {
            NodeTopology topology = TopologyReader.read(Path.of("/"));
            Map<Distance, List<String>> byDistance = new EnumMap<>(Distance.class);
            pairs.forEach(pair -> byDistance
                    .computeIfAbsent(Distance.between(topology, pair.first, pair.second), none -> new ArrayList<>())
                    .add(pair.first + "-" + pair.second));
            return Evidence.seen(byDistance.entrySet().stream()
                    .map(each -> each.getKey().spelling() + " " + String.join(" ", each.getValue()))
                    .collect(Collectors.joining("; ")));
        } catch (IOException e) {
            return Evidence.unavailable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        asking.close();
        answering.close();
    }
}
