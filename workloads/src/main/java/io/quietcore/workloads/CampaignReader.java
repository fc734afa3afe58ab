package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Schedule;
import io.quietcore.workloads.yaml.LocatedTree;
import io.quietcore.workloads.yaml.ProblemList;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** From a document that the schema has checked to a campaign; what the schema cannot say is checked here. */
final class CampaignReader {
    private static final Where PROBES = Where.of("probes");
    private static final Where SIDES = Where.of("sides");
    private static final Where PRIMARY = Where.of("primary");
    private static final Where SEED = Where.of("seed");
    private static final Where MARGIN = Where.of("margin");
    private static final int REPETITIONS = 10;
    private static final int BLOCK_SIZE = 2;
    private static final int EXPLAIN = 1;
    private static final long LARGEST_MARGIN_NS = 1_000_000_000;

    private final Values values;
    private final ProblemList problems;

    CampaignReader(LocatedTree tree, ProblemList problems) {
        this.values = new Values(tree, problems);
        this.problems = problems;
    }

    /** The campaign; nothing when there are problems, of the schema's or of these checks. */
    Optional<Campaign> campaign(String sha256) {
        Switching switching = values.text(Where.of("switching"), "interleaved").equals("blocked")
                ? Switching.BLOCKED
                : Switching.INTERLEAVED;
        int repetitions = values.count(Where.of("repetitions"), REPETITIONS);
        int blockSize = blockSize(repetitions, switching);
        Margin margin = margin();
        ProbeReader probeReader = new ProbeReader(values);
        List<ProbeLoad> probes = values.keys(PROBES).stream()
                .flatMap(name -> Probe.named(name).stream())
                .flatMap(probe -> probeReader.load(probe, PROBES.key(probe.spelling())).stream())
                .toList();
        List<Metric> primary = primary(probes);
        SideReader sideReader = new SideReader(values, switching);
        List<String> names = values.keys(SIDES);
        List<Side> sides = names.stream()
                .flatMap(name -> sideReader.side(name, SIDES.key(name), name.equals(names.get(0))).stream())
                .toList();
        if (sides.size() == names.size()) {
            checkControl(sides);
        }
        List<Gate> gates = new GateReader(values, probes, names.size()).gates(Where.of("gates"));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Campaign(
                values.text(Where.of("campaign"), ""),
                values.text(Where.of("description"), ""),
                sides,
                probes,
                repetitions,
                blockSize,
                values.whole(SEED, 1),
                values.tree().at(SEED).isPresent(),
                primary,
                values.tree().at(PRIMARY).isPresent(),
                margin,
                switching,
                values.text(Where.of("backend"), "local").equals("kubernetes") ? Target.KUBERNETES : Target.LOCAL,
                numaNodes(),
                Load.named(values.text(Where.of("load"), "none")),
                values.count(Where.of("explain"), EXPLAIN),
                controls(),
                gates,
                sha256));
    }

    private int blockSize(int repetitions, Switching switching) {
        Where where = Where.of("blockSize");
        int blockSize = values.count(where, switching == Switching.BLOCKED ? repetitions : BLOCK_SIZE);
        if (problems.within(where) || problems.within(Where.of("repetitions"))) {
            return blockSize;
        }
        if (switching == Switching.BLOCKED && blockSize != repetitions) {
            values.problem(
                    where, "found " + blockSize, "one block of " + repetitions, "leave it out: blocked has one block");
        } else if (repetitions % blockSize != 0) {
            boolean said = values.at(where).isPresent();
            values.problem(
                    Where.of("repetitions"),
                    "found " + repetitions,
                    "a multiple of blockSize, which is " + blockSize + (said ? "" : " where nothing is said"),
                    "take " + (repetitions / blockSize + 1) * blockSize + ", or another blockSize");
        }
        return blockSize;
    }

    /** A control differs from the reference in nothing, and there is one. */
    private void checkControl(List<Side> sides) {
        List<Side> controls = sides.stream().filter(Side::control).toList();
        for (int i = 0; i < controls.size(); i++) {
            Where where = SIDES.key(controls.get(i).name());
            List<String> differences = new ArrayList<>(DeclaredDifferences.between(sides.get(0), controls.get(i)));
            controls.get(i).changes().forEach(key -> differences.add(key + " is to change"));
            if (i > 0) {
                values.problem(where.key("control"), "found a second control", "one", "remove it here");
            } else if (!differences.isEmpty()) {
                values.problem(
                        where,
                        "found a control that differs from " + sides.get(0).name() + " ("
                                + String.join("; ", differences) + ")",
                        "the reference's own configuration",
                        "give it the keys of sides." + sides.get(0).name());
            }
        }
    }

    private List<String> controls() {
        Where where = Where.of("controls");
        return IntStream.range(0, values.size(where))
                .mapToObj(i -> values.text(where.index(i), ""))
                .toList();
    }

    private List<Integer> numaNodes() {
        Where where = Where.of("numaNodes");
        return IntStream.range(0, values.size(where))
                .mapToObj(i -> values.count(where.index(i), 0))
                .toList();
    }

    private Margin margin() {
        double percent = values.number(MARGIN.key("percent"), Margin.DEFAULT.percent());
        Where absolute = MARGIN.key("absolute");
        if (values.tree().at(absolute).isEmpty()) {
            return new Margin(percent, null);
        }
        long absoluteNs = values.durationNs(absolute, 0, 0, LARGEST_MARGIN_NS);
        if (percent == 0 && absoluteNs == 0) {
            values.problem(MARGIN, "found 0 percent and 0s", "one of the two above 0", "");
            return Margin.DEFAULT;
        }
        return new Margin(percent, absoluteNs);
    }

    private List<Metric> primary(List<ProbeLoad> probes) {
        if (values.tree().at(PRIMARY).isEmpty()) {
            probes.stream()
                    .filter(load -> load.judge().isEmpty())
                    .forEach(load -> values.problem(
                            PROBES.key(load.probe().spelling()),
                            "found " + load.samples() + " samples in a repetition",
                            "enough for one quantile",
                            "lengthen the windows, or shorten the period"));
            return probes.stream()
                    .flatMap(load -> load.judge().stream())
                    .limit(Campaign.MAX_PRIMARY)
                    .toList();
        }
        List<Metric> primary = new ArrayList<>();
        for (int i = 0; i < values.size(PRIMARY); i++) {
            Where where = PRIMARY.index(i);
            Metric.named(values.text(where, ""))
                    .filter(metric -> measurable(metric, probes, where))
                    .ifPresent(primary::add);
        }
        return primary;
    }

    private boolean measurable(Metric metric, List<ProbeLoad> probes, Where where) {
        String name = metric.probe().spelling();
        Optional<ProbeLoad> load =
                probes.stream().filter(l -> l.probe() == metric.probe()).findFirst();
        if (load.isEmpty()) {
            if (values.tree().at(PROBES.key(name)).isEmpty() && !problems.within(PROBES)) {
                values.problem(where, "found " + metric, "a metric of a probe of this campaign", "add probes." + name);
            }
            return false;
        }
        Optional<SeriesProblem> problem = SeriesProblem.of(
                metric.series(),
                load.get().parameters(),
                "-" + metric.statistic().spelling());
        if (problem.isPresent()) {
            values.problem(
                    where,
                    problem.get().found(),
                    problem.get().expected(),
                    problem.get().suggestion());
            return false;
        }
        if (load.get().measures(metric.statistic())) {
            return true;
        }
        long needed = metric.statistic().samplesNeeded();
        values.problem(
                where,
                "found " + metric + ", which would have " + load.get().samples() + " samples in a repetition",
                "at least " + needed,
                advice(metric.series(), load.get(), needed));
        return false;
    }

    private static String advice(ProbeSeries series, ProbeLoad load, long needed) {
        Schedule schedule = load.schedule();
        // In each of its series.
        long all = needed * ProbeSeries.of(load.probe(), load.parameters()).size();
        long windowNs = ceilDiv(all, schedule.windows()) * schedule.periodNs();
        String longer = windowNs <= ProbeReader.LONGEST_WINDOW_NS
                ? "set probes." + load.probe().spelling() + ".window to " + DurationText.format(windowNs)
                : "set probes." + load.probe().spelling() + ".windows to "
                        + ceilDiv(all, schedule.windowNs() / schedule.periodNs());
        return longer
                + load.highestQuantile()
                        .map(quantile -> ", or judge by " + new Metric(series, quantile))
                        .orElse("");
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
