package io.quietcore.workloads.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The functions of Go's templates, and of the sprig library that kube-burner adds, that endpoint files use. */
final class TemplateFunctions {
    /** All of them, with {@code and} and {@code or}, whose arguments are evaluated as far as they are needed. */
    static final SortedSet<String> NAMES = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            "and",
            "or",
            "not",
            "eq",
            "ne",
            "print",
            "urlquery",
            "default",
            "empty",
            "ternary",
            "quote",
            "squote",
            "lower",
            "upper",
            "trim",
            "trimPrefix",
            "trimSuffix",
            "replace",
            "contains",
            "hasPrefix",
            "hasSuffix",
            "env",
            "b64dec")));

    /** No file that is rendered is longer. */
    private static final int LONGEST = 1 << 20;

    private final Map<String, String> environment;

    TemplateFunctions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Go's truth: nothing that is empty or zero. */
    static boolean truth(Object value) {
        return !(value.equals("") || value.equals(false) || value.equals(0L));
    }

    static String text(Object value) {
        return value.toString();
    }

    /**
     * The value of a call.
     *
     * @param name one of {@link #NAMES}, but neither {@code and} nor {@code or}
     * @throws IllegalArgumentException when the arguments are not what the function takes; says how many or which
     */
    Object call(String name, List<Object> arguments) {
        return switch (name) {
            case "not" -> !truth(only(arguments));
            case "eq" -> equal(arguments);
            case "ne" -> !equal(exactly(2, arguments));
            case "default" -> truth(exactly(2, arguments).get(1)) ? arguments.get(1) : arguments.get(0);
            case "empty" -> !truth(only(arguments));
            case "ternary" -> truth(exactly(3, arguments).get(2)) ? arguments.get(0) : arguments.get(1);
            case "print" -> String.join("", texts(arguments));
            default -> ofTexts(name, texts(arguments));
        };
    }

    private Object ofTexts(String name, List<String> texts) {
        return switch (name) {
            case "urlquery" -> URLEncoder.encode(String.join("", texts), StandardCharsets.UTF_8);
            case "quote" -> '"' + only(texts).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case "squote" -> "'" + only(texts) + "'";
            case "lower" -> only(texts).toLowerCase(Locale.ROOT);
            case "upper" -> only(texts).toUpperCase(Locale.ROOT);
            case "trim" -> only(texts).strip();
            case "trimPrefix" ->
                exactly(2, texts).get(1).startsWith(texts.get(0))
                        ? texts.get(1).substring(texts.get(0).length())
                        : texts.get(1);
            case "trimSuffix" ->
                exactly(2, texts).get(1).endsWith(texts.get(0))
                        ? texts.get(1)
                                .substring(
                                        0, texts.get(1).length() - texts.get(0).length())
                        : texts.get(1);
            case "replace" -> replaced(exactly(3, texts).get(2), texts.get(0), texts.get(1));
            case "contains" -> exactly(2, texts).get(1).contains(texts.get(0));
            case "hasPrefix" -> exactly(2, texts).get(1).startsWith(texts.get(0));
            case "hasSuffix" -> exactly(2, texts).get(1).endsWith(texts.get(0));
            case "env" -> environment.getOrDefault(only(texts), "");
            case "b64dec" -> new String(Base64.getDecoder().decode(only(texts)), StandardCharsets.UTF_8);
            default -> throw new IllegalStateException(name);
        };
    }

    /** Counted first: one text between all letters of another, again and again, would not fit into memory. */
    private static String replaced(String text, String old, String by) {
        long most = text.length() + (text.length() / Math.max(1, old.length()) + 1L) * by.length();
        if (most > LONGEST) {
            throw new IllegalArgumentException("what comes of it may have more than " + LONGEST + " characters");
        }
        return text.replace(old, by);
    }

    private static boolean equal(List<Object> arguments) {
        if (arguments.size() < 2) {
            throw new IllegalArgumentException("fewer than 2 arguments");
        }
        Object compared = arguments.get(0);
        if (arguments.stream().anyMatch(each -> each.getClass() != compared.getClass())) {
            throw new IllegalArgumentException("texts, numbers and truths cannot be compared with one another");
        }
        return arguments.stream().skip(1).anyMatch(compared::equals);
    }

    private static List<String> texts(List<Object> arguments) {
        return arguments.stream().map(TemplateFunctions::text).toList();
    }

    private static <T> T only(List<T> arguments) {
        return exactly(1, arguments).get(0);
    }

    private static <T> List<T> exactly(int count, List<T> arguments) {
        if (arguments.size() != count) {
            throw new IllegalArgumentException(arguments.size() + " arguments; it takes " + count);
        }
        return arguments;
    }
}
