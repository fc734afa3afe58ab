package io.quietcore.results.store;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.Outcome;
import io.quietcore.results.store.JournalEntry.RolesKept;
import io.quietcore.results.store.RepetitionFolderName.Mark;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a killed controller left undone. The folders are the truth about what was measured, the journal about what was
 * tried; after {@link #apply} this holds: a folder has the name of a whole repetition if and only if the last journal
 * entry of its attempt says complete, or it is kept ({@link RolesKept}); and where an attempt is complete, every role of its
 * group has one, of that attempt or kept.
 *
 * @param marks the folders that are to be marked incomplete
 * @param kept what is to be added to the journal of roles that are kept: of those that were, some are damaged or gone, and of
 *     an attempt that turns out not to be complete, those of the nodes that are whole
 * @param entries what is to be added of attempts
 */
public record Reconciliation(List<IncompleteFolder> marks, List<RolesKept> kept, List<AttemptEnded> entries) {
    public Reconciliation {
        marks = List.copyOf(marks);
        kept = List.copyOf(kept);
        entries = List.copyOf(entries);
    }

    /**
     * A folder to be marked.
     *
     * @param side whose run it lies in
     * @param whole its name
     * @param attempt that it was of; where it cannot be read, the last one
     */
    public record IncompleteFolder(String side, RepetitionFolderName whole, int attempt) {}

    private record Attempt(String side, String group, int repetition, int attempt) {
        private boolean isOfSameRepetition(Attempt other) {
            return side.equals(other.side) && group.equals(other.group) && repetition == other.repetition;
        }

        private RolesKept kept(List<String> roles, Instant at) {
            return new RolesKept(side, group, repetition, attempt, roles, at);
        }

        private AttemptEnded ended(Judged judged, Instant at) {
            return new AttemptEnded(
                    side, group, repetition, attempt, Objects.requireNonNull(judged.outcome), judged.reasons, at);
        }
    }

    private static final Comparator<Attempt> ORDER = Comparator.comparing(Attempt::side)
            .thenComparing(Attempt::group)
            .thenComparingInt(Attempt::repetition)
            .thenComparingInt(Attempt::attempt);

    /**
     * Compares journal and folders.
     *
     * @param journal all of it
     * @param runs by side, what {@link RunFolder#read()} found
     * @param roles by group, those that a repetition of it consists of; attempts of other groups are left alone
     * @param at for the entries
     */
    public static Reconciliation of(
            List<JournalEntry> journal, Map<String, RunContents> runs, Map<String, Set<String>> roles, Instant at) {
        Map<Attempt, @Nullable Outcome> attempts = new TreeMap<>(ORDER);
        runs.forEach((side, contents) -> contents.run()
                .all()
                .forEach(stored -> attempts.put(attempt(side, stored.result().spec()), null)));
        Map<Attempt, List<String>> notMeasured = new HashMap<>();
        Map<Attempt, List<String>> kept = new TreeMap<>(ORDER);
        for (JournalEntry entry : journal) {
            if (entry instanceof AttemptStarted started) {
                attempts.put(
                        new Attempt(started.side(), started.group(), started.repetition(), started.attempt()), null);
            } else if (entry instanceof AttemptEnded ended) {
                Attempt attempt = new Attempt(ended.side(), ended.group(), ended.repetition(), ended.attempt());
                attempts.put(attempt, ended.outcome());
                notMeasured.put(attempt, ended.notMeasured());
            } else if (entry instanceof RolesKept told) {
                kept.put(new Attempt(told.side(), told.group(), told.repetition(), told.attempt()), told.roles());
            }
        }
        List<RolesKept> nowKept = new ArrayList<>(dropLost(kept, runs, notMeasured, at));
        List<IncompleteFolder> marks = new ArrayList<>();
        List<AttemptEnded> entries = new ArrayList<>();
        attempts.forEach((attempt, outcome) -> {
            RunContents contents = runs.get(attempt.side);
            Set<String> all = roles.get(attempt.group);
            if (contents != null && all != null) {
                Set<String> expected = new TreeSet<>(all);
                expected.removeAll(notMeasured.getOrDefault(attempt, List.of()));
                kept.forEach((other, told) -> {
                    if (other.isOfSameRepetition(attempt) && other.attempt != attempt.attempt) {
                        expected.removeAll(told);
                    }
                });
                boolean last = attempts.keySet().stream().noneMatch(other -> isLater(other, attempt));
                Found found = Found.in(contents, attempt, expected, last);
                Judged judged = found.judged(outcome);
                if (judged.outcome == Outcome.COMPLETE) {
                    if (outcome != judged.outcome) {
                        entries.add(attempt.ended(judged, at));
                    }
                    return;
                }
                Set<String> stay = new TreeSet<>(kept.getOrDefault(attempt, List.of()));
                if (judged.outcome != outcome && stay.addAll(found.ofWholeNodes(expected))) {
                    nowKept.add(attempt.kept(List.copyOf(stay), at));
                }
                found.present.forEach((role, name) -> {
                    if (!stay.contains(role)) {
                        marks.add(new IncompleteFolder(attempt.side, name, attempt.attempt));
                    }
                });
                if (judged.outcome != outcome) {
                    entries.add(attempt.ended(judged, at));
                }
            }
        });
        return new Reconciliation(marks, nowKept, entries);
    }

    /** Takes out of what is kept whatever is no longer there, and says so for the journal. */
    private static List<RolesKept> dropLost(
            Map<Attempt, List<String>> kept,
            Map<String, RunContents> runs,
            Map<Attempt, List<String>> notMeasured,
            Instant at) {
        List<RolesKept> fewer = new ArrayList<>();
        kept.replaceAll((attempt, told) -> {
            List<String> there =
                    there(attempt, told, runs.get(attempt.side), notMeasured.getOrDefault(attempt, List.of()));
            if (!there.equals(told)) {
                fewer.add(attempt.kept(there, at));
            }
            return there;
        });
        return fewer;
    }

    /** A role is called {@code <node>-numa<k>}, or {@code numa<k>} on the machine itself. */
    private static String node(String role) {
        return role.substring(0, Math.max(0, role.lastIndexOf("numa")));
    }

    /** Those of the kept roles whose nodes are still whole: each role of theirs is there, or was never reached. */
    private static List<String> there(
            Attempt attempt, List<String> kept, @Nullable RunContents contents, List<String> notMeasured) {
        if (contents == null) {
            return kept;
        }
        Set<String> stored = new TreeSet<>(notMeasured);
        contents.run().all().stream()
                .map(each -> each.result().spec())
                .filter(spec -> attempt(attempt.side, spec).equals(attempt))
                .forEach(spec -> stored.add(spec.role()));
        Set<String> broken = kept.stream()
                .filter(role -> !stored.contains(role))
                .map(Reconciliation::node)
                .collect(Collectors.toSet());
        return kept.stream().filter(role -> !broken.contains(node(role))).toList();
    }

    private static Attempt attempt(String side, ProbeSpec spec) {
        return new Attempt(side, spec.group(), spec.repetition(), spec.attempt());
    }

    private static boolean isLater(Attempt other, Attempt attempt) {
        return other.isOfSameRepetition(attempt) && other.attempt > attempt.attempt;
    }

    /**
     * Does it: folders first, then what lies in them, then what that means, so that whatever is killed here is found again by
     * the next reconciliation.
     *
     * @param folders by side
     * @param roles by group, as {@link #of} was given them
     * @param at for the entries
     */
    public void apply(Journal journal, Map<String, RunFolder> folders, Map<String, Set<String>> roles, Instant at)
            throws IOException {
        for (IncompleteFolder mark : marks) {
            RunFolder folder = folders.get(mark.side);
            if (folder == null) {
                throw new IllegalArgumentException("no folder was given for the side " + mark.side);
            }
            folder.markIncomplete(mark.whole, mark.attempt);
        }
        for (Attempt attempt : touched()) {
            RunFolder folder = folders.get(attempt.side);
            if (folder != null) {
                Set<String> ofGroup = roles.getOrDefault(attempt.group, Set.of());
                journal.append(folder.stored(attempt.group, attempt.repetition, attempt.attempt, ofGroup, at));
            }
        }
        for (RolesKept entry : kept) {
            journal.append(entry);
        }
        for (AttemptEnded entry : entries) {
            journal.append(entry);
        }
    }

    private Set<Attempt> touched() {
        Set<Attempt> touched = new TreeSet<>(ORDER);
        kept.forEach(each -> touched.add(new Attempt(each.side(), each.group(), each.repetition(), each.attempt())));
        entries.forEach(each -> touched.add(new Attempt(each.side(), each.group(), each.repetition(), each.attempt())));
        return touched;
    }

    /** How an attempt ended, by what the journal and the folders say. */
    private record Judged(@Nullable Outcome outcome, List<String> reasons) {}

    /**
     * What lies in the folders of one attempt.
     *
     * @param missing the roles that have none
     * @param present whole repetitions by role, damaged ones too
     * @param stopped whether one of the whole is shorter by order
     * @param invalid why roles are invalid; empty where none is
     * @param damaged what is wrong with those that are damaged, by role
     */
    private record Found(
            Set<String> missing,
            Map<String, RepetitionFolderName> present,
            boolean stopped,
            List<String> invalid,
            Map<String, String> damaged) {

        static Found in(RunContents contents, Attempt attempt, Set<String> expected, boolean last) {
            Set<String> missing = new TreeSet<>(expected);
            Map<String, RepetitionFolderName> present = new TreeMap<>();
            List<String> invalid = new ArrayList<>();
            Map<String, String> damaged = new TreeMap<>();
            boolean stopped = false;
            for (StoredRepetition stored : contents.run().all()) {
                ProbeSpec spec = stored.result().spec();
                if (attempt(attempt.side, spec).equals(attempt)) {
                    missing.remove(spec.role());
                    present.put(spec.role(), RepetitionFolderName.whole(spec));
                    stopped |= stored.result().stopped();
                }
            }
            for (String role : expected) {
                RepetitionFolderName name = RepetitionFolderName.whole(attempt.repetition, attempt.group, role);
                RepetitionFolderName marked = name.marked(Mark.INVALID, attempt.attempt);
                contents.setAside().stream()
                        .filter(aside -> aside.name().equals(marked))
                        .forEach(aside -> aside.reasons().forEach(reason -> invalid.add(role + ": " + reason)));
                // A damaged folder does not say which attempt it was; only one can have that name, the last.
                contents.damaged().stream()
                        .filter(broken -> last && broken.folder().endsWith(name.toString()))
                        .forEach(broken -> {
                            present.put(role, name);
                            damaged.put(role, broken.message());
                        });
            }
            return new Found(missing, present, stopped, invalid, damaged);
        }

        Judged judged(@Nullable Outcome journalled) {
            if (journalled == null && missing.isEmpty() && !stopped) {
                return new Judged(Outcome.COMPLETE, List.of());
            } else if (journalled == null && !invalid.isEmpty()) {
                return new Judged(Outcome.INVALID, invalid);
            } else if (!damaged.isEmpty() && (journalled == null || journalled == Outcome.COMPLETE)) {
                return new Judged(Outcome.FAILED, List.copyOf(damaged.values()));
            } else if (journalled == null) {
                return new Judged(Outcome.STOPPED, List.of("the controller ended before the attempt did"));
            } else if (journalled == Outcome.COMPLETE && !missing.isEmpty()) {
                return new Judged(
                        Outcome.FAILED, List.of("it was complete, and now lacks " + String.join(", ", missing)));
            }
            return new Judged(journalled, List.of());
        }

        /** The roles of nodes on which every role is whole; none of what was stopped. */
        Set<String> ofWholeNodes(Set<String> expected) {
            Set<String> broken = new TreeSet<>();
            expected.stream()
                    .filter(role -> stopped || missing.contains(role) || damaged.containsKey(role))
                    .forEach(role -> broken.add(node(role)));
            return expected.stream()
                    .filter(role -> !broken.contains(node(role)))
                    .collect(Collectors.toSet());
        }
    }
}
