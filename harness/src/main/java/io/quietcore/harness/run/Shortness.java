package io.quietcore.harness.run;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.RolesPlanned;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.SideCourse;
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
     * @param journal which roles were planned, and which of them were not reached
     * @param finished the contents of finished sides, by name
     * @return empty when every side has every repetition of every probe and place
     */
    public static Map<String, List<String>> of(
            Campaign campaign, List<JournalEntry> journal, Map<String, RunContents> finished) {
        Map<String, List<String>> shortOf = new TreeMap<>();
        for (ProbeLoad load : campaign.probes()) {
            String group = load.probe().spelling();
            // A role that has nothing at all on one side is known from another one, or from what was set aside.
            Set<String> roles = new TreeSet<>();
            finished.forEach((side, contents) -> roles.addAll(roles(journal, side, contents, group)));
            finished.forEach((side, contents) -> {
                // A side that is measured again under another boot has as many once more.
                int turns = Math.max(1, SideCourse.of(journal, side).turns());
                List<String> reasons = lacks(contents, group, roles, turns * campaign.repetitions());
                if (!reasons.isEmpty()) {
                    shortOf.computeIfAbsent(side, key -> new ArrayList<>()).addAll(reasons);
                }
            });
        }
        return shortOf;
    }

    /**
     * What some places of a side lack that others have, in words: of a side that was told to end, whose plan says nothing.
     * The last repetition could not be repeated where it was disturbed; of many nodes one always is.
     *
     * @param journal as for {@link #of}
     */
    public static List<String> uneven(
            Campaign campaign, List<JournalEntry> journal, String side, RunContents contents) {
        List<String> reasons = new ArrayList<>();
        for (ProbeLoad load : campaign.probes()) {
            String group = load.probe().spelling();
            Map<String, Set<Integer>> whole = whole(contents, group);
            Set<Integer> all = new TreeSet<>();
            whole.values().forEach(all::addAll);
            int last = all.stream().reduce(0, Math::max);
            for (String role : all.isEmpty() ? Set.<String>of() : roles(journal, side, contents, group)) {
                Set<Integer> lacking = new TreeSet<>(all);
                lacking.removeAll(whole.getOrDefault(role, Set.of()));
                if (lacking.equals(all) || lacking.stream().anyMatch(number -> number < last)) {
                    reasons.add(has(group, role, all.size() - lacking.size(), all.size()));
                }
            }
        }
        return reasons;
    }

    /** The roles that a side was to have and could reach; of folders without a plan, those that left something. */
    private static Set<String> roles(List<JournalEntry> journal, String side, RunContents contents, String group) {
        Set<String> roles = new TreeSet<>(RolesPlanned.last(journal, side, group));
        for (JournalEntry entry : journal) {
            if (entry instanceof AttemptEnded ended
                    && ended.side().equals(side)
                    && ended.group().equals(group)) {
                ended.notMeasured().forEach(roles::remove);
            }
        }
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
        Map<String, Set<Integer>> wholeByRole = whole(contents, group);
        List<String> reasons = new ArrayList<>();
        for (String role : roles) {
            int whole = wholeByRole.getOrDefault(role, Set.of()).size();
            if (whole < repetitions) {
                reasons.add(has(group, role, whole, repetitions));
            }
        }
        return reasons;
    }

    private static String has(String group, String role, int whole, int repetitions) {
        return group + " on " + role + " has " + whole + " of " + repetitions + " repetitions";
    }

    /** The numbers of the whole repetitions, by role. */
    private static Map<String, Set<Integer>> whole(RunContents contents, String group) {
        return contents.run().repetitions().stream()
                .map(each -> each.result().spec())
                .filter(spec -> spec.group().equals(group))
                .collect(Collectors.groupingBy(
                        ProbeSpec::role, Collectors.mapping(ProbeSpec::repetition, Collectors.toSet())));
    }
}
