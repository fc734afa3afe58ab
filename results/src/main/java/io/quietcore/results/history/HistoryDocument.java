package io.quietcore.results.history;

import io.quietcore.results.history.HistorySeries.Point;
import io.quietcore.results.history.SeriesFindings.Change;
import io.quietcore.results.history.SeriesFindings.Shift;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A history, and what was found in it, as a program reads them ({@code -o json}). Pure. */
public final class HistoryDocument {
    private HistoryDocument() {}

    /** {@code [{workload, side, place, metric, unit, runs: [{uuid, startedAt, value, changed: […]}]}]}. */
    public static List<Map<String, Object>> series(List<HistorySeries> all) {
        return all.stream()
                .map(each -> {
                    Map<String, Object> document = identity(each);
                    document.put("runs", runs(each));
                    return document;
                })
                .toList();
    }

    private static Map<String, Object> identity(HistorySeries series) {
        Map<String, Object> document = new TreeMap<>();
        document.put("workload", series.workload());
        document.put("side", series.side());
        document.put("place", series.place());
        document.put("metric", series.metric());
        document.put("unit", series.metric().statistic().unit());
        return document;
    }

    private static List<Map<String, Object>> runs(HistorySeries series) {
        List<Map<String, Object>> runs = new ArrayList<>();
        @Nullable Point previous = null;
        for (Point point : series.points()) {
            Map<String, Object> run = run(point);
            run.put("value", point.value());
            run.put("changed", previous == null ? List.of() : FactChange.between(previous.facts(), point.facts()));
            runs.add(run);
            previous = point;
        }
        return runs;
    }

    private static Map<String, Object> run(Point point) {
        Map<String, Object> run = new TreeMap<>();
        run.put("uuid", point.uuid());
        run.put("startedAt", point.startedAt());
        return run;
    }

    /**
     * {@code {workload, regressed, series: [{…, runs, regressed, changePoints: […], shift, missing: […]}]}}.
     *
     * @param all of one workload
     */
    public static Map<String, Object> findings(String workload, List<SeriesFindings> all) {
        Map<String, Object> document = new TreeMap<>();
        document.put("workload", workload);
        document.put("regressed", all.stream().anyMatch(SeriesFindings::regressed));
        document.put("series", all.stream().map(HistoryDocument::findings).toList());
        return document;
    }

    private static Map<String, Object> findings(SeriesFindings found) {
        Map<String, Object> document = identity(found.series());
        document.put("runs", found.series().points().size());
        document.put("regressed", found.regressed());
        document.put("adjustedP", found.adjustedP());
        document.put(
                "changePoints",
                found.changes().stream().map(change -> change(found, change)).toList());
        document.put("missing", found.missing());
        Shift shift = found.shift();
        if (shift != null) {
            Map<String, Object> words = new TreeMap<>();
            words.put("runs", shift.runs());
            words.put("level", shift.level());
            words.put("newest", shift.newest());
            words.put("p", shift.p());
            words.put("margin", shift.margin());
            words.put("shifted", shift.shifted());
            document.put("shift", words);
        }
        return document;
    }

    private static Map<String, Object> change(SeriesFindings found, Change change) {
        Map<String, Object> document = run(change.at());
        document.put("previousUuid", change.previous().uuid());
        document.put("value", change.at().value());
        document.put("before", change.before());
        document.put("after", change.after());
        if (change.before() != 0) {
            document.put("changePercent", 100 * (change.after() / change.before() - 1));
        }
        document.put("p", change.p());
        document.put("alarmP", change.alarmP());
        document.put("margin", change.margin());
        document.put("beyondMargin", change.beyondMargin());
        document.put("lasted", change.lasted());
        document.put("undone", change.undone());
        document.put("regression", found.isRegression(change));
        document.put(
                "suspects",
                change.suspects().stream()
                        .map(suspect -> {
                            Map<String, Object> words = new TreeMap<>();
                            words.put("name", suspect.change().name());
                            words.put("before", suspect.change().before());
                            words.put("after", suspect.change().after());
                            words.put("uuid", suspect.uuid());
                            words.put("startedAt", suspect.since());
                            return words;
                        })
                        .toList());
        return document;
    }
}
