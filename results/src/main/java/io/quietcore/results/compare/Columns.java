package io.quietcore.results.compare;

import java.util.List;
import java.util.function.IntPredicate;

/** Rows of text as columns by width, numbers to the right. Pure. */
final class Columns {
    private Columns() {}

    /**
     * Writes rows, the header first.
     *
     * @param isNumber of a column, from 0
     */
    static void write(List<List<String>> rows, IntPredicate isNumber, StringBuilder out) {
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - row.get(i).length());
                line.append(isNumber.test(i) ? gap + row.get(i) : row.get(i) + gap)
                        .append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
