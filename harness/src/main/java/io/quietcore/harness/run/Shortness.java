package io.quietcore.harness.run;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.RunContents;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What finished sides lack, counted from what lies in their folders. Pure. */
public final class Shortness {
    private Shortness() {}

    /**
     * For each side that stays short, what it lacks, in words.
     *
     * @param finished the contents of finished sides, by name
     * @return empty when every side has every repetition of every probe and place
     */
    public static Map<String, List<String>> of(Campaign campaign, Map<String, RunContents> finished) {
        Map<String, List<String>> shortOf = new TreeMap<>();
        for (ProbeLoad load : campaign.probes()) {
            String group = load.probe().spelling();
            // A role that has nothing at all on one side is known from another one, or from what was set aside.
            Set<String> roles = new TreeSet<>();
            finished.values().forEach(contents -> roles.addAll(roles(contents, group)));
            finished.forEach((side, contents) -> {
                List<String> reasons = lacks(contents, group, roles, campaign.repetitions());
                if (!reasons.isEmpty()) {
                    shortOf.computeIfAbsent(side, key -> new ArrayList<>()).addAll(reasons);
                }
            });
        }
        return shortOf;
    }

    /**
     * What some places of a side lack that others have, in words: of a side that was told to end, whose plan says nothing.
     */
    public static List<String> uneven(Campaign campaign, RunContents side) {
        List<String> reasons = new ArrayList<>();
        for (ProbeLoad load : campaign.probes()) {
            String group = load.probe().spelling();
            Set<String> roles = roles(side, group);
            int most = whole(side, group).values().stream()
                    .mapToInt(Long::intValue)
                    .max()
                    .orElse(0);
            if (most > 0) {
                reasons.addAll(lacks(side, group, roles, most));
            }
        }
        return reasons;
    }

    private static Set<String> roles(RunContents contents, String group) {
        Set<String> roles = new TreeSet<>();
        contents.run().repetitions().stream()
                .map(each -> each.result().spec())
                .filter(spec -> spec.group().equals(group))
                .forEach(spec -> roles.add(spec.role()));
        // A folder's name is <number>-<group>-<role>; one that is set aside may have no result to ask. A role ends in
        // its
        // NUMA node, and no group that is judged is called <group>-explained.
        Pattern name = Pattern.compile("[0-9]+-" + Pattern.quote(group) + "-((?!explained-).*numa[0-9]+)");
        contents.setAside().stream()
                .map(each -> name.matcher(each.name().base()))
                .filter(Matcher::matches)
                .forEach(each -> roles.add(each.group(1)));
        return roles;
    }

    private static List<String> lacks(RunContents contents, String group, Set<String> roles, int repetitions) {
        if (roles.isEmpty()) {
            return List.of(group + " has 0 of " + repetitions + " repetitions");
        }
        Map<String, Long> wholeByRole = whole(contents, group);
        List<String> reasons = new ArrayList<>();
        for (String role : roles) {
            long whole = wholeByRole.getOrDefault(role, 0L);
            if (whole < repetitions) {
                reasons.add(group + " on " + role + " has " + whole + " of " + repetitions + " repetitions");
            }
        }
        return reasons;
    }

    private static Map<String, Long> whole(RunContents contents, String group) {
        return contents.run().repetitions().stream()
                .map(each -> each.result().spec())
                .filter(spec -> spec.group().equals(group))
                .collect(Collectors.groupingBy(ProbeSpec::role, Collectors.counting()));
    }
}
