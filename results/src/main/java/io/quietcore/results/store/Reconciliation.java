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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a killed controller left undone. The folders are the truth about what was measured, the journal about what was
 * tried; after {@link #apply} this holds: a folder has the name of a whole repetition if and only if the last journal
 * entry of its attempt says complete, or it is kept ({@link RolesKept}); and where an attempt is complete, every role of its
 * group has one, of that attempt or kept.
 *
 * @param marks the folders that are to be marked incomplete
 * @param kept what is to be added to the journal of roles that were kept: some are damaged or gone
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
        List<RolesKept> fewer = new ArrayList<>();
        kept.replaceAll((attempt, told) -> {
            List<String> there =
                    there(attempt, told, runs.get(attempt.side), notMeasured.getOrDefault(attempt, List.of()));
            if (!there.equals(told)) {
                fewer.add(new RolesKept(attempt.side, attempt.group, attempt.repetition, attempt.attempt, there, at));
            }
            return there;
        });
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
                found.judge(attempt, outcome, kept.getOrDefault(attempt, List.of()), marks, entries, at);
            }
        });
        return new Reconciliation(marks, fewer, entries);
    }

    /** Those of the kept roles that are still there, or were never reached. */
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
        return kept.stream().filter(stored::contains).toList();
    }

    private static Attempt attempt(String side, ProbeSpec spec) {
        return new Attempt(side, spec.group(), spec.repetition(), spec.attempt());
    }

    private static boolean isLater(Attempt other, Attempt attempt) {
        return other.isOfSameRepetition(attempt) && other.attempt > attempt.attempt;
    }

    /**
     * Does it: folders first, so that whatever is killed here is found again by the next reconciliation.
     *
     * @param folders by side
     */
    public void apply(Journal journal, Map<String, RunFolder> folders) throws IOException {
        for (IncompleteFolder mark : marks) {
            RunFolder folder = folders.get(mark.side);
            if (folder == null) {
                throw new IllegalArgumentException("no folder was given for the side " + mark.side);
            }
            folder.markIncomplete(mark.whole, mark.attempt);
        }
        for (RolesKept entry : kept) {
            journal.append(entry);
        }
        for (AttemptEnded entry : entries) {
            journal.append(entry);
        }
    }

    /**
     * What lies in the folders of one attempt.
     *
     * @param missing the roles that have none
     * @param present names of whole repetitions, damaged ones too
     * @param stopped whether one of the whole is shorter by order
     * @param invalid why roles are invalid; empty where none is
     * @param damaged what is wrong with those that are damaged
     */
    private record Found(
            Set<String> missing,
            List<RepetitionFolderName> present,
            boolean stopped,
            List<String> invalid,
            List<String> damaged) {

        static Found in(RunContents contents, Attempt attempt, Set<String> expected, boolean last) {
            Set<String> missing = new TreeSet<>(expected);
            List<RepetitionFolderName> present = new ArrayList<>();
            List<String> invalid = new ArrayList<>();
            List<String> damaged = new ArrayList<>();
            boolean stopped = false;
            for (StoredRepetition stored : contents.run().all()) {
                ProbeSpec spec = stored.result().spec();
                if (attempt(attempt.side, spec).equals(attempt)) {
                    missing.remove(spec.role());
                    present.add(RepetitionFolderName.whole(spec));
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
                            present.add(name);
                            damaged.add(broken.message());
                        });
            }
            return new Found(missing, present, stopped, invalid, damaged);
        }

        void judge(
                Attempt attempt,
                @Nullable Outcome journalled,
                Collection<String> kept,
                Collection<IncompleteFolder> marks,
                Collection<AttemptEnded> entries,
                Instant at) {
            Outcome outcome = journalled;
            List<String> reasons = List.of();
            if (journalled == null && missing.isEmpty() && !stopped) {
                outcome = Outcome.COMPLETE;
            } else if (journalled == null && !invalid.isEmpty()) {
                outcome = Outcome.INVALID;
                reasons = invalid;
            } else if (!damaged.isEmpty() && (journalled == null || journalled == Outcome.COMPLETE)) {
                outcome = Outcome.FAILED;
                reasons = damaged;
            } else if (journalled == null) {
                outcome = Outcome.STOPPED;
                reasons = List.of("the controller ended before the attempt did");
            } else if (journalled == Outcome.COMPLETE && !missing.isEmpty()) {
                outcome = Outcome.FAILED;
                reasons = List.of("it was complete, and now lacks " + String.join(", ", missing));
            }
            if (outcome != Outcome.COMPLETE) {
                Set<RepetitionFolderName> stay = new HashSet<>();
                kept.forEach(role -> stay.add(RepetitionFolderName.whole(attempt.repetition, attempt.group, role)));
                present.stream()
                        .filter(name -> !stay.contains(name))
                        .forEach(name -> marks.add(new IncompleteFolder(attempt.side, name, attempt.attempt)));
            }
            if (outcome != null && outcome != journalled) {
                entries.add(new AttemptEnded(
                        attempt.side, attempt.group, attempt.repetition, attempt.attempt, outcome, reasons, at));
            }
        }
    }
}
