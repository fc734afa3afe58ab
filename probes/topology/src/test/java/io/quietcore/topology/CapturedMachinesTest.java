package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Captures of real machines, where they lie beside the project; hwloc's lstopo, where it is installed, is the oracle. */
class CapturedMachinesTest {
    private static final Path CAPTURES = Path.of(System.getProperty("quietcore.root"))
            .resolve("../shared/topologies")
            .normalize();
    private static final String NONE = "no captures";

    @TempDir
    private Path folder;

    static List<String> captures() throws IOException {
        if (!Files.isDirectory(CAPTURES) || System.getenv("CI") != null) {
            System.err.println(
                    "SKIPPED: captures of real machines are not tested: " + CAPTURES + " is missing, or this is CI");
            return List.of(NONE);
        }
        try (Stream<Path> files = Files.list(CAPTURES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tar.bz2"))
                    .sorted()
                    .toList();
        }
    }

    private Path extract(String capture) throws IOException {
        assumeTrue(!capture.equals(NONE), "captures of real machines are not here");
        try (InputStream file = new BufferedInputStream(Files.newInputStream(CAPTURES.resolve(capture)));
                TarArchiveInputStream tar = new TarArchiveInputStream(new BZip2CompressorInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                assertThat(path).startsWithRaw(folder);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isFile()) {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                }
            }
        }
        try (Stream<Path> roots = Files.list(folder)) {
            return roots.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void placementKeepsItsRulesOnEveryMachine(String capture) throws IOException {
        NodeTopology topology = TopologyReader.read(extract(capture));
        List<PlacementRequest> requests = topology.numaNodes().stream()
                .filter(node -> node.cpus().intersects(topology.allowed()))
                .map(node -> new PlacementRequest("host", node.id(), 1, 0, true))
                .toList();

        Placement placement = Placement.place(topology, requests);

        assertThat(placement).isInstanceOf(Placement.Placed.class);
        List<PlacementGrant> grants = ((Placement.Placed) placement).grants();
        CpuSet measuring = CpuSet.EMPTY;
        for (PlacementGrant grant : grants) {
            int cpu = grant.measuringCpus().first();
            assertThat(topology.allowed().contains(cpu)).isTrue();
            assertThat(topology.siblings(cpu).intersects(measuring))
                    .as("sibling of another")
                    .isFalse();
            measuring = measuring.union(CpuSet.of(cpu));
        }
        for (PlacementGrant grant : grants) {
            int housekeeping = grant.housekeepingCpus().first();
            if (!grant.sharesHousekeeping()) {
                assertThat(topology.siblings(housekeeping).intersects(measuring))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void lstopoSeesTheSameMachine(String capture) throws Exception {
        Path root = extract(capture);
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/lstopo-no-graphics")),
                "SKIPPED: lstopo-no-graphics (hwloc-nox) is not installed");
        NodeTopology topology = TopologyReader.read(root);
        Process lstopo = new ProcessBuilder(
                        "lstopo-no-graphics",
                        "--input",
                        root.toString(),
                        "--if",
                        "fsroot",
                        "--disallowed",
                        "--of",
                        "xml")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] xml = lstopo.getInputStream().readAllBytes();
        assertThat(lstopo.waitFor()).isZero();
        List<Element> objects = objects(xml);

        assertThat(topology.online()).isEqualTo(cpus(first(objects, "Machine")));
        assertThat(topology.allowed())
                .isEqualTo(cpus(first(objects, "Machine"), "allowed_cpuset").intersect(topology.online()));
        assertThat(nodes(topology)).isEqualTo(sets(objects, "NUMANode", 0));
        Set<String> cores = new TreeSet<>();
        topology.cores().forEach(core -> cores.add(core.cpus().toString()));
        Set<String> theirs = sets(objects, "Core", -1);
        if (!cores.equals(theirs)) {
            // AMD's compute units: lstopo counts each half as a core; placement obeys thread_siblings_list.
            for (Core core : topology.cores()) {
                CpuSet halves = core.cpus().filter(cpu -> theirs.contains(Integer.toString(cpu)));
                assertThat(theirs.contains(core.cpus().toString()) || halves.equals(core.cpus()))
                        .isTrue();
                String siblings = Files.readString(root.resolve(
                        "sys/devices/system/cpu/cpu" + core.cpus().first() + "/topology/thread_siblings_list"));
                assertThat(CpuSet.parse(siblings).intersect(topology.online())).isEqualTo(core.cpus());
            }
        }
    }

    /** Those that overlap are one for us; lstopo then drops all but the first. */
    private static Set<String> nodes(NodeTopology topology) {
        Set<String> nodes = new TreeSet<>();
        for (NumaNode node : topology.numaNodes()) {
            nodes.add(node.id() + ":" + node.cpus());
        }
        return nodes;
    }

    private static Set<String> sets(List<Element> objects, String type, int withIndex) {
        Set<String> sets = new TreeSet<>();
        for (Element object : objects) {
            if (object.getAttribute("type").equals(type)) {
                sets.add((withIndex < 0 ? "" : object.getAttribute("os_index") + ":") + cpus(object));
            }
        }
        return sets;
    }

    private static List<Element> objects(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList list = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getElementsByTagName("object");
        List<Element> objects = new ArrayList<>();
        for (int i = 0; i < list.getLength(); i++) {
            objects.add((Element) list.item(i));
        }
        return objects;
    }

    private static Element first(List<Element> objects, String type) {
        return objects.stream()
                .filter(object -> object.getAttribute("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** hwloc's bitmap: {@code 0x000000ff,0xffffffff}, highest word first. */
    private static CpuSet cpus(Element object) {
        return cpus(object, "cpuset");
    }

    private static CpuSet cpus(Element object, String attribute) {
        String[] words = object.getAttribute(attribute).split(",");
        BitSet bits = new BitSet();
        for (int i = 0; i < words.length; i++) {
            String word = words[words.length - 1 - i];
            long value = word.isEmpty() ? 0 : Long.decode(word);
            for (int bit = 0; bit < 32; bit++) {
                if ((value >>> bit & 1) != 0) {
                    bits.set(32 * i + bit);
                }
            }
        }
        return CpuSet.of(bits);
    }
}
