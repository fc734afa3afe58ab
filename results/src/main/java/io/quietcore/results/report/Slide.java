package io.quietcore.results.report;

import java.util.Locale;

/** A drawing that stands alone: it brings its styles, needs no script, no font and no network, and is white behind. */
final class Slide {
    static final int WIDTH = 960;
    static final int LEFT = 76;
    static final int RIGHT = WIDTH - 32;
    static final int TOP = 84;

    private static final String STYLE =
            "text{font:13px system-ui,sans-serif;fill:#1c2228}.title{font-size:17px;font-weight:600}"
                    + ".soft{fill:#5c6670}line{stroke:#d9dee3}path{fill:none;stroke-linejoin:round}"
                    + ".end{text-anchor:end}.middle{text-anchor:middle}";

    private final Html svg = new Html();

    Slide(int height, String title, String caption) {
        svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(height),
                "role",
                "img");
        svg.element("title", title + ": " + caption);
        svg.element("style", STYLE);
        svg.element("rect", "", "width", "100%", "height", "100%", "fill", "#ffffff");
        text(LEFT, 26, "title", title);
        text(LEFT, 46, "soft", caption);
    }

    void text(double x, double y, String style, String words) {
        svg.element("text", words, "x", number(x), "y", number(y), "class", style);
    }

    void line(double x1, double y1, double x2, double y2) {
        svg.element("line", "", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        svg.element(
                "rect",
                "",
                "x",
                number(x),
                "y",
                number(y),
                "width",
                number(width),
                "height",
                number(height),
                "fill",
                colour);
    }

    /** An element with these attributes, as name, value, name, value. */
    void shape(String element, String... attributes) {
        svg.element(element, "", attributes);
    }

    /** The whole of it. */
    String end() {
        return svg.close().toString() + "\n";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
