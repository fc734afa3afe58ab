package io.quietcore.workloads.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of an action.
 *
 * @param text a field without its dot, a quoted text without its quotes
 */
record TemplateToken(Kind kind, String text) {
    static final TemplateToken END = new TemplateToken(Kind.SIGN, "");

    private static final int LONGEST = 4_096;

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<field>\\$?\\.[\\p{L}_][\\p{L}\\p{Nd}_]*(?![\\p{L}\\p{Nd}_.]))"
            + "|(?<word>[\\p{L}_][\\p{L}\\p{Nd}_]*)"
            + "|(?<number>-?[0-9]{1,18}(?![0-9.eExX]))"
            + "|\"(?<text>(?:[^\"\\\\\n]|\\\\[\"\\\\nt])*+)\""
            + "|`(?<raw>[^`]*+)`"
            + "|(?<sign>[|()]))");

    /** What there is. */
    enum Kind {
        FIELD,
        WORD,
        NUMBER,
        TEXT,
        SIGN
    }

    static List<TemplateToken> of(String action, int line) throws TemplateException {
        List<TemplateToken> tokens = new ArrayList<>();
        String text = action.strip();
        if (text.length() > LONGEST) {
            throw new TemplateException(line, "an action of " + text.length() + " characters", "at most " + LONGEST);
        }
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw new TemplateException(
                        line,
                        "an action with more of Go's templates than is rendered here",
                        "fields of the environment such as {{ .ES_SERVER }}, if, else, end");
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        if (tokens.isEmpty()) {
            throw new TemplateException(line, "an empty action", "a field such as {{ .ES_SERVER }}");
        }
        return tokens;
    }

    private static TemplateToken token(Matcher matcher) {
        if (matcher.group("field") != null) {
            return new TemplateToken(
                    Kind.FIELD,
                    matcher.group("field").substring(matcher.group("field").indexOf('.') + 1));
        }
        if (matcher.group("word") != null) {
            return new TemplateToken(Kind.WORD, matcher.group("word"));
        }
        if (matcher.group("number") != null) {
            return new TemplateToken(Kind.NUMBER, matcher.group("number"));
        }
        if (matcher.group("text") != null) {
            return new TemplateToken(Kind.TEXT, unescaped(matcher.group("text")));
        }
        return matcher.group("raw") != null
                ? new TemplateToken(Kind.TEXT, matcher.group("raw"))
                : new TemplateToken(Kind.SIGN, matcher.group("sign"));
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 't' ? '\t' : text.charAt(i);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Whether it is this word or sign. */
    boolean is(String spelled) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(spelled);
    }

    boolean isTruth() {
        return is("true") || is("false");
    }

    /** For messages. */
    String spelled() {
        return equals(END) ? "the end of an action" : kind == Kind.TEXT ? "a text" : "'" + text + "'";
    }
}
