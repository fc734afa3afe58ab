package io.quietcore.workloads.template;

import io.quietcore.workloads.template.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Renders a template of Go's {@code text/template} with named texts, as kube-burner renders its endpoint files with the
 * environment ({@code util.RenderTemplate}): a name that is missing is an error ({@code missingkey=error}), also in a condition.
 *
 * <p>Fields, {@code if} with {@code else if} and {@code else}, comments, trim markers, pipelines, and the functions of
 * {@link TemplateFunctions}. What else Go and sprig have (loops, variables, other templates) is refused by name. Bounded: in the
 * length of what it writes and in its nesting. For one thread.
 */
public final class GoTemplate {
    private static final int DEEPEST = 32;

    private final List<TemplatePart> parts;
    private final TemplateFunctions functions;
    private final Map<String, String> values;
    private final int longest;
    private final StringBuilder out = new StringBuilder();
    private final List<Integer> lines = new ArrayList<>(List.of(1));
    private boolean lineIsBlank = true;
    private int next;
    private List<TemplateToken> tokens = List.of();
    private int token;
    private int depth;

    private GoTemplate(List<TemplatePart> parts, Map<String, String> values, int longest) {
        this.parts = parts;
        this.values = values;
        this.functions = new TemplateFunctions(values);
        this.longest = longest;
    }

    /**
     * The text that a template makes, with the lines that it came from.
     *
     * @param values by name
     * @param longest that the text may be, in characters
     * @throws TemplateException when it is malformed, names what is missing, or needs more of Go than is here
     */
    public static Rendered render(String template, Map<String, String> values, int longest) throws TemplateException {
        GoTemplate rendering = new GoTemplate(TemplatePart.split(template), values, longest);
        rendering.list(true);
        if (rendering.next < rendering.parts.size()) {
            throw rendering.unexpected("an action of its own");
        }
        return new Rendered(rendering.out.toString(), rendering.lines);
    }

    /** Texts and actions up to the next {@code else} or {@code end}, which is left. */
    private void list(boolean written) throws TemplateException {
        for (; next < parts.size(); next++) {
            TemplatePart part = parts.get(next);
            if (!part.action()) {
                write(part.text(), written, part);
                continue;
            }
            open(part);
            if (peek().is("else") || peek().is("end")) {
                return;
            }
            if (peek().is("if")) {
                token++;
                condition(written);
            } else {
                Object value = pipeline(written);
                close();
                write(TemplateFunctions.text(value), written, part);
            }
        }
    }

    private void write(String text, boolean written, TemplatePart from) throws TemplateException {
        if (written) {
            if (out.length() + text.length() > longest) {
                throw new TemplateException(
                        from.line(), "more than " + longest + " characters come of this template", "fewer");
            }
            out.append(text);
            int line = from.line();
            for (int i = 0; i < text.length(); i++) {
                if (lineIsBlank) {
                    lines.set(lines.size() - 1, line);
                }
                if (text.charAt(i) == '\n') {
                    line += from.action() ? 0 : 1;
                    lines.add(line);
                    lineIsBlank = true;
                } else if (!Character.isWhitespace(text.charAt(i))) {
                    lineIsBlank = false;
                }
            }
        }
    }

    /** From behind {@code if} to its {@code end}, which is the part in hand afterwards. */
    private void condition(boolean written) throws TemplateException {
        int line = parts.get(next).line();
        deeper();
        boolean holds = TemplateFunctions.truth(pipeline(written));
        close();
        next++;
        list(written && holds);
        if (next == parts.size()) {
            throw new TemplateException(line, "an 'if' without an end", "{{ end }} behind it");
        }
        if (peek().is("else")) {
            token++;
            if (peek().is("if")) {
                token++;
                condition(written && !holds);
                depth--;
                return;
            }
            close();
            next++;
            list(written && !holds);
            if (next == parts.size() || !peek().is("end")) {
                throw new TemplateException(line, "an 'else' without an end", "{{ end }} behind it");
            }
        }
        token++;
        close();
        depth--;
    }

    private void open(TemplatePart part) throws TemplateException {
        tokens = TemplateToken.of(part.text(), part.line());
        token = 0;
    }

    private TemplateToken peek() {
        return token < tokens.size() ? tokens.get(token) : TemplateToken.END;
    }

    private void close() throws TemplateException {
        if (!peek().equals(TemplateToken.END)) {
            throw unexpected("the end of the action");
        }
    }

    private TemplateException unexpected(String expected) {
        return new TemplateException(parts.get(next).line(), "found " + peek().spelled(), expected);
    }

    private void deeper() throws TemplateException {
        if (++depth > DEEPEST) {
            throw new TemplateException(parts.get(next).line(), "nested more than " + DEEPEST + " deep", "less");
        }
    }

    /** Commands with {@code |} between them: each one's value is the last argument of the next. */
    private Object pipeline(boolean evaluated) throws TemplateException {
        Object value = command(List.of(), evaluated);
        while (peek().is("|")) {
            token++;
            value = command(List.of(value), evaluated);
        }
        return value;
    }

    private Object command(List<Object> piped, boolean evaluated) throws TemplateException {
        if (peek().kind() != Kind.WORD || peek().isTruth()) {
            if (!piped.isEmpty()) {
                throw unexpected("the name of a function behind '|'");
            }
            return operand(evaluated);
        }
        String name = peek().text();
        int line = parts.get(next).line();
        if (!TemplateFunctions.NAMES.contains(name)) {
            throw new TemplateException(
                    line,
                    "'" + name + "' of Go's templates is not rendered here",
                    "fields of the environment such as {{ .ES_SERVER }}, if, else, end, and "
                            + String.join(", ", TemplateFunctions.NAMES));
        }
        token++;
        if (name.equals("and") || name.equals("or")) {
            return decided(name, piped, evaluated);
        }
        List<Object> arguments = new ArrayList<>();
        while (hasOperand()) {
            arguments.add(operand(evaluated));
        }
        arguments.addAll(piped);
        if (!evaluated) {
            return "";
        }
        try {
            return functions.call(name, arguments);
        } catch (IllegalArgumentException e) {
            throw new TemplateException(line, name + ": " + e.getMessage(), "what sprig and Go take");
        }
    }

    private boolean hasOperand() {
        return !peek().equals(TemplateToken.END) && !peek().is("|") && !peek().is(")");
    }

    /** Of {@code and} the first that is empty, of {@code or} the first that is not, else the last; what follows is not evaluated. */
    private Object decided(String name, List<Object> piped, boolean evaluated) throws TemplateException {
        int line = parts.get(next).line();
        boolean wanted = name.equals("or");
        boolean open = evaluated;
        List<Object> values = new ArrayList<>();
        while (hasOperand()) {
            Object value = operand(open);
            if (open || !evaluated) {
                values.add(value);
            }
            open = open && TemplateFunctions.truth(value) != wanted;
        }
        if (open || values.isEmpty()) {
            values.addAll(piped);
        }
        if (values.isEmpty()) {
            throw new TemplateException(line, name + ": no argument", "what sprig and Go take");
        }
        return values.get(values.size() - 1);
    }

    private Object operand(boolean evaluated) throws TemplateException {
        TemplateToken found = peek();
        if (found.is("(")) {
            token++;
            deeper();
            Object value = pipeline(evaluated);
            depth--;
            if (!peek().is(")")) {
                throw unexpected("')'");
            }
            token++;
            return value;
        }
        switch (found.kind()) {
            case FIELD -> {
                token++;
                String value = evaluated ? values.get(found.text()) : "";
                if (value == null) {
                    throw new TemplateException(
                            parts.get(next).line(),
                            "the environment has no " + found.text(),
                            "a variable of this name: kube-burner ends there too");
                }
                return value;
            }
            case TEXT -> {
                token++;
                return found.text();
            }
            case NUMBER -> {
                token++;
                return Long.valueOf(found.text());
            }
            default -> {
                if (found.isTruth()) {
                    token++;
                    return Boolean.valueOf(found.text());
                }
                if (found.kind() == Kind.WORD) {
                    // A function without arguments, as an argument.
                    return command(List.of(), evaluated);
                }
                throw unexpected("a field such as .ES_SERVER, a text in quotes, or a function");
            }
        }
    }
}
