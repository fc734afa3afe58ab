package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what two sides must share unless the campaign meant to change it. What cannot be read says so. */
public final class HostFactsReader {
    static final String UNREADABLE = "unreadable";
    private static final String CPUS = "sys/devices/system/cpu";

    private final KernelText kernel;

    private HostFactsReader(KernelText kernel) {
        this.kernel = kernel;
    }

    /**
     * The machine below a root.
     *
     * @param jvm the measuring JVM, in words
     */
    public static HostFacts read(KernelText kernel, String jvm) {
        HostFactsReader reader = new HostFactsReader(kernel);
        Map<String, String> facts = new TreeMap<>();
        facts.put("kernel", reader.line("proc/version"));
        facts.put("commandLine", reader.line("proc/cmdline"));
        facts.put(
                "cpuModel",
                reader.cpuInfo("model name")
                        .or(() -> reader.cpuInfo("CPU part"))
                        .orElse(UNREADABLE));
        facts.put("microcode", reader.cpuInfo("microcode").orElse(UNREADABLE));
        facts.put("smt", reader.line(CPUS + "/smt/control"));
        facts.put("clockSource", reader.line("sys/devices/system/clocksource/clocksource0/current_clocksource"));
        facts.put("isolated", reader.cpus(CPUS + "/isolated"));
        facts.put("nohzFull", reader.cpus(CPUS + "/nohz_full"));
        facts.put("hugePages", reader.hugePages());
        facts.put("transparentHugePages", reader.line("sys/kernel/mm/transparent_hugepage/enabled"));
        facts.put("governor", reader.governors());
        facts.put("mitigations", reader.mitigations());
        facts.put("rtRuntimeUs", reader.line("proc/sys/kernel/sched_rt_runtime_us"));
        facts.put("timerMigration", reader.line("proc/sys/kernel/timer_migration"));
        facts.put("jvm", jvm);
        return new HostFacts(reader.line("proc/sys/kernel/random/boot_id"), facts);
    }

    private String line(String path) {
        return kernel.read(path).map(String::strip).orElse(UNREADABLE);
    }

    /** A CPU list in the same words on every kernel: an empty one is a NUL, "(null)" or nothing. */
    private String cpus(String path) {
        return kernel.cpus(path).map(CpuSet::toString).orElseGet(() -> line(path));
    }

    private Optional<String> cpuInfo(String key) {
        return kernel.field("proc/cpuinfo", key);
    }

    private String hugePages() {
        return values("sys/kernel/mm/hugepages", "hugepages-.*", "nr_hugepages");
    }

    private String mitigations() {
        Path folder = kernel.root().resolve(CPUS + "/vulnerabilities");
        return names(folder, ".*").stream()
                .map(name -> name + ": " + line(CPUS + "/vulnerabilities/" + name))
                .collect(Collectors.collectingAndThen(Collectors.joining("; "), HostFactsReader::orUnreadable));
    }

    /** Each governor that any CPU has, once: a machine of one governor reads as one word. */
    private String governors() {
        return names(kernel.root().resolve(CPUS), "cpu[0-9]+").stream()
                .map(cpu -> kernel.read(CPUS + "/" + cpu + "/cpufreq/scaling_governor"))
                .flatMap(Optional::stream)
                .map(String::strip)
                .distinct()
                .sorted()
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), HostFactsReader::orUnreadable));
    }

    private String values(String folder, String pattern, String file) {
        return names(kernel.root().resolve(folder), pattern).stream()
                .map(name -> name + ": " + line(folder + "/" + name + "/" + file))
                .collect(Collectors.collectingAndThen(Collectors.joining("; "), HostFactsReader::orUnreadable));
    }

    private static Set<String> names(Path folder, String pattern) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(pattern))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            return new TreeSet<>();
        }
    }

    private static String orUnreadable(String text) {
        return text.isEmpty() ? UNREADABLE : text;
    }

    /** Whether stalld runs: it lends time to starving threads, by priority or deadline, and so changes what FIFO means. */
    public static boolean stalldRuns(KernelText kernel) {
        return names(kernel.root().resolve("proc"), "[0-9]+").stream()
                .anyMatch(id -> kernel.read("proc/" + id + "/comm")
                        .map(String::strip)
                        .orElse("")
                        .equals("stalld"));
    }
}
