package io.quietcore.results.history;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.results.compare.Resolution;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the rows of a {@link HistorySelection}. */
final class SeriesRows {
    private record Key(String side, String place, Metric metric) {}

    private SeriesRows() {}

    /** The series, in the order of their first rows. */
    static List<HistorySeries> read(ResultSet rows, String workload) throws SQLException {
        Map<Key, List<HistorySeries.Point>> points = new LinkedHashMap<>();
        Map<Long, SortedMap<String, String>> facts = new HashMap<>();
        while (rows.next()) {
            Optional<Metric> metric = Metric.named(rows.getString("metric"));
            // One that this version no longer knows, or knows to be a mixture, cannot be judged by it.
            if (metric.filter(each -> !each.series().isMixture()).isPresent()) {
                Key key = new Key(rows.getString("side"), rows.getString("place"), metric.get());
                String json = rows.getString("facts");
                points.computeIfAbsent(key, none -> new ArrayList<>())
                        .add(new HistorySeries.Point(
                                rows.getString("uuid"),
                                Instant.ofEpochMilli(rows.getLong("started_at_ms")),
                                rows.getDouble("value"),
                                facts.computeIfAbsent(rows.getLong("fingerprint"), none -> facts(json)),
                                new Resolution(rows.getDouble("floor_ns"), rows.getLong("step_ns"))));
            }
        }
        List<HistorySeries> series = new ArrayList<>();
        points.forEach((key, own) -> series.add(new HistorySeries(workload, key.side, key.place, key.metric, own)));
        return series;
    }

    private static SortedMap<String, String> facts(String json) {
        SortedMap<String, String> facts = new TreeMap<>();
        CanonicalJson.readTree(json.getBytes(StandardCharsets.UTF_8))
                .properties()
                .forEach(each -> facts.put(each.getKey(), each.getValue().asString()));
        return facts;
    }
}
