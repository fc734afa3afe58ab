package io.quietcore.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The list of parts that lies beside each jar names what is in it, and is the same for the same sources. */
@Tag("once")
class SbomIT {
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));

    private static JsonNode list(String file) throws IOException {
        return CanonicalJson.readTree(Files.readAllBytes(ROOT.resolve(file)));
    }

    private static Set<String> purls(JsonNode list) {
        return list.path("components")
                .valueStream()
                .map(each -> each.path("purl").asString("").replaceAll("\\?.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the shaded libraries say of themselves. */
    private static Set<String> packed(Path jar) throws IOException {
        Set<String> packed = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream()
                    .filter(each -> each.getName().matches("META-INF/maven/.*/pom\\.properties"))
                    .toList()) {
                Properties own = new Properties();
                try (InputStream in = file.getInputStream(entry)) {
                    own.load(in);
                }
                packed.add("pkg:maven/" + own.getProperty("groupId") + "/" + own.getProperty("artifactId") + "@"
                        + own.getProperty("version"));
            }
        }
        packed.removeIf(each -> each.startsWith("pkg:maven/io.quietcore/quietcore-harness@"));
        return packed;
    }

    @Test
    void theControllersListNamesEveryLibraryThatIsPacked() throws IOException {
        Set<String> packed = packed(ROOT.resolve("harness/target/quietcore.jar"));

        assertThat(packed).hasSizeGreaterThan(20);
        assertThat(purls(list("harness/target/quietcore.cdx.json"))).containsAll(packed);
    }

    @Test
    void theProbesListNamesTheirLibraries() throws IOException {
        Set<String> purls = purls(list("probes/runtime/target/probes.cdx.json"));

        for (String library :
                Set.of("org.openjdk.jmh/jmh-core", "net.java.dev.jna/jna", "org.hdrhistogram/HdrHistogram")) {
            assertThat(purls).anyMatch(purl -> purl.startsWith("pkg:maven/" + library + "@"));
        }
    }

    /** Its files are no Maven dependency: its version in the list is that of the file which every page holds. */
    @Test
    void theScriptOfThePagesIsNamedInItsVersion() throws IOException {
        String script = Files.readString(
                ROOT.resolve("results/src/main/resources/io/quietcore/results/report/uplot/uPlot.iife.min.js"),
                StandardCharsets.UTF_8);
        String version = script.replaceFirst("(?s).*?\\(v([0-9.]+)\\).*", "$1");

        assertThat(purls(list("harness/target/quietcore.cdx.json"))).contains("pkg:npm/uplot@" + version);
    }

    @ParameterizedTest
    @CsvSource({"harness/target/quietcore.cdx.json", "probes/runtime/target/probes.cdx.json"})
    void nothingInAListDependsOnTheDayOrTheMachine(String file) throws IOException {
        JsonNode list = list(file);

        assertThat(list.has("serialNumber")).isFalse();
        assertThat(list.at("/metadata/timestamp").asString("2026-01-01T00:00:00Z"))
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(list.toString()).doesNotContain(ROOT.toString());
    }
}
