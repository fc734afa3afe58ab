package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * An immutable set of logical CPU numbers, ascending. JSON spells it as an array; {@link #toString()} and
 * {@link #parse} use the kernel's list format ({@code 0-3,8}; Documentation/admin-guide/kernel-parameters, "cpu lists").
 *
 * @param cpus the numbers, ascending, each once
 */
public record CpuSet(@JsonValue List<Integer> cpus) {
    /** The largest CPU number that is believed: well above NR_CPUS of any kernel, and a bound on what input can cost. */
    public static final int MAX_CPU = 65_535;

    public static final CpuSet EMPTY = new CpuSet(List.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CpuSet {
        cpus = List.copyOf(new TreeSet<>(cpus));
        for (int cpu : cpus) {
            if (cpu < 0 || cpu > MAX_CPU) {
                throw new IllegalArgumentException("CPU " + cpu + " is not between 0 and " + MAX_CPU);
            }
        }
    }

    public static CpuSet of(Collection<Integer> cpus) {
        return new CpuSet(List.copyOf(cpus));
    }

    public static CpuSet of(int... cpus) {
        return new CpuSet(Arrays.stream(cpus).boxed().toList());
    }

    public static CpuSet of(BitSet bits) {
        return new CpuSet(bits.stream().boxed().toList());
    }

    /**
     * Reads the kernel's list format. Blank text is the empty set, as in {@code /sys/devices/system/cpu/isolated}.
     *
     * @throws IllegalArgumentException naming the part that is not a number or an ascending range
     */
    public static CpuSet parse(String list) {
        BitSet bits = new BitSet();
        String text = list.strip();
        // "(null)" is what a kernel without nohz_full prints into /sys/devices/system/cpu/nohz_full.
        if (text.isEmpty() || text.equals("(null)")) {
            return EMPTY;
        }
        for (String part : text.split(",", -1)) {
            String range = part.strip();
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash), text);
            int last = dash < 0 ? first : number(range.substring(dash + 1), text);
            if (last < first) {
                throw new IllegalArgumentException("'" + range + "' in the CPU list '" + text + "' runs backwards");
            }
            bits.set(first, last + 1);
        }
        return of(bits);
    }

    private static int number(String digits, String list) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MAX_CPU) {
            throw new IllegalArgumentException("'" + digits + "' in the CPU list '" + list
                    + "' is not a CPU number between 0 and " + MAX_CPU + "; expected a list such as 0-3,8");
        }
        return Integer.parseInt(digits);
    }

    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    public int size() {
        return cpus.size();
    }

    /** The lowest CPU number. The set must not be empty. */
    public int first() {
        return cpus.get(0);
    }

    public boolean contains(int cpu) {
        return cpus.contains(cpu);
    }

    public boolean containsAll(CpuSet other) {
        return other.minus(this).isEmpty();
    }

    public boolean intersects(CpuSet other) {
        return toBitSet().intersects(other.toBitSet());
    }

    public CpuSet intersect(CpuSet other) {
        BitSet bits = toBitSet();
        bits.and(other.toBitSet());
        return of(bits);
    }

    public CpuSet union(CpuSet other) {
        BitSet bits = toBitSet();
        bits.or(other.toBitSet());
        return of(bits);
    }

    public CpuSet minus(CpuSet other) {
        BitSet bits = toBitSet();
        bits.andNot(other.toBitSet());
        return of(bits);
    }

    public CpuSet filter(IntPredicate keep) {
        return new CpuSet(cpus.stream().filter(keep::test).toList());
    }

    public BitSet toBitSet() {
        BitSet bits = new BitSet();
        cpus.forEach(bits::set);
        return bits;
    }

    /** The mask of sched_setaffinity(2): CPU 0 in the lowest bit; whole longs, as the system call wants them. */
    public byte[] toAffinityMask() {
        BitSet bits = toBitSet();
        byte[] set = bits.toByteArray();
        return Arrays.copyOf(set, (bits.length() + 63) / 64 * 8);
    }

    @Override
    public String toString() {
        StringBuilder list = new StringBuilder();
        BitSet bits = toBitSet();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            list.append(list.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                list.append('-').append(end - 1);
            }
            first = bits.nextSetBit(end);
        }
        return list.toString();
    }
}
