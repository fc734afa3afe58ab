package io.quietcore.runtime.external;

import java.io.IOException;
import java.util.Arrays;

/** Columns of a program's histogram that hold any value, ascending, and how many. A run of an hour may fill millions. */
final class Columns {
    /** Counts add up within what a double holds exactly. */
    private static final long MOST_VALUES = 1L << 53;

    private long[] places = new long[64];
    private long[] counts = new long[64];
    private int size;
    private long total;
    private long before = -1;

    /**
     * Adds the next one.
     *
     * @throws IOException where it does not ascend, or holds more than is counted exactly
     */
    void add(long place, long count) throws IOException {
        if (place <= before || count < 0 || count > MOST_VALUES - total) {
            throw new IOException("its columns hold " + place + ": " + count + " after " + before
                    + "; expected columns that ascend, and counts");
        }
        before = place;
        if (count == 0) {
            return;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        places[size] = place;
        counts[size++] = count;
        total += count;
    }

    int size() {
        return size;
    }

    long place(int i) {
        return places[i];
    }

    long count(int i) {
        return counts[i];
    }

    long total() {
        return total;
    }
}
