package io.quietcore.results.export;

import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row for each repetition, place, series and statistic, with a column for each unit of which one is filled. CSV as RFC 4180 has
 * it. What was measured without its samples has no row.
 */
public final class CsvExport {
    private static final String LINE_END = "\r\n";
    private static final List<String> COLUMNS = List.of(
            "side",
            "uuid",
            "repetition",
            "startedAt",
            "node",
            "numa",
            "cpu",
            "probe",
            "series",
            "statistic",
            "valueNs",
            "valuePercent",
            "valuePerSecond",
            "samples");

    private CsvExport() {}

    /** What one series measured in one place: the histograms of its CPUs. */
    private record Place(SeriesKey key, ProbeSeries series, List<String> cpus, List<CompactHistogram> histograms) {}

    /**
     * Writes the table, heading first.
     *
     * @return how many rows besides
     */
    public static long write(List<StoredRun> runs, Appendable out) throws IOException {
        line(out, COLUMNS);
        long rows = 0;
        for (StoredRun run : runs) {
            for (StoredRepetition repetition : run.repetitions()) {
                for (Place place : places(repetition)) {
                    rows += rows(run, repetition, place, out);
                }
            }
        }
        return rows;
    }

    private static List<Place> places(StoredRepetition repetition) {
        Map<String, Place> places = new TreeMap<>();
        repetition
                .histograms()
                .forEach((key, histogram) -> repetition.series(key).ifPresent(series -> {
                    Place place = places.computeIfAbsent(
                            key.place() + " " + series,
                            none -> new Place(key, series, new ArrayList<>(), new ArrayList<>()));
                    place.cpus.add(key.get(SeriesKey.CPU).orElse(SeriesKey.ANY_CPU));
                    place.histograms.add(histogram);
                }));
        return List.copyOf(places.values());
    }

    private static long rows(StoredRun run, StoredRepetition repetition, Place place, Appendable out)
            throws IOException {
        ProbeSpec spec = repetition.result().spec();
        CompactHistogram sum = CompactHistogram.sum(place.histograms);
        Map<Statistic, Double> values = HistogramStatistics.all(
                spec.probe().statistics(), sum, spec.schedule().thresholdNs());
        for (Map.Entry<Statistic, Double> value : values.entrySet()) {
            Unit unit = value.getKey().unit();
            line(
                    out,
                    Stream.of(
                                    text(run.side()),
                                    text(run.uuid()),
                                    Integer.toString(spec.repetition()),
                                    repetition.result().startedAt().toString(),
                                    text(place.key.get(SeriesKey.NODE).orElse("")),
                                    text(place.key.get(SeriesKey.NUMA).orElse("")),
                                    text(String.join(" ", place.cpus)),
                                    spec.probe().spelling(),
                                    place.series.name(),
                                    value.getKey().spelling(),
                                    unit == Unit.NS ? value.getValue().toString() : "",
                                    unit == Unit.PERCENT ? value.getValue().toString() : "",
                                    unit == Unit.PER_SECOND ? value.getValue().toString() : "",
                                    Long.toString(sum.totalCount()))
                            .toList());
        }
        return values.size();
    }

    /** Text that no spreadsheet takes for a formula: one that begins like it gets an apostrophe (OWASP, "CSV Injection"). */
    static String text(String any) {
        boolean formula = !any.isEmpty() && "=+-@\t\r\n".indexOf(any.charAt(0)) >= 0;
        return formula ? "'" + any : any;
    }

    private static void line(Appendable out, List<String> fields) throws IOException {
        out.append(fields.stream().map(CsvExport::quoted).collect(Collectors.joining(",")))
                .append(LINE_END);
    }

    /** In quotes where it has to be, quotes doubled (RFC 4180, 2.5 to 2.7). */
    static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
