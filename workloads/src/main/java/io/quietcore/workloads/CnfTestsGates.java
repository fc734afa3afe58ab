package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.contract.Gate.Form;
import io.quietcore.contract.Gate.Limit;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The environment variables of OpenShift's cnf-tests as gates on the maximum, for those who have them in their pipelines:
 * {@code OSLAT_MAXIMUM_LATENCY} for oslat and its counterpart here, jitter; {@code CYCLICTEST_MAXIMUM_LATENCY} for
 * cyclictest and wakeup; {@code MAXIMUM_LATENCY} for all of them, behind the specific ones. Whole microseconds; -1, their
 * default, asks for nothing (openshift/cluster-node-tuning-operator, functests of the latency test). Pure.
 *
 * @param gates of the probes that are measured
 * @param notes what was taken from where, and what has no meaning here; for the log
 * @param problems values that are none
 */
public record CnfTestsGates(List<Gate> gates, List<String> notes, List<String> problems) {
    private static final String UNIFIED = "MAXIMUM_LATENCY";
    private static final String HARDWARE = "HWLATDETECT_MAXIMUM_LATENCY";
    private static final Map<Probe, String> SPECIFIC = specific();

    public CnfTestsGates {
        gates = List.copyOf(gates);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    private static Map<Probe, String> specific() {
        Map<Probe, String> names = new LinkedHashMap<>();
        names.put(Probe.OSLAT, "OSLAT_MAXIMUM_LATENCY");
        names.put(Probe.JITTER, "OSLAT_MAXIMUM_LATENCY");
        names.put(Probe.CYCLICTEST, "CYCLICTEST_MAXIMUM_LATENCY");
        names.put(Probe.WAKEUP, "CYCLICTEST_MAXIMUM_LATENCY");
        return names;
    }

    /** The gates that this environment means for these probes. */
    public static CnfTestsGates of(Map<String, String> environment, Set<Probe> measured) {
        List<Gate> gates = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        SPECIFIC.forEach((probe, name) -> {
            String variable = environment.containsKey(name) ? name : UNIFIED;
            String text = environment.getOrDefault(variable, "-1").strip();
            if (!measured.contains(probe) || text.equals("-1")) {
                return;
            }
            if (!text.matches("[1-9][0-9]{0,9}") || Long.parseLong(text) > Integer.MAX_VALUE) {
                String problem = variable + ": found \"" + text + "\"; expected whole microseconds from 1 to "
                        + Integer.MAX_VALUE + ", or -1 for none";
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
                return;
            }
            Gate gate = new Gate(
                    ProbeSeries.of(probe),
                    new Quantity(Statistic.MAX, 0),
                    Form.EVERY,
                    Comparison.AT_MOST,
                    Limit.of(Long.parseLong(text) * 1_000.0),
                    Gate.DEFAULT_WITHIN,
                    Scope.EVERYWHERE);
            gates.add(gate);
            notes.add(variable + "=" + text + " of the environment: gate " + gate);
        });
        if (environment.containsKey(HARDWARE)) {
            notes.add(HARDWARE + " is left alone: no probe here is like hwlatdetect");
        }
        return new CnfTestsGates(gates, notes, problems);
    }
}
