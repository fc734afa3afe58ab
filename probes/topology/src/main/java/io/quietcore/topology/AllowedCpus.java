package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CPUs that the process behind {@code proc/self} may run on: {@code Cpus_allowed_list} where the status file is
 * there; in a capture, which seldom has one, what its cpuset or cgroup file says (cpuset(7); Documentation/admin-guide
 * cgroup-v1/cpusets.rst and cgroup-v2.rst).
 */
final class AllowedCpus {
    private AllowedCpus() {}

    /** Empty where nothing restricts it. */
    static Optional<CpuSet> read(KernelFiles files) throws TopologyException {
        Optional<String> status = files.text("proc/self/status");
        if (status.isPresent()) {
            Optional<String> line = status.get()
                    .lines()
                    .filter(each -> each.startsWith("Cpus_allowed_list:"))
                    .findFirst();
            if (line.isPresent()) {
                try {
                    return Optional.of(CpuSet.parse(line.get().substring("Cpus_allowed_list:".length())));
                } catch (IllegalArgumentException e) {
                    throw new TopologyException(
                            files.root().resolve("proc/self/status") + ": Cpus_allowed_list: " + e.getMessage());
                }
            }
        }
        Optional<String> cpuset = files.text("proc/self/cpuset");
        Optional<String> mounts = files.text("proc/mounts");
        if (cpuset.isEmpty() || mounts.isEmpty() || cpuset.get().contains("..")) {
            return Optional.empty();
        }
        for (String candidate : candidates(mounts.get(), cpuset.get())) {
            Optional<CpuSet> cpus = files.list(candidate);
            if (cpus.isPresent() && !cpus.get().isEmpty()) {
                return cpus;
            }
        }
        return Optional.empty();
    }

    /** Where the list may lie, by what is mounted: cpuset, cgroup with its cpuset controller, cgroup2. */
    private static List<String> candidates(String mounts, String cpuset) {
        List<String> candidates = new ArrayList<>();
        mounts.lines().forEach(line -> {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4 || fields[1].contains("..")) {
                return;
            }
            String folder = (fields[1] + cpuset).substring(1);
            String end = folder.endsWith("/") ? "" : "/";
            if (fields[2].equals("cpuset")) {
                candidates.add(folder + end + "cpus");
            } else if (fields[2].equals("cgroup2")) {
                candidates.add(folder + end + "cpuset.cpus.effective");
                candidates.add(folder + end + "cpuset.cpus");
            } else if (fields[2].equals("cgroup")
                    && List.of(fields[3].split(",", -1)).contains("cpuset")) {
                candidates.add(folder + end + "cpuset.cpus");
                candidates.add(folder + end + "cpus");
            }
        });
        return candidates;
    }
}
