package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.contract.Gate.Each;
import io.quietcore.contract.Gate.Form;
import io.quietcore.contract.Gate.Limit;
import io.quietcore.contract.Gate.Per;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.workloads.yaml.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads gates as people write them. Pure. A gate may come from a bundle that somebody else made: its text is bounded, and
 * read once from left to right.
 *
 * <pre>
 * gate     = what ("&lt;" | "&lt;=") limit ["in" NUMBER "%"] | spikes "==" "0", then ["within" rate], then ["on" scope]
 * what     = quantity | "median(" quantity ")" | "ratio(" quantity ")"
 * quantity = "p50" … "p99.999" | "lost" | "max" | spikes
 * spikes   = "spikes(&gt;" DURATION ")", or as it was called first, "spikesPerSecond(&gt;" DURATION ")"
 * limit    = DURATION | NUMBER "%" | rate, as the quantity's unit asks
 * rate     = NUMBER ["/s" | "/min" | "/h"]
 * scope    = NODE | "numa" K | NODE "-numa" K | "each node" | "each numaNode"
 * </pre>
 */
public final class GateText {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(?:[.][0-9]{1,9})?");
    private static final Pattern NUMA = Pattern.compile("numa[0-9]{1,4}");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String EXAMPLES = "a gate such as p99 < 1us, spikes(>20us) == 0 or ratio(p99.9) <= 1.05";
    private static final String RATE = "spikes";
    private static final String RATE_AT_FIRST = "spikesPerSecond";
    private static final String RATIO = "ratio";
    private static final String MEDIAN = "median";

    /** A longest node name, a longest number and the words around them, with room. */
    private static final int LONGEST = 512;

    private static final int LONGEST_NODE = 253;
    private static final int LONGEST_QUOTE = 60;
    private static final BigDecimal LONGEST_DURATION_NS = BigDecimal.valueOf(Long.MAX_VALUE);

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

    /** Reads {@code PROBE: GATE} or {@code SERIES: GATE}, as it stands on a command line. */
    public static Outcome parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Wrong(quoted(text), "PROBE: GATE", "write it as \"jitter: p99 < 1us\"");
        }
        String name = text.substring(0, colon).strip();
        Optional<ProbeSeries> series = ProbeSeries.named(name).filter(each -> !each.isMerged());
        List<String> names =
                List.of(Probe.values()).stream().map(Probe::spelling).toList();
        return series.isPresent()
                ? parse(series.get(), text.substring(colon + 1))
                : new Wrong(
                        quoted(name),
                        "a probe before the colon, or one of its series such as memory-dram",
                        Suggestion.clause(name, names));
    }

    /** Reads what a series must keep. */
    public static Outcome parse(ProbeSeries series, String text) {
        Probe probe = series.probe();
        try {
            Parts parts = Parts.of(text);
            Call call = Call.of(parts.quantity);
            boolean wrapped = call.inner != null && (call.name.equals(RATIO) || call.name.equals(MEDIAN));
            Quantity quantity = quantity(probe, wrapped && call.inner != null ? Call.of(call.inner) : call);
            Form form = form(wrapped ? call.name : "", quantity, parts.share);
            Comparison comparison = comparison(parts.comparison, quantity, form);
            Limit limit = limit(parts.limit, quantity, comparison, form);
            boolean rare = Gate.isRare(quantity, form, comparison);
            return new Read(new Gate(
                    series, quantity, form, comparison, limit, within(parts.within, rare), scope(parts.scope)));
        } catch (WrongException e) {
            return e.wrong;
        }
    }

    /** The parts of a gate, none of them looked at yet. */
    private record Parts(
            String quantity,
            String comparison,
            String limit,
            @Nullable String share,
            @Nullable String within,
            @Nullable String scope) {
        static Parts of(String text) throws WrongException {
            if (text.length() > LONGEST) {
                throw new WrongException(
                        "found a text of " + text.length() + " characters", "at most " + LONGEST + ": " + EXAMPLES, "");
            }
            int begin = comparisonAt(text);
            int end = begin;
            while (end < text.length() && isComparison(text.charAt(end))) {
                end++;
            }
            String quantity = text.substring(0, begin).strip();
            List<String> words = List.of(SPACE.split(text.substring(end).strip(), -1));
            String limit = words.get(0);
            int next = 1;
            @Nullable String share = null;
            if (next + 1 < words.size() && words.get(next).equals("in")) {
                share = words.get(next + 1);
                next += 2;
            }
            @Nullable String within = null;
            if (next + 1 < words.size() && words.get(next).equals("within")) {
                within = words.get(next + 1);
                next += 2;
            }
            @Nullable String scope = null;
            if (next + 1 < words.size() && words.get(next).equals("on")) {
                scope = String.join(" ", words.subList(next + 1, words.size()));
                next = words.size();
            }
            boolean whole = !quantity.isEmpty()
                    && Character.isLetter(quantity.charAt(0))
                    && end > begin
                    && !limit.isEmpty()
                    && limit.chars().noneMatch(c -> isComparison((char) c))
                    && next == words.size();
            if (!whole) {
                throw new WrongException(quoted(text), EXAMPLES, "");
            }
            return new Parts(quantity, text.substring(begin, end), limit, share, within, scope);
        }

        /** The first sign of a comparison outside of parentheses; the end where there is none. */
        private static int comparisonAt(String text) {
            int depth = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0 && isComparison(c)) {
                    return i;
                }
            }
            return text.length();
        }

        private static boolean isComparison(char c) {
            return c == '<' || c == '>' || c == '=' || c == '!';
        }
    }

    /**
     * A name, and what stands in the parentheses behind it.
     *
     * @param text all of it
     * @param inner null where there are no parentheses
     */
    private record Call(String text, String name, @Nullable String inner) {
        static Call of(String text) {
            int open = text.indexOf('(');
            return open < 0 || !text.endsWith(")")
                    ? new Call(text, text, null)
                    : new Call(
                            text,
                            text.substring(0, open).strip(),
                            text.substring(open + 1, text.length() - 1).strip());
        }
    }

    private static Quantity quantity(Probe probe, Call asked) throws WrongException {
        if ((asked.name.equals(RATE) || asked.name.equals(RATE_AT_FIRST)) && asked.inner != null) {
            OptionalLong ns = asked.inner.startsWith(">")
                    ? DurationText.parse(asked.inner.substring(1).strip())
                    : OptionalLong.empty();
            if (ns.isEmpty() || ns.getAsLong() == 0 || ns.getAsLong() == Long.MAX_VALUE) {
                throw new WrongException(quoted(asked.text), RATE + "(>DURATION), such as " + RATE + "(>20us)", "");
            }
            return new Quantity(null, ns.getAsLong());
        }
        List<String> known = new ArrayList<>();
        for (Statistic statistic : probe.statistics()) {
            if (!statistic.isSpikeRate()) {
                Quantity quantity = new Quantity(statistic, 0);
                if (quantity.toString().equals(asked.text.toLowerCase(Locale.ROOT))) {
                    return quantity;
                }
                known.add(quantity.toString());
            }
        }
        known.add(RATE + "(>20us)");
        known.add("median(…)");
        known.add("ratio(…)");
        List<String> names = known.stream()
                .map(each -> each.contains("(") ? each.substring(0, each.indexOf('(')) : each)
                .toList();
        throw new WrongException(
                quoted(asked.text) + ", which is nothing of " + probe.spelling(),
                "one of " + String.join(", ", known),
                Suggestion.clause(asked.name, names));
    }

    /** What of the quantity: named by the word around it, or by the share of the repetitions behind the limit. */
    private static Form form(String around, Quantity quantity, @Nullable String share) throws WrongException {
        if (share != null && (!around.isEmpty() || quantity.isRate())) {
            throw new WrongException("found in " + cut(share), "it beside a quantile, lost or max only", "remove it");
        }
        if (share != null) {
            return new Form(
                    Form.Kind.SHARE,
                    number(share.endsWith("%") ? share.substring(0, share.length() - 1) : "", "")
                            .filter(percent -> percent > 0 && percent < 100)
                            .map(percent ->
                                    BigDecimal.valueOf(percent).movePointLeft(2).doubleValue())
                            .orElseThrow(() -> new WrongException(
                                    "found in " + cut(share),
                                    "a share of the repetitions above 0% and below 100%, such as in 95%",
                                    "leave it out for every repetition")));
        }
        boolean median = around.equals(MEDIAN);
        if (median && (quantity.isRate() || quantity.statistic() == Statistic.MAX)) {
            throw new WrongException(
                    "found " + MEDIAN + "(" + quantity + ")",
                    "the median of a quantile or of lost",
                    "events are counted over all repetitions: write " + quantity);
        }
        return median ? Form.MEDIAN : around.equals(RATIO) ? Form.RATIO : Form.EVERY;
    }

    private static Comparison comparison(String text, Quantity quantity, Form form) throws WrongException {
        boolean rate = quantity.isRate() && form.kind() != Form.Kind.RATIO;
        for (Comparison comparison : Comparison.values()) {
            if (comparison.spelling().equals(text) && (comparison != Comparison.NONE || rate)) {
                return comparison;
            }
        }
        throw new WrongException(
                "found " + cut(text),
                rate ? "<, <= or == 0" : "< or <=",
                text.startsWith(">") ? "lower is better for every quantity" : "");
    }

    private static Limit limit(String text, Quantity quantity, Comparison comparison, Form form) throws WrongException {
        if (comparison == Comparison.NONE) {
            return rate(text)
                    .filter(rate -> rate.number() == 0)
                    .map(none -> new Limit(0, Per.SECOND))
                    .orElseThrow(
                            () -> new WrongException(quoted(text), "== 0", "a rate above 0 is written with < or <="));
        }
        boolean ratio = form.kind() == Form.Kind.RATIO;
        Optional<Limit> limit = ratio
                ? number(text, "").map(Limit::of)
                : switch (quantity.unit()) {
                    case NS ->
                        DurationText.exactNs(text)
                                .filter(ns -> ns.compareTo(LONGEST_DURATION_NS) < 0)
                                .map(ns -> Limit.of(ns.doubleValue()));
                    case PERCENT ->
                        text.endsWith("%")
                                ? number(text.substring(0, text.length() - 1), "")
                                        .map(Limit::of)
                                : Optional.empty();
                    case PER_SECOND -> rate(text);
                };
        String expected = ratio
                ? "a ratio such as 1.05"
                : switch (quantity.unit()) {
                    case NS -> "a duration with its unit, such as 1us";
                    case PERCENT -> "a share of the time, such as 0.1%";
                    case PER_SECOND -> "a rate such as 5/s or 1/h";
                };
        return limit.filter(value -> value.number() > 0)
                .orElseThrow(() -> new WrongException(quoted(text), expected, ""));
    }

    private static @Nullable Limit within(@Nullable String text, boolean rare) throws WrongException {
        if (text == null) {
            return rare ? Gate.DEFAULT_WITHIN : null;
        }
        if (!rare) {
            throw new WrongException("found within " + cut(text), "it beside == 0 or max only", "remove it");
        }
        return rate(text)
                .filter(value -> value.number() > 0)
                .orElseThrow(() -> new WrongException(
                        quoted(text), "a rate above 0, such as 1/min", "3 / rate seconds without one are needed"));
    }

    private static Optional<Limit> rate(String text) {
        for (Per per : List.of(Per.MINUTE, Per.HOUR)) {
            if (text.endsWith(per.spelling())) {
                return number(text, per.spelling()).map(number -> new Limit(number, per));
            }
        }
        return number(text, Per.SECOND.spelling()).map(number -> new Limit(number, Per.SECOND));
    }

    private static Optional<Double> number(String text, String unit) {
        String digits = text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
        // Below 1e12 as a double too, so that a gate is read again as it is written.
        return NUMBER.matcher(digits).matches()
                ? Optional.of(new BigDecimal(digits).doubleValue()).filter(value -> value < 1e12)
                : Optional.empty();
    }

    private static Scope scope(@Nullable String text) throws WrongException {
        if (text == null) {
            return Scope.EVERYWHERE;
        }
        int last = text.lastIndexOf('-');
        String numa = text.substring(last + 1);
        if (NUMA.matcher(numa).matches() && (last < 0 || isNode(text.substring(0, last)))) {
            return new Scope(
                    last < 0 ? null : text.substring(0, last),
                    Integer.valueOf(numa.substring("numa".length())),
                    Each.MERGED);
        }
        if (isNode(text)) {
            return new Scope(text, null, Each.MERGED);
        }
        return switch (text) {
            case "each node" -> new Scope(null, null, Each.NODE);
            case "each numaNode" -> new Scope(null, null, Each.NUMA_NODE);
            default ->
                throw new WrongException(
                        "found on " + cut(text),
                        "on NODE, numa0, NODE-numa0, each node or each numaNode",
                        Suggestion.clause(text, List.of("each node", "each numaNode")));
        };
    }

    /** Letters, digits, dots and dashes, as Kubernetes names nodes and machines are named. */
    private static boolean isNode(String text) {
        return text.length() <= LONGEST_NODE
                && !text.isEmpty()
                && isNameEnd(text.charAt(0))
                && isNameEnd(text.charAt(text.length() - 1))
                && text.chars().allMatch(c -> isNameEnd((char) c) || c == '.' || c == '-');
    }

    private static boolean isNameEnd(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String quoted(String text) {
        return "found \"" + cut(text.strip()) + '"';
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_QUOTE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
    }
}
