package io.quietcore.results.report;

import java.util.List;

/**
 * A heat map to be drawn.
 *
 * @param columns their names; none where the cells have names of their own
 */
record HeatGrid(String title, String caption, List<String> columns, List<Row> rows) {
    HeatGrid {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    record Row(String name, List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A square.
     *
     * @param share how dark, from 0 to 1; below 0 for what was not measured
     */
    record Cell(String words, double share) {
        static final Cell NONE = new Cell("", -1);
    }
}
