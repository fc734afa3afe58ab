package io.quietcore.results.report;

import io.quietcore.results.report.HeatGrid.Cell;
import io.quietcore.results.report.HeatGrid.Row;
import java.util.Locale;

/** A heat map as a drawing of its own, for slides. Pure. */
final class HeatSvg {
    private static final int NAMES = 240;
    private static final int CELL_HEIGHT = 26;
    private static final int LETTER = 7;
    private static final int WIDEST = 130;
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_COLUMN = 4;

    private HeatSvg() {}

    static String of(HeatGrid grid) {
        int columns = Math.max(
                1,
                grid.rows().stream().mapToInt(row -> row.cells().size()).max().orElse(1));
        int from = Slide.LEFT + NAMES;
        double width = Math.min(WIDEST, (Slide.RIGHT - from) / (double) columns);
        int height = Slide.TOP + CELL_HEIGHT * (grid.rows().size() + 1);
        Slide slide = new Slide(height, grid.title(), grid.caption());
        int every = (int) Math.ceil(LONGEST_COLUMN * LETTER / width);
        for (int i = 0; i < grid.columns().size(); i += every) {
            slide.text(
                    from + (i + 0.5) * width,
                    Slide.TOP - 8.0,
                    "soft middle",
                    grid.columns().get(i));
        }
        int y = Slide.TOP;
        for (Row row : grid.rows()) {
            slide.text(from - 12.0, y + 18.0, "soft end", shortened(row.name()));
            double x = from;
            for (Cell cell : row.cells()) {
                if (cell.share() >= 0) {
                    slide.rectangle(x, y, Math.max(0.5, width - 1), CELL_HEIGHT - 1, colour(cell.share()));
                    // What has no room is told by its shade alone.
                    if (cell.words().length() * LETTER < width) {
                        slide.text(x + width / 2, y + 18.0, "middle", cell.words());
                    }
                }
                x += width;
            }
            y += CELL_HEIGHT;
        }
        return slide.end();
    }

    /** With what tells names apart: their beginning and their end. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME / 2 - 2) + "…" + name.substring(name.length() - LONGEST_NAME / 2);
    }

    /** From nearly white to the second side's colour in report.css. */
    private static String colour(double share) {
        double part = 0.1 + 0.7 * share;
        return String.format(
                Locale.ROOT,
                "#%02x%02x%02x",
                Math.round(255 + part * (0xc8 - 255)),
                Math.round(255 + part * (0x50 - 255)),
                Math.round(255 + part * (0x0a - 255)));
    }
}
