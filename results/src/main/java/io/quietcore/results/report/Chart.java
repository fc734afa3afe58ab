package io.quietcore.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quietcore.contract.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is drawn: on the page by its program, for slides by {@link ChartSvg}. */
sealed interface Chart {
    /** Its class on the page. */
    String kind();

    Probe probe();

    /** {@code <node>-numa<k>}, or what is drawn in place of one. */
    String place();

    String caption();

    /** The points as the page's program reads them. */
    Object points();

    /** What it is called, in words. */
    default String title() {
        return probe().spelling() + " on " + place();
    }

    /** Quantiles over an axis on which each nine takes as much room as the one before. */
    record Curves(Probe probe, String place, String caption, List<Line> lines) implements Chart {
        public Curves {
            lines = List.copyOf(lines);
        }

        @Override
        public String kind() {
            return "curve";
        }

        @Override
        public Object points() {
            return new CurvePoints(probe, place, Curve.ONE_IN, lines);
        }

        private record CurvePoints(Probe probe, String place, List<Double> oneIn, List<Line> series) {}
    }

    /**
     * A curve.
     *
     * @param series the label of a series, or empty for all that a probe measured
     * @param repetition from 1; 0 for all together
     * @param valuesNs at each point of the axis; null where there are too few samples
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Line(String side, String series, int repetition, List<@Nullable Double> valuesNs) {}

    /** How often values of each length came. */
    record Histograms(Probe probe, String place, String caption, Bins bins) implements Chart {
        @Override
        public String kind() {
            return "histogram";
        }

        @Override
        public Object points() {
            return new HistogramPoints(probe, place, bins.edgesNs(), bins.sides());
        }

        private record HistogramPoints(Probe probe, String place, List<Double> edgesNs, List<Bins.Side> sides) {}
    }

    /** Spikes over the measured time. */
    record SpikesOverTime(Probe probe, String place, String caption, List<Spikes> sides) implements Chart {
        public SpikesOverTime {
            sides = List.copyOf(sides);
        }

        @Override
        public String kind() {
            return "spikes";
        }

        @Override
        public Object points() {
            return new SpikePoints(probe, place, sides);
        }

        private record SpikePoints(Probe probe, String place, List<Spikes> sides) {}
    }

    /**
     * Spikes with the load behind them.
     *
     * @param spikes seconds since the load began, and the length in nanoseconds
     */
    record SpikesUnderLoad(Probe probe, String place, String caption, List<Band> bands, List<List<Double>> spikes)
            implements Chart {
        public SpikesUnderLoad {
            bands = List.copyOf(bands);
            spikes = List.copyOf(spikes);
        }

        @Override
        public String kind() {
            return "load";
        }

        @Override
        public Object points() {
            return new LoadPoints(bands, spikes);
        }

        private record LoadPoints(List<Band> bands, List<List<Double>> points) {}
    }

    /** A stretch of time, in seconds since the load began. */
    record Band(String name, double fromS, double untilS) {}
}
