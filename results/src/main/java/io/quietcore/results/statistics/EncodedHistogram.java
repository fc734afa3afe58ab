package io.quietcore.results.statistics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * Reads HdrHistogram's compressed encoding, version 2, into the buckets that hold values, without the 270 kB that the
 * library clears, fills and looks through for each: a tenth of the time. Other versions are left to the library.
 */
final class EncodedHistogram {
    /** {@code AbstractHistogram}: V2EncodingCookieBase and V2CompressedEncodingCookieBase, with word size 1. */
    private static final int V2_COOKIE = 0x1c849303 | 0x10;

    private static final int V2_COMPRESSED_COOKIE = 0x1c849304 | 0x10;

    /** The most that three digits over all of a long take is 0.5 MB; five digits take 32. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int MOST_DIGITS = 5;

    /** The ninth byte of a number holds eight bits and is the last. */
    private static final int MOST_SHIFT = 56;

    private EncodedHistogram() {}

    /**
     * The histogram.
     *
     * @throws IllegalArgumentException where it is none, or not whole
     */
    static CompactHistogram.Filling decode(byte[] compressed) {
        try {
            ByteBuffer outer = ByteBuffer.wrap(compressed);
            if (compressed.length < 2 * Integer.BYTES || outer.getInt(0) != V2_COMPRESSED_COOKIE) {
                return CompactHistogram.Filling.of(Histogram.decodeFromCompressedByteBuffer(outer, 0));
            }
            int length = outer.getInt(Integer.BYTES);
            if (length != compressed.length - 2 * Integer.BYTES) {
                throw new IllegalArgumentException("a wrong length");
            }
            return decodeInflated(inflated(compressed, 2 * Integer.BYTES, length));
        } catch (DataFormatException | BufferUnderflowException | ArithmeticException e) {
            throw new IllegalArgumentException("no whole histogram", e);
        }
    }

    private static ByteBuffer inflated(byte[] bytes, int from, int length) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, from, length);
            byte[] out = new byte[Math.max(1024, 4 * length)];
            int size = 0;
            while (!inflater.finished()) {
                if (size == out.length) {
                    out = Arrays.copyOf(out, 2 * out.length);
                }
                int more = inflater.inflate(out, size, out.length - size);
                size += more;
                if (size > MOST_BYTES || (more == 0 && size < out.length && !inflater.finished())) {
                    throw new DataFormatException("cut off, or too long");
                }
            }
            return ByteBuffer.wrap(out, 0, size);
        } finally {
            inflater.end();
        }
    }

    private static CompactHistogram.Filling decodeInflated(ByteBuffer in) {
        int cookie = in.getInt();
        int length = in.getInt();
        int normalizingOffset = in.getInt();
        int digits = in.getInt();
        long unit = in.getLong();
        long highest = in.getLong();
        double ratio = in.getDouble();
        boolean sane = cookie == V2_COOKIE
                && length == in.remaining()
                && normalizingOffset == 0
                && ratio == 1.0
                && digits >= 0
                && digits <= MOST_DIGITS
                && unit >= 1
                && highest / 2 >= unit;
        if (!sane) {
            throw new IllegalArgumentException("a damaged head");
        }
        Layout layout = Layout.of(unit, digits);
        CompactHistogram.Filling filling = new CompactHistogram.Filling(unit, digits, highest);
        int index = 0;
        while (in.hasRemaining()) {
            long count = zigZag(in);
            if (count <= 0) {
                // So many empty buckets; one where the number is 0.
                index = Math.addExact(index, Math.toIntExact(count == 0 ? 1 : Math.negateExact(count)));
            } else {
                long lowest = layout.lowest(index++);
                if (lowest > highest && lowest > Long.highestOneBit(highest) * 2) {
                    throw new IllegalArgumentException("a value beyond the range");
                }
                filling.add(lowest, count);
            }
        }
        return filling;
    }

    /** LEB128 of at most nine bytes, zigzag: HdrHistogram's {@code ZigZagEncoding}. */
    private static long zigZag(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        byte next = in.get();
        while (next < 0 && shift < MOST_SHIFT) {
            number |= (next & 0x7fL) << shift;
            shift += 7;
            next = in.get();
        }
        number |= (shift == MOST_SHIFT ? next & 0xffL : next & 0x7fL) << shift;
        return (number >>> 1) ^ -(number & 1);
    }

    /** Where the buckets of a unit and precision lie ({@code AbstractHistogram.valueFromIndex}). */
    private record Layout(int unitMagnitude, int halfMagnitude) {
        static Layout of(long unit, int digits) {
            long largest = 2 * (long) Math.pow(10, digits);
            int magnitude = (int) Math.ceil(Math.log((double) largest) / Math.log(2));
            return new Layout(63 - Long.numberOfLeadingZeros(unit), Math.max(magnitude, 1) - 1);
        }

        long lowest(int index) {
            int half = 1 << halfMagnitude;
            int bucket = (index >> halfMagnitude) - 1;
            long within = (index & (half - 1)) + (bucket < 0 ? 0L : half);
            int shift = Math.max(bucket, 0) + unitMagnitude;
            if (shift > Long.numberOfLeadingZeros(within) - 1) {
                throw new IllegalArgumentException("a value beyond any range");
            }
            return within << shift;
        }
    }
}
