package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * An immutable set of logical CPU numbers, ascending. JSON spells it as an array; {@link #toString()} and
 * {@link #parse} use the kernel's list format ({@code 0-3,8}; Documentation/admin-guide/kernel-parameters, "cpu lists").
 * What is asked of a small set costs what it holds, and not the largest number in it: a machine has as many sets of SMT
 * siblings as cores.
 *
 * @param cpus the numbers, ascending, each once
 */
public record CpuSet(@JsonValue List<Integer> cpus) {
    /** The largest CPU number that is believed: well above NR_CPUS of any kernel, and a bound on what input can cost. */
    public static final int MAX_CPU = 65_535;

    public static final CpuSet EMPTY = new CpuSet(List.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CpuSet {
        cpus = List.copyOf(ascends(cpus) ? cpus : new TreeSet<>(cpus));
        for (int cpu : cpus) {
            if (cpu < 0 || cpu > MAX_CPU) {
                throw new IllegalArgumentException("CPU " + cpu + " is not between 0 and " + MAX_CPU);
            }
        }
    }

    private static boolean ascends(List<Integer> cpus) {
        int last = -1;
        for (int cpu : cpus) {
            if (cpu <= last) {
                return false;
            }
            last = cpu;
        }
        return true;
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
     * Reads the kernel's list format. Blank text is the empty set, as in {@code /sys/devices/system/cpu/isolated}; so is
     * {@code (null)}, which kernels from 4.0 to 6.0 print into {@code nohz_full} where nobody asked for it. A NUL ends the
     * text, as in C: kernel 3.10 of CentOS 7 prints nothing else there.
     *
     * @throws IllegalArgumentException naming the part that is not a number or an ascending range
     */
    public static CpuSet parse(String list) {
        int nul = list.indexOf('\0');
        String text = (nul < 0 ? list : list.substring(0, nul)).strip();
        if (text.isEmpty() || text.equals("(null)")) {
            return EMPTY;
        }
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            ranges.add(range(part.strip(), text));
        }
        ranges.sort(Comparator.comparingInt(Range::first));
        List<Integer> cpus = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            // What an earlier range named is not named again, so that a list costs no more than the CPUs that it names.
            for (next = Math.max(next, range.first); next <= range.last; next++) {
                cpus.add(next);
            }
        }
        return new CpuSet(cpus);
    }

    private record Range(int first, int last) {}

    private static Range range(String range, String list) {
        int dash = range.indexOf('-');
        int first = number(dash < 0 ? range : range.substring(0, dash), list);
        int last = dash < 0 ? first : number(range.substring(dash + 1), list);
        if (last < first) {
            throw new IllegalArgumentException("'" + range + "' in the CPU list '" + list + "' runs backwards");
        }
        return new Range(first, last);
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
        return Collections.binarySearch(cpus, cpu) >= 0;
    }

    public boolean containsAll(CpuSet other) {
        return other.cpus.stream().allMatch(this::contains);
    }

    public boolean intersects(CpuSet other) {
        CpuSet smaller = size() < other.size() ? this : other;
        CpuSet larger = size() < other.size() ? other : this;
        return smaller.cpus.stream().anyMatch(larger::contains);
    }

    public CpuSet intersect(CpuSet other) {
        return size() <= other.size() ? filter(other::contains) : other.filter(this::contains);
    }

    public CpuSet union(CpuSet other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<Integer> both = new ArrayList<>(cpus);
        both.addAll(other.cpus);
        return new CpuSet(both);
    }

    public CpuSet minus(CpuSet other) {
        return filter(cpu -> !other.contains(cpu));
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
        for (int i = 0; i < cpus.size(); ) {
            int first = cpus.get(i);
            int end = first + 1;
            for (i++; i < cpus.size() && cpus.get(i) == end; i++) {
                end++;
            }
            list.append(list.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                list.append('-').append(end - 1);
            }
        }
        return list.toString();
    }
}
