package io.quietcore.harness.run;

import io.quietcore.harness.plan.Attempt;
import io.quietcore.harness.plan.Attempt.Outcome;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.AttemptEnded;
import io.quietcore.results.store.JournalEntry.AttemptStarted;
import io.quietcore.results.store.JournalEntry.RolesKept;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The journal, as the plan wants it: one entry for each attempt, with how it ended. Pure. */
final class Attempts {
    private Attempts() {}

    private record Key(String side, String group, int repetition, int number) {}

    static List<Attempt> of(List<JournalEntry> journal) {
        Map<Key, Outcome> attempts = new LinkedHashMap<>();
        Map<Key, List<String>> kept = new HashMap<>();
        for (JournalEntry entry : journal) {
            if (entry instanceof AttemptStarted started) {
                attempts.putIfAbsent(
                        new Key(started.side(), started.group(), started.repetition(), started.attempt()),
                        Outcome.CUT_OFF);
            } else if (entry instanceof AttemptEnded ended) {
                attempts.put(
                        new Key(ended.side(), ended.group(), ended.repetition(), ended.attempt()),
                        outcome(ended.outcome()));
            } else if (entry instanceof RolesKept told) {
                kept.put(new Key(told.side(), told.group(), told.repetition(), told.attempt()), told.roles());
            }
        }
        return attempts.entrySet().stream()
                .map(e -> new Attempt(
                        e.getKey().side,
                        e.getKey().group,
                        e.getKey().repetition,
                        e.getKey().number,
                        e.getValue(),
                        Set.copyOf(kept.getOrDefault(e.getKey(), List.of()))))
                .toList();
    }

    /** The last attempt that was started and is not known to have ended: the one in hand when a controller was killed. */
    static Optional<Attempt> open(List<JournalEntry> journal) {
        Attempt open = null;
        for (JournalEntry entry : journal) {
            if (entry instanceof AttemptStarted started) {
                open = new Attempt(
                        started.side(), started.group(), started.repetition(), started.attempt(), Outcome.CUT_OFF);
            } else if (entry instanceof AttemptEnded) {
                open = null;
            }
        }
        return Optional.ofNullable(open);
    }

    private static Outcome outcome(JournalEntry.Outcome outcome) {
        return switch (outcome) {
            case COMPLETE -> Outcome.COMPLETE;
            case INVALID, FAILED -> Outcome.INVALID;
            case STOPPED -> Outcome.CUT_OFF;
        };
    }
}
