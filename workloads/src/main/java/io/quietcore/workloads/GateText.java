package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.contract.Gate.Each;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.workloads.yaml.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads gates as people write them. Pure.
 *
 * <pre>
 * gate     = quantity ("&lt;" | "&lt;=") limit | rate "==" "0", then ["within" NUMBER["/s"]], then ["on" scope]
 * quantity = "p50" … "p99.999" | "lost" | "max" | rate | "ratio(" quantity ")"
 * rate     = "spikesPerSecond(&gt;" DURATION ")"
 * limit    = DURATION | NUMBER "%" | NUMBER ["/s"], as the quantity's unit asks
 * scope    = NODE | "numa" K | NODE "-numa" K | "each node" | "each numaNode"
 * </pre>
 */
public final class GateText {
    private static final Pattern FORM = Pattern.compile(
            "\\s*(?<quantity>[A-Za-z][A-Za-z0-9.]*\\s*(?:\\([^()]*(?:\\([^()]*\\)[^()]*)?\\))?)\\s*(?<comparison>[<>=!]+)"
                    + "\\s*(?<limit>[^\\s<>=!]+)(?:\\s+within\\s+(?<within>\\S+))?(?:\\s+on\\s+(?<scope>\\S.*?))?\\s*");
    private static final Pattern CALL = Pattern.compile("(?<name>[A-Za-z]+)\\s*\\((?<inner>.*)\\)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(?:[.][0-9]{1,9})?");
    private static final Pattern NUMA = Pattern.compile("(?:(?<node>.+)-)?numa(?<numa>[0-9]{1,4})");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final String EXAMPLES =
            "a gate such as p99 < 1us, spikesPerSecond(>20us) == 0 or ratio(p99.9) <= 1.05";
    private static final String RATE = "spikesPerSecond";
    private static final String RATIO = "ratio";

    private GateText() {}

    /** What became of a text. */
    public sealed interface Outcome permits Read, Wrong {}

    /** A gate. */
    public record Read(Gate gate) implements Outcome {}

    /** A mistake, in the words of a problem. */
    public record Wrong(String found, String expected, String suggestion) implements Outcome {
        /** All of it on one line. */
        public String message() {
            return found + "; expected " + expected + (suggestion.isEmpty() ? "" : "; " + suggestion);
        }
    }

    /** A mistake on its way out. */
    private static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Wrong wrong;

        WrongException(String found, String expected, String suggestion) {
            super(found);
            this.wrong = new Wrong(found, expected, suggestion);
        }
    }

    /** Reads {@code PROBE: GATE}, as it stands on a command line. */
    public static Outcome parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Wrong(quoted(text), "PROBE: GATE", "write it as \"jitter: p99 < 1us\"");
        }
        String name = text.substring(0, colon).strip();
        Optional<Probe> probe = Probe.named(name);
        List<String> names =
                List.of(Probe.values()).stream().map(Probe::spelling).toList();
        return probe.isPresent()
                ? parse(probe.get(), text.substring(colon + 1))
                : new Wrong(quoted(name), "a probe before the colon", Suggestion.clause(name, names));
    }

    /** Reads what a probe must keep. */
    public static Outcome parse(Probe probe, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return new Wrong(quoted(text), EXAMPLES, "");
        }
        try {
            String asked = form.group("quantity").strip();
            Matcher call = CALL.matcher(asked);
            boolean ratio = call.matches() && call.group("name").equals(RATIO);
            Quantity quantity = quantity(probe, ratio ? call.group("inner").strip() : asked);
            Comparison comparison = comparison(form.group("comparison"), quantity, ratio);
            double limit = limit(form.group("limit"), quantity, comparison, ratio);
            boolean rare = comparison == Comparison.NONE || (!ratio && quantity.statistic() == Statistic.MAX);
            double within = within(form.group("within"), rare);
            return new Read(new Gate(probe, quantity, ratio, comparison, limit, within, scope(form.group("scope"))));
        } catch (WrongException e) {
            return e.wrong;
        }
    }

    private static Quantity quantity(Probe probe, String text) throws WrongException {
        Matcher call = CALL.matcher(text);
        if (call.matches() && call.group("name").equals(RATE)) {
            String inner = call.group("inner").strip();
            OptionalLong ns = inner.startsWith(">")
                    ? DurationText.parse(inner.substring(1).strip())
                    : OptionalLong.empty();
            if (ns.isEmpty() || ns.getAsLong() == 0) {
                throw new WrongException(quoted(text), RATE + "(>DURATION), such as " + RATE + "(>20us)", "");
            }
            return new Quantity(null, ns.getAsLong());
        }
        List<String> known = new ArrayList<>();
        for (Statistic statistic : probe.statistics()) {
            if (!statistic.isSpikeRate()) {
                Quantity quantity = new Quantity(statistic, 0);
                if (quantity.toString().equals(text.toLowerCase(Locale.ROOT))) {
                    return quantity;
                }
                known.add(quantity.toString());
            }
        }
        known.add(RATE + "(>20us)");
        known.add("ratio(…)");
        String name = call.matches() ? call.group("name") : text;
        throw new WrongException(
                quoted(text) + ", which is nothing of " + probe.spelling(),
                "one of " + String.join(", ", known),
                Suggestion.clause(
                        name,
                        known.stream().map(each -> each.replaceAll("\\(.*", "")).toList()));
    }

    private static Comparison comparison(String text, Quantity quantity, boolean ratio) throws WrongException {
        boolean rate = quantity.isRate() && !ratio;
        for (Comparison comparison : Comparison.values()) {
            if (comparison.spelling().equals(text) && (comparison != Comparison.NONE || rate)) {
                return comparison;
            }
        }
        throw new WrongException(
                "found " + text,
                rate ? "<, <= or == 0" : "< or <=",
                text.startsWith(">") ? "lower is better for every quantity" : "");
    }

    private static double limit(String text, Quantity quantity, Comparison comparison, boolean ratio)
            throws WrongException {
        if (comparison == Comparison.NONE) {
            if (number(text, "/s").filter(value -> value == 0).isEmpty()) {
                throw new WrongException(quoted(text), "== 0", "a rate above 0 is written with < or <=");
            }
            return 0;
        }
        Optional<Double> limit = ratio
                ? number(text, "")
                : switch (quantity.unit()) {
                    case NS -> {
                        OptionalLong ns = DurationText.parse(text);
                        yield ns.isPresent() ? Optional.of((double) ns.getAsLong()) : Optional.empty();
                    }
                    case PERCENT ->
                        text.endsWith("%") ? number(text.substring(0, text.length() - 1), "") : Optional.empty();
                    case PER_SECOND -> number(text, "/s");
                };
        String expected = ratio
                ? "a ratio such as 1.05"
                : switch (quantity.unit()) {
                    case NS -> "a duration with its unit, such as 1us";
                    case PERCENT -> "a share of the time, such as 0.1%";
                    case PER_SECOND -> "a rate such as 5/s";
                };
        return limit.filter(value -> value > 0).orElseThrow(() -> new WrongException(quoted(text), expected, ""));
    }

    private static double within(String text, boolean rare) throws WrongException {
        if (text == null) {
            return Gate.DEFAULT_WITHIN_PER_SECOND;
        }
        if (!rare) {
            throw new WrongException("found within " + text, "it beside == 0 or max only", "remove it");
        }
        return number(text, "/s")
                .filter(value -> value > 0)
                .orElseThrow(() -> new WrongException(
                        quoted(text), "a rate above 0, such as 0.01/s", "3 / rate seconds without one are needed"));
    }

    private static Optional<Double> number(String text, String unit) {
        String digits = text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
        return NUMBER.matcher(digits).matches() ? Optional.of(new BigDecimal(digits).doubleValue()) : Optional.empty();
    }

    private static Scope scope(String text) throws WrongException {
        if (text == null) {
            return Scope.EVERYWHERE;
        }
        Matcher numa = NUMA.matcher(text);
        if (numa.matches()) {
            return new Scope(numa.group("node"), Integer.valueOf(numa.group("numa")), Each.MERGED);
        }
        if (NODE.matcher(text).matches()) {
            return new Scope(text, null, Each.MERGED);
        }
        return switch (text.replaceAll("\\s+", " ")) {
            case "each node" -> new Scope(null, null, Each.NODE);
            case "each numaNode" -> new Scope(null, null, Each.NUMA_NODE);
            default ->
                throw new WrongException(
                        "found on " + text,
                        "on NODE, numa0, NODE-numa0, each node or each numaNode",
                        Suggestion.clause(text, List.of("each node", "each numaNode")));
        };
    }

    private static String quoted(String text) {
        return "found \"" + text.strip() + '"';
    }
}
