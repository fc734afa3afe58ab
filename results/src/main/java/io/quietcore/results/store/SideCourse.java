package io.quietcore.results.store;

import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.JournalEntry.SideStarted;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a side came. Once it was measured to its end it can be begun again under another boot: each time it measures all
 * repetitions of the campaign, numbered on. Pure.
 *
 * @param turns how often it was measured to its end
 * @param open whether it was begun and is not at its end
 * @param boots under which it was begun
 */
public record SideCourse(int turns, boolean open, Set<String> boots) {
    public SideCourse {
        boots = Set.copyOf(boots);
    }

    /** That of one side. */
    public static SideCourse of(List<JournalEntry> journal, String side) {
        int turns = 0;
        boolean open = false;
        Set<String> boots = new LinkedHashSet<>();
        for (JournalEntry entry : journal) {
            if (entry instanceof SideStarted started && started.side().equals(side)) {
                boots.add(started.bootId());
                open = true;
            } else if (entry instanceof SideFinished finished && finished.side().equals(side)) {
                turns++;
                open = false;
            }
        }
        return new SideCourse(turns, open, boots);
    }

    /** How many turns lie before the one in hand, which is the last one where none is open. */
    public int turnsBefore() {
        return open || turns == 0 ? turns : turns - 1;
    }

    /** Whether nothing more is owed of it, now. */
    public boolean isFinished() {
        return turns > 0 && !open;
    }
}
