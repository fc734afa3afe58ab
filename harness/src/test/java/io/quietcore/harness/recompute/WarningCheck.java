package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a comparison warns of, counted again in the results. */
final class WarningCheck {
    private static final Pattern REFUSED = Pattern.compile(
            "side (\\w+): (\\w+) was (denied|unavailable) for (\\w+) \\((.*)\\), in ([0-9]+) of its repetitions");
    private static final Pattern LOST = Pattern.compile("side (\\w+): ([0-9,]+) spikes found no room .*");

    private final Measurements measured;

    WarningCheck(Measurements measured) {
        this.measured = measured;
    }

    /** Whether it is one that is known here; fails where its numbers are others. */
    boolean accountsFor(String warning) {
        Matcher refusal = REFUSED.matcher(warning);
        if (refusal.matches()) {
            long count = measured.repetitions.stream()
                    .filter(each ->
                            each.side().equals(refusal.group(1)) && each.probe().equals(refusal.group(4)))
                    .filter(each -> each.result()
                            .at("/evidence/" + refusal.group(2) + "/detail")
                            .asString()
                            .equals(refusal.group(5)))
                    .count();
            assertThat(refusal.group(6)).isEqualTo(Long.toString(count));
            return true;
        }
        Matcher ring = LOST.matcher(warning);
        if (ring.matches()) {
            long count = measured.repetitions.stream()
                    .filter(each -> each.side().equals(ring.group(1)))
                    .mapToLong(each -> each.result().get("spikesLost").asLong())
                    .sum();
            assertThat(ring.group(2).replace(",", "")).isEqualTo(Long.toString(count));
            return true;
        }
        return isOfNeighbours(warning) || befell(warning);
    }

    /** Who had a CPU of the probe too: in as many repetitions, and in the words of one of them. */
    private boolean isOfNeighbours(String warning) {
        Matcher met = Pattern.compile(
                        "side (\\w+): the probe was not alone on CPU [0-9,-]+ while it measured: (the kernel's )?"
                                + "(.*) was (?:pinned|found) there in ([0-9]+) of its repetitions; at most, on [^ ]+: (.*)")
                .matcher(warning);
        Matcher more = Pattern.compile("side (\\w+): ([0-9]+) more programs had a CPU .*")
                .matcher(warning);
        if (more.matches()) {
            return neighbours(more.group(1)).stream()
                            .flatMap(each -> Pattern.compile("; ").splitAsStream(each))
                            .map(each -> each.replaceAll(".*?\\((.*)\\), .*", "$1"))
                            .distinct()
                            .count()
                    == Integer.parseInt(more.group(2)) + 5L;
        }
        if (!met.matches()) {
            return false;
        }
        List<String> told = neighbours(met.group(1));
        String named = (met.group(2) == null ? "process [0-9]+ " : "kernel thread [0-9]+ ") + "\\("
                + Pattern.quote(met.group(3)) + "\\), ";
        assertThat(told).as(warning).anyMatch(each -> each.contains(met.group(5)));
        assertThat(told.stream()
                        .filter(each -> Pattern.compile(named).matcher(each).find()))
                .as(warning)
                .hasSize(Integer.parseInt(met.group(4)));
        return true;
    }

    /** What befell some repetitions: as many as say so, of as many as there are, in the words of one of them. */
    private boolean befell(String warning) {
        Matcher told = Pattern.compile(
                        "side (\\w+): (\\w+), in ([0-9]+) of its ([0-9]+) repetitions; in the first of them,"
                                + " of (\\w+): (.*)")
                .matcher(warning);
        if (!told.matches()) {
            return false;
        }
        List<Measurements.Repetition> all = measured.repetitions.stream()
                .filter(each -> each.side().equals(told.group(1)))
                .toList();
        List<Measurements.Repetition> having = all.stream()
                .filter(each -> each.result().get("evidence").has(told.group(2)))
                .toList();
        assertThat(having).as(warning).hasSize(Integer.parseInt(told.group(3)));
        assertThat(all).as(warning).hasSize(Integer.parseInt(told.group(4)));
        assertThat(having)
                .as(warning)
                .anyMatch(each -> each.probe().equals(told.group(5))
                        && each.result()
                                .at("/evidence/" + told.group(2) + "/detail")
                                .asString()
                                .equals(told.group(6)));
        return true;
    }

    private List<String> neighbours(String side) {
        return measured.repetitions.stream()
                .filter(each -> each.side().equals(side))
                .map(each -> each.result().at("/evidence/neighbours/detail").asString(""))
                .filter(told -> !told.isEmpty())
                .toList();
    }
}
