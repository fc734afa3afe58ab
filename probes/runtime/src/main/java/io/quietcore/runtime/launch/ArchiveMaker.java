package io.quietcore.runtime.launch;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ClassArchive;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.ScratchFolder;
import io.quietcore.contract.Settings;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.TopologyException;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes the {@link ClassArchive} of the {@code probes.jar} that it is run from, for the JVM that runs it: the classes
 * that a short repetition loads, in the launcher and in the measuring JVM. A static archive, because the dynamic one
 * (JEP 350) refuses class files older than Java 6 (JDK-8255493).
 *
 * <p>Without arguments. Exit code 0 where the archive is there, 1 with one line of why not.
 */
public final class ArchiveMaker {
    private static final long LIMIT_SECONDS = 50;

    /** As {@link Launcher} ends. */
    private static final int INVALID = 5;

    private ArchiveMaker() {}

    public static void main(String[] args) {
        try {
            Path jar = Path.of(System.getProperty("java.class.path"));
            Path home = Path.of(System.getProperty("java.home"));
            if (ClassArchive.usable(jar, home).isEmpty()) {
                make(jar, home);
            }
        } catch (IOException e) {
            System.err.println("no class-data archive: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    private static void make(Path jar, Path home) throws IOException, InterruptedException {
        Path archive = ClassArchive.of(jar, home);
        String java = home.resolve("bin/java").toString();
        try (ScratchFolder scratch = ScratchFolder.inMemory("probe")) {
            Path launcher = scratch.path().resolve("launcher");
            Path measuring = scratch.path().resolve("measuring");
            run(
                    CanonicalJson.write(shortest(dumping(measuring))) + "\n",
                    // A repetition that calls itself invalid has loaded its classes too.
                    Set.of(0, INVALID),
                    List.of(java, dumping(launcher), "-XX:+UseSerialGC", "-jar", jar.toString()));
            Set<String> classes = new LinkedHashSet<>(classes(launcher));
            classes.addAll(classes(measuring));
            Path list = Files.write(scratch.path().resolve("classes"), classes);
            // Into place by renaming: two makers do not meet, and what is there is whole.
            Path beside =
                    archive.resolveSibling(".writing-" + ProcessHandle.current().pid() + ".jsa");
            try {
                run(
                        "",
                        Set.of(0),
                        List.of(
                                java,
                                "-XX:+UseSerialGC",
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + list,
                                ClassArchive.flag(beside),
                                "-cp",
                                jar.toString()));
                Files.move(beside, archive, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        }
    }

    private static String dumping(Path list) {
        return "-XX:DumpLoadedClassList=" + list;
    }

    /** The least repetition that there is, anywhere on this machine. */
    private static ProbeSpec shortest(String jvmFlag) throws TopologyException {
        NodeTopology topology = TopologyReader.read(Path.of("/"));
        int numaNode = topology.numaNodes().get(0).id();
        CpuSet cpus = topology.allowed();
        return new ProbeSpec(
                "archive",
                "archive",
                "archive",
                "archive",
                1,
                1,
                Probe.JITTER,
                new PlacementRequest("archive", numaNode, 1, 0, false),
                new PlacementGrant(numaNode, false, cpus, CpuSet.EMPTY, cpus, "anywhere"),
                Settings.NONE,
                new Schedule(2, 1, 10_000_000, 0, 0, 1_000),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of(jvmFlag));
    }

    /** Without what a list says of classes of other loaders than the application's: it is numbered by process. */
    private static List<String> classes(Path list) throws IOException {
        return Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#") && !line.contains(" source: "))
                .map(line -> line.replaceFirst(" id: [0-9]+$", ""))
                .toList();
    }

    private static void run(String input, Set<Integer> accepted, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || !accepted.contains(process.exitValue())) {
                throw new IOException(command + " did not do its work");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
