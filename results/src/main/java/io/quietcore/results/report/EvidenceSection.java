package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What both sides can show for themselves: where they ran, what was asked, what was refused, on what machine. */
final class EvidenceSection {
    private EvidenceSection() {}

    static void write(Html page, Map<String, StoredRun> runs) {
        page.open("section").element("h2", "Evidence");
        // By name of the group, name of the fact, side, and value: how many repetitions have it.
        Map<String, Map<String, Map<String, Map<String, Integer>>>> groups = new TreeMap<>();
        boolean many = places(runs) > Comparison.MOST_PLACES;
        runs.forEach((side, run) -> run.repetitions().stream()
                .map(StoredRepetition::result)
                .forEach(result -> facts(result)
                        .forEach((name, value) -> groups.computeIfAbsent(group(result, many), none -> new TreeMap<>())
                                .computeIfAbsent(name, none -> new LinkedHashMap<>())
                                .computeIfAbsent(side, none -> new TreeMap<>())
                                .merge(value, 1, Integer::sum))));
        groups.forEach((group, rows) -> {
            page.open("h3").element("span", group, "data-n", "name").close();
            table(page, runs, rows);
        });
        Map<String, Map<String, Map<String, Integer>>> machine = new TreeMap<>();
        runs.forEach((side, run) -> run.repetitions().forEach(each -> {
            each.result().host().fingerprint().forEach((name, value) -> machine.computeIfAbsent(
                            name, none -> new LinkedHashMap<>())
                    .computeIfAbsent(side, none -> new TreeMap<>())
                    .merge(value, 1, Integer::sum));
        }));
        page.element("h3", "The machine");
        table(page, runs, machine);
        page.close();
    }

    private static long places(Map<String, StoredRun> runs) {
        return runs.values().stream()
                .flatMap(run -> run.repetitions().stream())
                .map(each -> place(each.result()))
                .distinct()
                .count();
    }

    private static String place(ProbeResult result) {
        return result.spec().request().node() + "-numa" + result.grant().numaNode();
    }

    /** Of many places the facts are told together, with how many repetitions have each. */
    private static String group(ProbeResult result, boolean many) {
        return result.spec().probe().spelling() + " on " + (many ? "all places" : place(result));
    }

    private static Map<String, String> facts(ProbeResult result) {
        Map<String, String> facts = new TreeMap<>();
        result.evidence()
                .forEach((name, evidence) ->
                        facts.put(name, (word(evidence.outcome().name()) + " " + evidence.detail()).strip()));
        facts.put("placement", result.grant().reason());
        facts.put("measuring CPU", result.grant().measuringCpus().toString());
        facts.put("housekeeping CPU", result.grant().housekeepingCpus().toString());
        facts.put("clock source", result.floor().clockSource());
        facts.put("clock granularity", result.floor().granularityNs() + " ns");
        if (result.floor().medianGapNs() > 0) {
            facts.put("floor (median gap)", result.floor().medianGapNs() + " ns");
        }
        facts.put("windows", result.windows().size() + " valid");
        return facts;
    }

    private static String word(String outcome) {
        return switch (outcome) {
            case "NOT_ASKED" -> "not asked";
            case "SEEN" -> "";
            default -> outcome.toLowerCase(Locale.ROOT) + ":";
        };
    }

    private static void table(
            Html page, Map<String, StoredRun> runs, Map<String, Map<String, Map<String, Integer>>> rows) {
        page.open("div", "class", "wide")
                .open("table", "class", "evidence")
                .open("tr")
                .element("th", "");
        runs.keySet().forEach(side -> page.element("th", side, "data-n", "name"));
        page.close();
        rows.forEach((name, bySide) -> {
            boolean differ =
                    new HashSet<>(bySide.values().stream().map(Map::keySet).toList()).size() > 1
                            || bySide.size() < runs.size();
            page.open("tr", "class", differ ? "differ" : "").element("th", name);
            runs.keySet().forEach(side -> cell(page, side, bySide.getOrDefault(side, Map.of())));
            page.close();
        });
        page.close().close();
    }

    /** Each value once; where repetitions differ, with the number of those that had it. */
    private static void cell(Html page, String side, Map<String, Integer> values) {
        page.open("td");
        List<Map.Entry<String, Integer>> all = new ArrayList<>(values.entrySet());
        for (int i = 0; i < Math.min(all.size(), 6); i++) {
            page.open("div", "class", kind(all.get(i).getKey()));
            page.element("span", all.get(i).getKey(), "data-n", "result", "data-side", side);
            if (all.size() > 1) {
                page.text(" (")
                        .element("span", all.get(i).getValue().toString(), "data-n", "repetitions")
                        .text(" repetitions)");
            }
            page.close();
        }
        if (all.size() > 6) {
            page.open("div").text("and more, in the results").close();
        }
        page.close();
    }

    private static String kind(String value) {
        return value.startsWith("denied") ? "denied" : value.startsWith("unavailable") ? "denied" : "";
    }
}
