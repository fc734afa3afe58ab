package io.quietcore.results.statistics;

import java.util.Arrays;

/**
 * Buckets of a histogram that hold any value, ascending, and how {@link CompactHistogram} packs them.
 *
 * @param lowest the lowest value of each
 * @param counts how many values lie in each
 */
@SuppressWarnings("ArrayRecordComponent") // Never leaves this package.
record Buckets(long[] lowest, long[] counts) {
    private static final int SEVEN_BITS = 7;

    Buckets first(int n) {
        return n == counts.length ? this : new Buckets(Arrays.copyOf(lowest, n), Arrays.copyOf(counts, n));
    }

    static Buckets merged(Buckets a, Buckets b) {
        int most = a.counts.length + b.counts.length;
        Buckets sum = new Buckets(new long[most], new long[most]);
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < a.counts.length || j < b.counts.length) {
            long left = i < a.counts.length ? a.lowest[i] : Long.MAX_VALUE;
            long right = j < b.counts.length ? b.lowest[j] : Long.MAX_VALUE;
            sum.lowest[n] = Math.min(left, right);
            sum.counts[n++] = Math.addExact(left <= right ? a.counts[i] : 0, right <= left ? b.counts[j] : 0);
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return sum.first(n);
    }

    /** For each bucket its lowest value less that of the one before, and its count, as varints. */
    byte[] packed() {
        byte[] bytes = new byte[counts.length * 4 + 16];
        int at = 0;
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            if (bytes.length - at < 20) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length + 20);
            }
            at = put(bytes, at, lowest[i] - before);
            at = put(bytes, at, counts[i]);
            before = lowest[i];
        }
        return Arrays.copyOf(bytes, at);
    }

    /** A number that is not negative, seven bits a byte, the lowest first. */
    private static int put(byte[] bytes, int at, long number) {
        int next = at;
        long rest = number;
        while (rest > 0x7f) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= SEVEN_BITS;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /** As many buckets as were packed. */
    static Buckets unpacked(byte[] packed, int size) {
        long[] lowest = new long[size];
        long[] counts = new long[size];
        int at = 0;
        long before = 0;
        for (int n = 0; n < 2 * size; n++) {
            long number = 0;
            int shift = 0;
            byte next = packed[at++];
            while (next < 0) {
                number |= (next & 0x7fL) << shift;
                shift += SEVEN_BITS;
                next = packed[at++];
            }
            number |= (long) next << shift;
            if (n % 2 == 0) {
                before += number;
                lowest[n / 2] = before;
            } else {
                counts[n / 2] = number;
            }
        }
        return new Buckets(lowest, counts);
    }
}
