package io.quietcore.results.compare;

import io.quietcore.results.compare.Comparer.SideInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How much of a side was measured and not compared, and why. What is rejected on one side only may be its tail. Pure. */
final class Rejections {
    /** Which window, and how much: what differs between two rejections for one reason. */
    private static final Pattern PARTICULARS = Pattern.compile("(window [0-9]+: |[0-9][0-9.,]*)");

    private static final Pattern NAME = Pattern.compile("^[^ :]+: ");

    private Rejections() {}

    static void of(SideInput reference, SideInput side, List<String> warnings) {
        for (SideInput each : List.of(reference, side)) {
            int rejected = each.setAside().size();
            if (rejected > 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "side %s: %d set aside and not compared, of %d measured: %s",
                        each.run().side(),
                        rejected,
                        measured(each),
                        why(each.setAside())));
            }
        }
        long here = (long) reference.setAside().size() * measured(side);
        long there = (long) side.setAside().size() * measured(reference);
        if (here != there) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "what was set aside differs between the sides: %s %.0f %%, %s %.0f %%; what is left may be one side's better"
                            + " half, so look at the reasons before believing its tail",
                    reference.run().side(),
                    percent(reference),
                    side.run().side(),
                    percent(side)));
        }
    }

    private static int measured(SideInput side) {
        return side.setAside().size() + side.run().repetitions().size();
    }

    private static double percent(SideInput side) {
        return 100.0 * side.setAside().size() / Math.max(1, measured(side));
    }

    private static String counted(int times, String words) {
        return times == 1 ? words : times + " times as in " + words;
    }

    /** Each reason once, with how often it was one, in the words of the first. */
    private static String why(List<String> setAside) {
        Map<String, String> first = new LinkedHashMap<>();
        Map<String, Integer> times = new LinkedHashMap<>();
        for (String each : setAside) {
            String kind =
                    PARTICULARS.matcher(NAME.matcher(each).replaceFirst("")).replaceAll("");
            first.putIfAbsent(kind, each);
            times.merge(kind, 1, Integer::sum);
        }
        return first.entrySet().stream()
                .map(each -> counted(times.getOrDefault(each.getKey(), 1), each.getValue()))
                .collect(Collectors.joining("; "));
    }
}
