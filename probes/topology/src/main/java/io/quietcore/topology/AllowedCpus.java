package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CPUs that a process may measure on, from the two things that the kernel has of it:
 *
 * <ul>
 *   <li>Its effective cpuset ({@link Cgroups}). sched_setaffinity(2) accepts any mask that meets it, and cuts it down to it;
 *       a mask that does not is EINVAL. Nothing outside of it is ever allowed, and all of it that is online is.
 *   <li>Its affinity mask, {@code Cpus_allowed_list}. It is inherited over fork and exec, lies within the cpuset, and is
 *       less than it for one of two reasons. With {@code isolcpus=} the first process gets a mask of all CPUs but the
 *       isolated ones, and so does whatever nobody moved (Documentation/admin-guide/kernel-parameters.txt: one gets onto an
 *       isolated CPU "via the CPU affinity syscalls or cpuset"). Or somebody bound it to less: taskset, systemd's
 *       CPUAffinity, a container runtime.
 * </ul>
 *
 * So a mask that is the whole cpuset but its isolated CPUs is the kernel's doing, and the cpuset counts. Any other mask was
 * meant, and it counts: also one that holds some isolated CPUs, for the kernel gives nobody these unasked. Attaching a
 * process to a cpuset gives it all of that cpuset, isolated CPUs too, so that in a container the two are the same.
 *
 * <p>Where the cpuset cannot be seen, the mask alone decides by the same rule, with all online CPUs for the cpuset.
 *
 * @param cpus that may measure; online, not empty
 * @param cpuset what is effective of it; the mask where it cannot be seen; online, not empty
 * @param notes what was odd, in words
 */
record AllowedCpus(CpuSet cpus, CpuSet cpuset, List<String> notes) {
    private static final String STATUS = "proc/self/status";
    private static final String MASK = "Cpus_allowed_list:";

    AllowedCpus {
        notes = List.copyOf(notes);
    }

    /** Of the process behind {@code proc/self}; all that are online where nothing restricts it. */
    static AllowedCpus read(KernelFiles files, CpuSet online, CpuSet isolated) {
        List<String> notes = new ArrayList<>();
        Optional<CpuSet> cpuset = within(online, new Cgroups(files).effectiveCpuset(), "the cpuset", notes);
        Optional<CpuSet> mask = within(online, mask(files), "Cpus_allowed_list", notes);
        CpuSet most = cpuset.orElse(online);
        if (mask.isPresent() && !mask.get().intersects(most)) {
            notes.add("Cpus_allowed_list " + mask.get() + " lies outside of the cpuset " + most
                    + "; the cpuset is taken as allowed");
            mask = Optional.empty();
        }
        CpuSet own = mask.orElse(most).intersect(most);
        if (!own.equals(most.minus(isolated))) {
            return new AllowedCpus(own, cpuset.orElse(own), notes);
        }
        if (cpuset.isEmpty() && !own.equals(most)) {
            notes.add("the cpuset cannot be seen from here: the isolated CPUs " + most.minus(own)
                    + " are taken as allowed, as they are where no cpuset forbids them");
        }
        return new AllowedCpus(most, most, notes);
    }

    private static Optional<CpuSet> within(CpuSet online, Optional<CpuSet> cpus, String name, List<String> notes) {
        if (cpus.isPresent() && !cpus.get().intersects(online)) {
            notes.add("none of the CPUs " + cpus.get() + " of " + name + " is online; it is taken as not told");
            return Optional.empty();
        }
        return cpus.map(each -> each.intersect(online));
    }

    private static Optional<CpuSet> mask(KernelFiles files) {
        return files.text(STATUS)
                .flatMap(status ->
                        status.lines().filter(each -> each.startsWith(MASK)).findFirst())
                .map(line -> line.substring(MASK.length()).strip())
                .flatMap(list -> files.cpus(STATUS, list, CpuSet::parse, "a CPU list behind " + MASK))
                .filter(mask -> !mask.isEmpty());
    }
}
