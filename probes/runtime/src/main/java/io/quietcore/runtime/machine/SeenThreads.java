package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All threads that procfs shows us, at one moment. Two of these tell who had a CPU in between: who may run nowhere else, and
 * who was found there in the end and had run. Not seen is what began and ended between the two, and who went elsewhere before
 * the second.
 */
public final class SeenThreads {
    /** What a machine with several hundred CPUs has; reading so many takes about half a second. */
    static final int MOST = 30_000;

    /** Of more neighbours the busiest tell enough. */
    static final int MOST_NAMED = 10;

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,9}");

    /** The parent of the kernel's threads, which every namespace of processes but the first lacks. */
    private static final long KTHREADD = 2;

    private static final int TICK_MS = 10;

    private final Map<Long, SeenThread> byId = new HashMap<>();
    private final CpuSet online;
    private final boolean hidden;
    private boolean cut;

    private SeenThreads(KernelText kernel) {
        online = kernel.cpus("sys/devices/system/cpu/online").orElse(CpuSet.EMPTY);
        hidden = kernel.read("proc/self/mounts").orElse("").lines().anyMatch(SeenThreads::hides);
    }

    /** Looks at all threads, or the first 30,000. */
    public static SeenThreads look(KernelText kernel) {
        SeenThreads seen = new SeenThreads(kernel);
        for (long pid : ids(kernel.root().resolve("proc"))) {
            for (long threadId : ids(kernel.root().resolve("proc/" + pid + "/task"))) {
                if (seen.byId.size() >= MOST) {
                    seen.cut = true;
                    return seen;
                }
                SeenThread.read(kernel, pid, threadId).ifPresent(thread -> seen.byId.put(threadId, thread));
            }
        }
        return seen;
    }

    /** A process that ends meanwhile has no threads any more. */
    private static List<Long> ids(Path folder) {
        List<Long> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ID.matcher(name).matches()) {
                    ids.add(Long.parseLong(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return ids;
        }
        return ids;
    }

    /** {@code proc /proc proc rw,hidepid=invisible 0 0} (proc(5)). */
    private static boolean hides(String mount) {
        String[] fields = mount.split(" ", -1);
        return fields.length > 3
                && fields[1].equals("/proc")
                && fields[3].contains("hidepid=")
                && !fields[3].matches("(.*,)?hidepid=(0|off)(,.*)?");
    }

    /** Which processes these are, in words: procfs may keep others from us. */
    public String words() {
        @Nullable SeenThread second = byId.get(KTHREADD);
        String seen = second != null && second.kernel()
                ? "all processes of this machine were seen"
                : hidden
                        ? "only this user's processes were seen (/proc is mounted with hidepid)"
                        : "only this container's processes were seen";
        return seen + (cut ? ", and of them the first " + MOST + " threads" : "");
    }

    /**
     * Who had one of these CPUs since an earlier look, the busiest first.
     *
     * @param launcher a process that is no neighbour, nor are its descendants
     */
    public List<Neighbour> since(SeenThreads before, CpuSet cpus, long launcher) {
        Map<Long, List<Neighbour>> byProcess = new TreeMap<>();
        Set<Long> family = family(launcher);
        for (SeenThread now : byId.values()) {
            @Nullable SeenThread then = before.byId.get(now.threadId());
            if (then == null && before.cut) {
                // Nobody knows whether it is new, nor what it had run by then.
                continue;
            }
            long ranTicks = now.ranTicks() - (then != null && then.isSameAs(now) ? then.ranTicks() : 0);
            boolean pinned = isPinned(now, cpus);
            if (!family.contains(now.pid()) && (pinned || (cpus.contains(now.cpu()) && ranTicks > 0))) {
                byProcess
                        .computeIfAbsent(now.pid(), none -> new ArrayList<>())
                        .add(neighbour(now, pinned, cpus, Math.max(0, ranTicks) * TICK_MS));
            }
        }
        Set<Long> familyBefore = before.family(launcher);
        for (SeenThread then : before.byId.values()) {
            @Nullable SeenThread now = byId.get(then.threadId());
            boolean ended = !cut && (now == null || !now.isSameAs(then));
            if (ended && !familyBefore.contains(then.pid()) && before.isPinned(then, cpus)) {
                byProcess
                        .computeIfAbsent(then.pid(), none -> new ArrayList<>())
                        .add(before.neighbour(then, true, cpus, null));
            }
        }
        return byProcess.values().stream()
                .map(SeenThreads::together)
                .sorted(Comparator.comparing(
                                (Neighbour each) -> each.ranMs() == null ? -1 : each.ranMs(), Comparator.reverseOrder())
                        .thenComparingLong(Neighbour::pid))
                .limit(MOST_NAMED)
                .toList();
    }

    /** A process and what it started, and these, as far as they live. */
    private Set<Long> family(long launcher) {
        Map<Long, List<Long>> children = new HashMap<>();
        byId.values().forEach(each -> children.computeIfAbsent(each.parent(), none -> new ArrayList<>())
                .add(each.pid()));
        Set<Long> family = new HashSet<>();
        List<Long> next = new ArrayList<>(List.of(launcher));
        while (!next.isEmpty()) {
            long pid = next.remove(next.size() - 1);
            if (family.add(pid)) {
                next.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return family;
    }

    /** Whether of the CPUs that are online it may use these only, and that is because of its own mask. */
    private boolean isPinned(SeenThread thread, CpuSet cpus) {
        CpuSet usable = online.isEmpty() ? thread.allowed() : thread.allowed().intersect(online);
        return !usable.isEmpty() && cpus.containsAll(usable) && !usable.equals(online);
    }

    private Neighbour neighbour(SeenThread thread, boolean pinned, CpuSet cpus, @Nullable Long ranMs) {
        @Nullable SeenThread main = byId.get(thread.pid());
        return new Neighbour(
                thread.kernel(),
                thread.pid(),
                main == null ? thread.name() : main.name(),
                pinned,
                pinned ? thread.allowed().intersect(cpus) : CpuSet.of(thread.cpu()),
                ranMs);
    }

    /** The threads of one process. */
    private static Neighbour together(List<Neighbour> threads) {
        Neighbour first = threads.get(0);
        CpuSet cpus = CpuSet.EMPTY;
        @Nullable Long ranMs = null;
        for (Neighbour each : threads) {
            cpus = cpus.union(each.cpus());
            @Nullable Long more = each.ranMs();
            ranMs = more == null ? ranMs : (Long) (more + (ranMs == null ? 0 : ranMs));
        }
        boolean pinned = threads.stream().allMatch(Neighbour::pinned);
        return new Neighbour(first.kernelThread(), first.pid(), first.program(), pinned, cpus, ranMs);
    }
}
