package io.quietcore.results.statistics;

import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/** Our histogram against HdrHistogram: of values, of the library's bytes, and of bytes from anywhere. */
public final class HistogramTargets {
    private static final int COMPRESSED = 0x1c849304 | 0x10;
    private static final long HIGHEST = 3_600_000_000_000L;
    private static final List<Double> PERCENTILES = List.of(0.0, 1e-9, 25.0, 50.0, 90.0, 99.0, 99.9, 99.999, 100.0);

    private HistogramTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.telling("histogram", HistogramTargets::values),
                Target.refusing("histogram-bytes", IllegalArgumentException.class, HistogramTargets::bytes));
    }

    /** Each ten bytes are a value and how often it came; the first byte says how precise. */
    private static boolean values(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        int digits = Math.floorMod(input[0], 4);
        Histogram library = new Histogram(1, HIGHEST, digits);
        Histogram half = new Histogram(1, HIGHEST, digits);
        ByteBuffer in = ByteBuffer.wrap(input, 1, input.length - 1);
        for (int n = 0; in.remaining() >= 10; n++) {
            long value = (in.getLong() & Long.MAX_VALUE) % HIGHEST >>> (n & 31);
            long count = 1 + (in.getShort() & 0xffff);
            library.recordValueWithCount(value, count);
            if (n % 2 == 0) {
                half.recordValueWithCount(value, count);
            }
        }
        CompactHistogram ours = CompactHistogram.of(library);
        agree(ours, library);
        Holds.equal("a histogram and itself, encoded", ours, CompactHistogram.decode(encoded(library)));
        agree(CompactHistogram.of(ours.toHistogram()), library);
        List<CompactHistogram> parts = new ArrayList<>(List.of(ours, CompactHistogram.of(half)));
        Histogram sum = library.copy();
        sum.add(half);
        agree(CompactHistogram.sum(parts), sum);
        HistogramSum windows = new HistogramSum();
        windows.add(encoded(library));
        windows.add(encoded(half));
        agree(windows.done(), sum);
        return true;
    }

    private static byte[] encoded(Histogram histogram) {
        ByteBuffer out = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(out);
        byte[] bytes = new byte[length];
        out.flip();
        out.get(bytes);
        return bytes;
    }

    private static void agree(CompactHistogram ours, Histogram library) {
        Holds.equal("counts", ours.totalCount(), library.getTotalCount());
        Holds.equal("maxima", ours.maxNs(), library.getMaxValue());
        if (ours.totalCount() == 0) {
            return;
        }
        for (double percentile : PERCENTILES) {
            Holds.equal(
                    "values at " + percentile + " %",
                    ours.valueAtPercentile(percentile),
                    library.getValueAtPercentile(percentile));
        }
        double mean = library.getMean();
        Holds.that(Math.abs(ours.meanNs() - mean) <= 1e-9 * mean, "means differ: " + ours.meanNs() + " and " + mean);
    }

    /** The library's bytes, or what they hold before they are compressed: what we take, the library takes as the same. */
    private static void bytes(byte[] input) {
        boolean compressed = input.length >= 8 && ByteBuffer.wrap(input).getInt(0) == COMPRESSED;
        byte[] whole = compressed ? input : compressed(input);
        CompactHistogram ours = CompactHistogram.decode(whole);
        if (ours.toHistogram().getNumberOfSignificantValueDigits() <= 3) {
            agree(ours, library(whole));
        }
    }

    private static Histogram library(byte[] bytes) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
        } catch (java.util.zip.DataFormatException e) {
            throw new AssertionError("we take what the library does not", e);
        }
    }

    private static byte[] compressed(byte[] plain) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] chunk = new byte[8_192];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return ByteBuffer.allocate(8 + out.size())
                    .putInt(COMPRESSED)
                    .putInt(out.size())
                    .put(out.toByteArray())
                    .array();
        } finally {
            deflater.end();
        }
    }
}
