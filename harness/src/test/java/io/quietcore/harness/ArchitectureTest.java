package io.quietcore.harness;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of ARCHITECTURE.md, held against the classes of every module. */
@Tag("once")
class ArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));

    /** What each room may import, beside Java itself and its own. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "contract", List.of("org.HdrHistogram..", "com.fasterxml.jackson..", "tools.jackson.."),
            "recorder", List.of("org.HdrHistogram.."),
            "topology", List.of("io.quietcore.contract..", "com.fasterxml.jackson.annotation.."),
            "runtime",
                    List.of(
                            "io.quietcore.contract..",
                            "io.quietcore.recorder..",
                            "io.quietcore.topology..",
                            "org.HdrHistogram..",
                            "org.openjdk.jmh..",
                            "net.openhft.affinity..",
                            "com.sun.jna..",
                            "com.sun.nio.file..",
                            "com.sun.management..",
                            "tools.jackson.."),
            "workloads",
                    List.of(
                            "io.quietcore.contract..",
                            "tools.jackson..",
                            "com.fasterxml.jackson..",
                            "com.networknt..",
                            "org.snakeyaml.."),
            "results",
                    List.of(
                            "io.quietcore.contract..",
                            "org.HdrHistogram..",
                            "tools.jackson..",
                            "com.fasterxml.jackson..",
                            "gg.jte..",
                            "javax.net.ssl..",
                            "javax.xml.stream..",
                            "org.apache.commons.."),
            "harness",
                    List.of(
                            "io.quietcore.contract..",
                            "io.quietcore.topology..",
                            "io.quietcore.workloads..",
                            "io.quietcore.results..",
                            "io.fabric8..",
                            "org.snakeyaml.engine..",
                            "picocli..",
                            "me.tongfei..",
                            "com.sun.jna..",
                            "com.sun.nio.file..",
                            "javax.net.ssl..",
                            "org.slf4j..",
                            "ch.qos.logback.."));

    private static JavaClasses all;

    @BeforeAll
    static void readEveryModule() {
        List<Path> folders = new ArrayList<>();
        for (String module : List.of(
                "probes/contract",
                "probes/recorder",
                "probes/topology",
                "probes/runtime",
                "workloads",
                "results",
                "harness")) {
            Path classes = ROOT.resolve(module).resolve("target/classes");
            assertThat(classes).as("build every module before this test").isDirectory();
            folders.add(classes);
        }
        assertThat(folders).allMatch(Files::isDirectory);
        all = new ClassFileImporter().importPaths(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract", "recorder", "topology", "runtime", "workloads", "results", "harness"})
    void aRoomImportsWhatItMayAndNothingElse(String room) {
        List<String> may = new ArrayList<>(ARROWS.get(room));
        may.addAll(List.of("io.quietcore." + room + "..", "java..", "org.jspecify.."));

        classes()
                .that(resideInAPackage("io.quietcore." + room + "..").and(not(resideInAPackage("..jmh_generated.."))))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(may.toArray(String[]::new)))
                .check(all);
    }

    @Test
    void nobodyImportsTheMeasuringJvm() {
        noClasses()
                .that(not(resideInAPackage("io.quietcore.runtime..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.quietcore.runtime.."))
                .check(all);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.quietcore.(*).(**)").should().beFreeOfCycles().check(all);
    }

    /** The driver is loaded with the first history that is opened, and by nothing else; nobody imports it. */
    @Test
    void onlyTheHistoryKnowsADatabase() {
        noClasses()
                .that(not(resideInAPackage("io.quietcore.results.history..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."))
                .check(all);
    }

    @Test
    void thePlanKnowsNoDiskAndNoProcess() {
        noClasses()
                .that(resideInAPackage("io.quietcore.harness.plan.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio..", "io.quietcore.results.store.."))
                .check(all);
    }
}
