package io.quietcore.workloads.template;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a template.
 *
 * @param action whether it stood between braces
 * @param text without the braces, trimmed where a marker says so
 * @param line where it begins, from 1
 */
record TemplatePart(boolean action, String text, int line) {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    /** In their order; comments are left out. */
    static List<TemplatePart> split(String template) throws TemplateException {
        List<TemplatePart> parts = new ArrayList<>();
        int at = 0;
        int line = 1;
        boolean trim = false;
        while (at < template.length()) {
            int open = template.indexOf(OPEN, at);
            String text = template.substring(at, open < 0 ? template.length() : open);
            int textLine = line;
            line += lines(text);
            boolean trimmed = open >= 0
                    && template.startsWith("-", open + OPEN.length())
                    && blank(template, open + OPEN.length() + 1);
            String shown = trim ? text.stripLeading() : text;
            parts.add(new TemplatePart(
                    false,
                    trimmed ? shown.stripTrailing() : shown,
                    textLine + lines(text.substring(0, text.length() - shown.length()))));
            if (open < 0) {
                return parts;
            }
            int begin = open + OPEN.length() + (trimmed ? 1 : 0);
            boolean comment = template.startsWith("/*", begin + blanks(template, begin));
            int close = comment ? template.indexOf("*/", begin) : begin;
            close = close < 0 ? -1 : comment ? template.indexOf(CLOSE, close) : end(template, begin);
            if (close < 0) {
                throw new TemplateException(line, "an action that does not end", "}} behind it");
            }
            String action = template.substring(begin, close);
            trim = action.endsWith("-") && action.length() > 1 && blank(action, action.length() - 2);
            if (!comment) {
                parts.add(new TemplatePart(true, trim ? action.substring(0, action.length() - 1) : action, line));
            }
            line += lines(action);
            at = close + CLOSE.length();
        }
        return parts;
    }

    /** Where the braces close that are in no text; -1 for nowhere. */
    private static int end(String template, int begin) {
        char quote = 0;
        for (int i = begin; i < template.length(); i++) {
            char c = template.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '`') {
                quote = c;
            } else if (template.startsWith(CLOSE, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean blank(String text, int at) {
        return at < text.length() && Character.isWhitespace(text.charAt(at));
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (blank(text, at)) {
            at++;
        }
        return at - from;
    }

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }
}
