package io.quietcore.results.report;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The charts of the report as drawings of their own, for slides: the same points on the same axes. Pure.
 */
public final class ChartSvg {
    private static final int HEIGHT = 480;
    private static final int LEFT = Slide.LEFT;
    private static final int RIGHT = Slide.RIGHT;
    private static final int TOP = Slide.TOP;
    private static final int BOTTOM = HEIGHT - 44;
    private static final int LEGEND = 160;
    private static final int THOUSAND = 1_000;
    private static final int MILLION = 1_000_000;

    /** The sides' colours on white, as in report.css. */
    private static final List<String> COLOURS = List.of("#0b62a4", "#c8500a", "#00795c", "#8a3f8f");

    private final Slide slide;
    private final List<String> sides = new ArrayList<>();

    private ChartSvg(Chart chart) {
        slide = new Slide(HEIGHT, chart.title(), chart.caption());
    }

    /** All charts of these runs over all places, and of single places where they are few, and the heat maps; by title. */
    public static Map<String, String> of(Map<String, StoredRun> runs) {
        Map<String, String> drawings = new LinkedHashMap<>();
        Stream.concat(Charts.whole(runs).stream(), Charts.ofPlaces(runs, List.of()).stream())
                .forEach(chart -> drawings.put(chart.kind() + "-" + chart.title(), new ChartSvg(chart).drawn(chart)));
        Stream.concat(CpuMapSection.grids(runs).stream(), HeatMapSection.grids(runs).stream())
                .forEach(grid -> drawings.put("heat-" + grid.title(), HeatSvg.of(grid)));
        return drawings;
    }

    private String drawn(Chart chart) {
        if (chart instanceof Chart.Curves curves) {
            curves(curves);
        } else if (chart instanceof Chart.Histograms histograms) {
            histogram(histograms.bins());
        } else if (chart instanceof Chart.SpikesOverTime spikes) {
            spikes(spikes);
        }
        return slide.end();
    }

    private void curves(Chart.Curves chart) {
        chart.lines().stream().map(Chart.Line::side).distinct().forEach(sides::add);
        List<Double> values = chart.lines().stream()
                .flatMap(line -> line.valuesNs().stream())
                .filter(value -> value != null && value > 0)
                .toList();
        if (values.isEmpty()) {
            slide.text(LEFT, TOP, "soft", "too few samples for a curve");
            return;
        }
        int last = chart.lines().stream().mapToInt(ChartSvg::length).max().orElse(1);
        ChartAxis x = ChartAxis.logarithmic(Curve.ONE_IN.get(0), Curve.ONE_IN.get(Math.max(1, last - 1)), LEFT, RIGHT);
        ChartAxis y = ChartAxis.logarithmic(min(values), max(values), BOTTOM, TOP);
        axes(x, ChartSvg::percentile, y, ChartSvg::time);
        // Thin ones first, so that the thick ones lie on top.
        chart.lines().stream().filter(line -> line.repetition() > 0).forEach(line -> path(line, x, y, "1", "0.35"));
        chart.lines().stream().filter(line -> line.repetition() == 0).forEach(line -> path(line, x, y, "2.5", "1"));
        legend();
    }

    /** Up to its last value. */
    private static int length(Chart.Line line) {
        int last = 0;
        for (int i = 0; i < line.valuesNs().size(); i++) {
            @Nullable Double value = line.valuesNs().get(i);
            last = value != null && value > 0 ? i + 1 : last;
        }
        return last;
    }

    private void path(Chart.Line line, ChartAxis x, ChartAxis y, String width, String opacity) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < length(line); i++) {
            @Nullable Double value = line.valuesNs().get(i);
            if (value != null && value > 0) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(Slide.number(x.at(Curve.ONE_IN.get(i))))
                        .append(' ')
                        .append(Slide.number(y.at(value)));
            }
        }
        slide.shape(
                "path",
                "d",
                path.toString(),
                "stroke",
                colour(line.side()),
                "stroke-width",
                width,
                "stroke-opacity",
                opacity,
                "stroke-dasharray",
                line.series().isEmpty() ? "" : "2 4");
    }

    private void histogram(Bins bins) {
        bins.sides().forEach(side -> sides.add(side.side()));
        List<Double> rates = bins.sides().stream()
                .flatMap(side ->
                        side.counts().stream().filter(count -> count > 0).map(count -> count / side.measuredS()))
                .toList();
        List<Double> edges = bins.edgesNs();
        ChartAxis x = ChartAxis.logarithmic(edges.get(0), edges.get(edges.size() - 1), LEFT, RIGHT);
        // A bar of the lowest rate has a height too.
        ChartAxis y = ChartAxis.logarithmicFrom(min(rates) / 2, max(rates), BOTTOM, TOP);
        axes(x, value -> ComparisonText.value(value, Unit.NS), y, ChartSvg::rate);
        for (Bins.Side side : bins.sides()) {
            StringBuilder outline = new StringBuilder();
            for (int i = 0; i < side.counts().size(); i++) {
                if (side.counts().get(i) > 0) {
                    outline.append('M')
                            .append(Slide.number(x.at(edges.get(i))))
                            .append(' ')
                            .append(BOTTOM);
                    outline.append('V').append(Slide.number(y.at(side.counts().get(i) / side.measuredS())));
                    outline.append('H')
                            .append(Slide.number(x.at(edges.get(i + 1))))
                            .append('V')
                            .append(BOTTOM);
                }
            }
            slide.shape(
                    "path",
                    "d",
                    outline.toString(),
                    "stroke",
                    colour(side.side()),
                    "style",
                    "fill:" + colour(side.side()) + ";fill-opacity:.2");
        }
        legend();
    }

    private void spikes(Chart.SpikesOverTime chart) {
        chart.sides().forEach(side -> sides.add(side.side()));
        List<List<Double>> points =
                chart.sides().stream().flatMap(side -> side.points().stream()).toList();
        ChartAxis x =
                ChartAxis.linear(max(points.stream().map(point -> point.get(0)).toList()), LEFT, RIGHT);
        List<Double> lengths = points.stream().map(point -> point.get(1)).toList();
        ChartAxis y = ChartAxis.logarithmic(min(lengths), max(lengths), BOTTOM, TOP);
        axes(x, value -> ComparisonText.digits(value) + " s", y, ChartSvg::time);
        for (Spikes side : chart.sides()) {
            side.points()
                    .forEach(point -> slide.shape(
                            "circle",
                            "cx",
                            Slide.number(x.at(point.get(0))),
                            "cy",
                            Slide.number(y.at(point.get(1))),
                            "r",
                            "2.2",
                            "fill",
                            colour(side.side())));
        }
        legend();
    }

    private void axes(ChartAxis x, DoubleFunction<String> xWords, ChartAxis y, DoubleFunction<String> yWords) {
        for (double tick : x.ticks()) {
            slide.line(x.at(tick), TOP, x.at(tick), BOTTOM);
            slide.text(x.at(tick), BOTTOM + 22.0, "soft middle", xWords.apply(tick));
        }
        for (double tick : y.ticks()) {
            slide.line(LEFT, y.at(tick), RIGHT, y.at(tick));
            slide.text(LEFT - 8.0, y.at(tick) + 4, "soft end", yWords.apply(tick));
        }
    }

    private static String time(double ns) {
        return ComparisonText.value(ns, Unit.NS);
    }

    private static String rate(double perSecond) {
        if (perSecond >= MILLION) {
            return ComparisonText.digits(perSecond / MILLION) + " M/s";
        }
        return perSecond >= THOUSAND
                ? ComparisonText.digits(perSecond / THOUSAND) + " k/s"
                : ComparisonText.digits(perSecond) + " /s";
    }

    /** 10 is 90 %, 1,000 is 99.9 %. */
    private static String percentile(double oneIn) {
        int digits = Math.max(0, (int) Math.round(Math.log10(oneIn)) - 2);
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * (1 - 1 / oneIn));
    }

    private void legend() {
        for (int i = 0; i < sides.size(); i++) {
            double from = LEFT + (double) LEGEND * i;
            slide.rectangle(from, TOP - 24.0, 18, 4, colour(sides.get(i)));
            slide.text(from + 26, TOP - 17.0, "side", sides.get(i));
        }
    }

    private String colour(String side) {
        return COLOURS.get(Math.max(0, sides.indexOf(side)) % COLOURS.size());
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(each -> each).min().orElse(1);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(each -> each).max().orElse(1);
    }
}
