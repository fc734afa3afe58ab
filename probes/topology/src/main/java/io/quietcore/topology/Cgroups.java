package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The effective cpuset of the process behind {@code proc/self}: what the kernel cuts every affinity mask down to
 * (Documentation/admin-guide/cgroup-v1/cpusets.rst, 1.3 and 2.1; cgroup-v2.rst, "cpuset.cpus.effective"). In this order:
 *
 * <ul>
 *   <li>Which hierarchy has the cpuset controller, and the process's path in it, stands in {@code /proc/self/cgroup}
 *       (cgroups(7)): a line that names cpuset is version 1's; on a hybrid host it decides, and version 2 is mounted beside
 *       it without the controller. Else the line {@code 0::} counts. {@code /proc/self/cpuset} is the older way; kernels
 *       since 6.12 without CPUSETS_V1 do not have it.
 *   <li>Where that hierarchy is mounted, and which of its folders is the top of the mount, stands in {@code
 *       /proc/self/mountinfo} (proc(5)): a container without a cgroup namespace has the host's path and a mount that begins
 *       at its own folder. {@code /proc/mounts} lacks the top, and what is not below the mount point is looked for at it.
 *   <li>A folder for which the controller was not enabled has no file of it; the nearest one above that has counts.
 * </ul>
 *
 * What is mounted above the process's own namespace ({@code ..} in a path) does not say where the process is.
 */
final class Cgroups {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");
    private static final String CPUSET = "cpuset";

    /** Of the controller; a host of many containers has tens of thousands, and few of these among them. */
    private static final int MOST_MOUNTS = 1_000;

    /** The effective ones first; kernels before 3.17, and the root of version 2 before 5.0, have what was asked for only. */
    private static final List<String> OF_CGROUP2 = List.of("cpuset.cpus.effective", "cpuset.cpus");

    private static final List<String> OF_CGROUP =
            List.of("cpuset.effective_cpus", "effective_cpus", "cpuset.cpus", "cpus");

    private final KernelFiles files;

    Cgroups(KernelFiles files) {
        this.files = files;
    }

    /**
     * A mounted hierarchy.
     *
     * @param top of its folders is at the mount point; null where that is not told
     * @param point where it is mounted
     * @param type {@code cgroup}, {@code cgroup2} or {@code cpuset}
     */
    private record Mount(@Nullable String top, String point, String type) {}

    /** Empty where it cannot be seen from here. */
    Optional<CpuSet> effectiveCpuset() {
        @Nullable String v1 = null;
        @Nullable String v2 = null;
        for (String line : files.text("proc/self/cgroup").orElse("").lines().toList()) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(CPUSET)) {
                v1 = fields[2];
            } else if (fields.length == 3 && fields[0].equals("0")) {
                v2 = fields[2];
            }
        }
        @Nullable
        String own =
                files.text("proc/self/cpuset").filter(path -> !path.isEmpty()).orElse(null);
        for (Mount mount : mounts()) {
            boolean unified = mount.type.equals("cgroup2");
            @Nullable String path = v1 != null ? (unified ? null : v1) : unified && v2 != null ? v2 : own;
            Optional<CpuSet> cpus = path == null ? Optional.empty() : nearest(mount, path);
            if (cpus.isPresent()) {
                return cpus;
            }
        }
        return Optional.empty();
    }

    /** Of the folder of a path, or of the nearest one above it that says. */
    private Optional<CpuSet> nearest(Mount mount, String path) {
        @Nullable String below = below(mount, path);
        while (below != null) {
            for (String file : mount.type.equals("cgroup2") ? OF_CGROUP2 : OF_CGROUP) {
                // Below the root that is read, which need not be this machine's.
                Optional<CpuSet> cpus = files.list((mount.point + below + "/" + file).substring(1));
                if (cpus.isPresent() && !cpus.get().isEmpty()) {
                    return cpus;
                }
            }
            below = below.isEmpty() ? null : below.substring(0, below.lastIndexOf('/'));
        }
        return Optional.empty();
    }

    /** The way from the top of the mount, as in {@code /a/b}, empty for the top; null where the path is not below it. */
    private static @Nullable String below(Mount mount, String path) {
        String from = mount.top == null || mount.top.equals("/") ? "" : mount.top;
        if (!path.startsWith("/") || climbs(path) || climbs(from)) {
            return null;
        }
        if (!path.equals(from) && !path.startsWith(from + "/")) {
            return null;
        }
        String rest = path.substring(from.length());
        return rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    }

    private static boolean climbs(String path) {
        return List.of(path.split("/", -1)).contains("..");
    }

    private List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        if (files.lines("proc/self/mountinfo", line -> add(ofInfo(line), mounts)) == 0) {
            var unused = files.lines("proc/mounts", line -> add(ofMounts(line.split(" ", -1)), mounts));
        }
        return mounts;
    }

    private static void add(@Nullable Mount mount, List<Mount> mounts) {
        if (mount != null && mounts.size() < MOST_MOUNTS && mount.point.startsWith("/") && !climbs(mount.point)) {
            mounts.add(new Mount(mount.top, mount.point.equals("/") ? "" : mount.point, mount.type));
        }
    }

    /** {@code 36 35 0:31 /top /point rw shared:1 - cgroup cgroup rw,cpuset}: optional fields end with the hyphen. */
    private static @Nullable Mount ofInfo(String line) {
        int hyphen = line.indexOf(" - ");
        if (hyphen < 0) {
            return null;
        }
        String[] place = line.substring(0, hyphen).split(" ", -1);
        String[] what = line.substring(hyphen + 3).split(" ", -1);
        return place.length < 5 || what.length < 3 || !hasCpusets(what[0], what[2])
                ? null
                : new Mount(unescaped(place[3]), unescaped(place[4]), what[0]);
    }

    /** {@code cgroup /point cgroup rw,cpuset 0 0}. */
    private static @Nullable Mount ofMounts(String[] fields) {
        return fields.length < 4 || !hasCpusets(fields[2], fields[3])
                ? null
                : new Mount(null, unescaped(fields[1]), fields[2]);
    }

    private static boolean hasCpusets(String type, String options) {
        return type.equals("cgroup2")
                || type.equals(CPUSET)
                || (type.equals("cgroup") && List.of(options.split(",", -1)).contains(CPUSET));
    }

    /** proc(5): blanks, tabs, line ends and backslashes stand as three octal digits behind a backslash. */
    private static String unescaped(String name) {
        Matcher escape = ESCAPE.matcher(name);
        return escape.replaceAll(
                each -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(each.group(1), 8))));
    }
}
