package io.quietcore.workloads;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is measured, on which sides, how often, and what decides. Immutable; a reader of files is {@link CampaignYaml}.
 *
 * @param name files and folders are named after it
 * @param description on one line; may be empty
 * @param sides the first is the reference; {@link Side#declared()} is set here, against it
 * @param probes in the order in which they are measured
 * @param repetitions on each side, for each probe and NUMA node
 * @param blockSize repetitions of each side within a block; divides {@code repetitions}, and equals it where the sides
 *     are {@link Switching#BLOCKED}
 * @param seed draws the order within the blocks
 * @param seedDeclared whether the text names it, or it is settled; else whoever begins the campaign draws one
 * @param primary the metrics that the verdict rests on, 1 to 4, each of a probe of the campaign
 * @param primaryDeclared whether the text names them; else each probe is judged by its own, or by what it has the samples for
 * @param margin the change that matters
 * @param switching what lies between two sides
 * @param target where it runs, unless the command line says otherwise
 * @param numaNodes ascending; empty for all
 * @param load what runs beside the probes
 * @param explain repetitions on each side, of probes that can be, in which the causes of spikes are sought; 0 for none
 * @param controls nodes that nobody touches between the sides; where there are any, effects are differences of
 *     differences, with the node as the unit
 * @param gates service levels that every compared side must keep; where there is one side alone, that one
 * @param sourceSha256 of the text that it was read from, in hexadecimal
 */
public record Campaign(
        String name,
        String description,
        List<Side> sides,
        List<ProbeLoad> probes,
        int repetitions,
        int blockSize,
        long seed,
        boolean seedDeclared,
        List<Metric> primary,
        boolean primaryDeclared,
        Margin margin,
        Switching switching,
        Target target,
        List<Integer> numaNodes,
        Load load,
        int explain,
        List<String> controls,
        List<Gate> gates,
        String sourceSha256) {
    /** More primary metrics than this cannot be decided with a bearable number of repetitions. */
    public static final int MAX_PRIMARY = 4;

    /** A soak of any length has at most so many: a week's are 70 minutes long. */
    public static final int MOST_REPETITIONS_OF_A_DURATION = 144;

    /** What JSON's numbers hold exactly. */
    public static final long LARGEST_SEED = 9_007_199_254_740_991L;

    private static final String AGAIN = "-again";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Campaign {
        probes = List.copyOf(probes);
        primary = List.copyOf(primary);
        numaNodes = List.copyOf(new TreeSet<>(numaNodes));
        controls = List.copyOf(controls);
        gates = List.copyOf(gates);
        Side.checkName(name);
        check(
                !sides.isEmpty() && distinct(sides.stream().map(Side::name).toList()),
                "sides with one name each, 1 or more");
        List<Probe> measured = probes.stream().map(ProbeLoad::probe).toList();
        check(!measured.isEmpty() && distinct(measured), "probes, each once, 1 or more");
        check(
                repetitions >= 1 && blockSize >= 1 && repetitions % blockSize == 0,
                "repetitions (" + repetitions + ") in whole blocks (" + blockSize + ")");
        check(switching == Switching.INTERLEAVED || blockSize == repetitions, "one block where a reboot lies between");
        check(seed >= 0 && seed <= LARGEST_SEED, "a seed from 0 to " + LARGEST_SEED + ", not " + seed);
        check(
                !primary.isEmpty() && primary.size() <= MAX_PRIMARY && distinct(primary),
                "1 to " + MAX_PRIMARY + " different primary metrics");
        check(measured.containsAll(primary.stream().map(Metric::probe).toList()), "primary metrics of its own probes");
        check(SHA256.matcher(sourceSha256).matches(), "the SHA-256 of its text, not '" + sourceSha256 + "'");
        Side reference = sides.get(0);
        check(reference.changes().isEmpty(), "a reference that changes nothing against itself");
        check(
                !reference.control() && sides.stream().filter(Side::control).count() <= 1,
                "at most one control side, which is not the reference");
        check(measured.containsAll(gates.stream().map(Gate::probe).toList()), "gates of its own probes");
        check(
                sides.size() > 1 || gates.stream().noneMatch(Gate::isRatio),
                "a second side where a gate is a ratio of two");
        sides = sides.stream()
                .map(side -> side.declaring(DeclaredDifferences.between(reference, side)))
                .toList();
    }

    private static boolean distinct(List<?> values) {
        return new HashSet<>(values).size() == values.size();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a campaign has " + what);
        }
    }

    /**
     * This campaign with another FIFO priority on every side that asks for FIFO.
     *
     * @throws IllegalArgumentException saying why it cannot be that one
     */
    public Campaign withPriority(int priority) {
        if (priority < 1 || priority > 99) {
            throw new IllegalArgumentException("found " + priority + "; expected a FIFO priority from 1 to 99");
        }
        boolean busy = probes.stream().anyMatch(load -> load.probe().busy());
        if (busy && priority > SideReader.HIGHEST_BUSY_PRIORITY) {
            throw new IllegalArgumentException("found " + priority + " for a busy loop; expected at most "
                    + SideReader.HIGHEST_BUSY_PRIORITY + ", below the kernel's own threads");
        }
        if (sides.stream().noneMatch(side -> side.settings().fifo())) {
            throw new IllegalArgumentException("no side of " + name + " asks for FIFO (scheduling: fifo)");
        }
        return with(
                sides.stream().map(side -> side.withPriority(priority)).toList(),
                probes,
                repetitions,
                blockSize,
                seed,
                seedDeclared,
                switching);
    }

    /** This campaign in the order that a seed gives. */
    public Campaign withSeed(long settled) {
        return with(sides, probes, repetitions, blockSize, settled, true, switching);
    }

    /**
     * This campaign with each side measured for about this long: in more repetitions of their own length, and from {@link
     * #MOST_REPETITIONS_OF_A_DURATION} on in longer ones, so that memory and log stay bounded for any duration
     * ({@link ProbeLoad#withWindows}).
     */
    public Campaign lasting(long durationNs) {
        long repetitionNs =
                probes.stream().mapToLong(load -> load.schedule().measuredNs()).sum();
        long count =
                Math.min(MOST_REPETITIONS_OF_A_DURATION, Math.max(1, (durationNs + repetitionNs - 1) / repetitionNs));
        double longer = (double) durationNs / (count * repetitionNs);
        return with(
                sides,
                probes.stream().map(load -> load.withWindows(longer)).toList(),
                (int) count,
                1,
                seed,
                seedDeclared,
                switching == Switching.BLOCKED && count > 1 ? Switching.INTERLEAVED : switching);
    }

    /** The reference's configuration on both sides: what differs then is the machine's noise, or the method's. */
    public Campaign againstItself() {
        Side reference = reference();
        Side again = new Side(
                reference.name() + AGAIN, reference.pinned(), reference.settings(), reference.pod(), List.of());
        return with(List.of(reference, again), probes, repetitions, blockSize, seed, seedDeclared, switching);
    }

    /** This campaign with another plan; all else stays. */
    private Campaign with(
            List<Side> otherSides,
            List<ProbeLoad> otherProbes,
            int otherRepetitions,
            int otherBlockSize,
            long otherSeed,
            boolean otherSeedDeclared,
            Switching otherSwitching) {
        return new Campaign(
                name,
                description,
                otherSides,
                otherProbes,
                otherRepetitions,
                otherBlockSize,
                otherSeed,
                otherSeedDeclared,
                primary,
                primaryDeclared,
                margin,
                otherSwitching,
                target,
                numaNodes,
                load,
                explain,
                controls,
                gates,
                sourceSha256);
    }

    /** The side that each other one is compared with. */
    public Side reference() {
        return sides.get(0);
    }

    public Optional<Side> side(String wanted) {
        return sides.stream().filter(side -> side.name().equals(wanted)).findFirst();
    }

    /** Sides that get verdicts: all but the reference and the control. */
    public List<Side> compared() {
        return sides.stream().skip(1).filter(side -> !side.control()).toList();
    }

    public int blocks() {
        return repetitions / blockSize;
    }
}
