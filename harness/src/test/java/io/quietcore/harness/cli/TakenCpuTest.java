package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.harness.backend.CpuLocks;
import io.quietcore.topology.TopologyReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command that would measure on CPUs that another measurement has. */
class TakenCpuTest {
    private static final String PROBES_JAR = "quietcore.probesJar";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final String probesJar = System.getProperty(PROBES_JAR, "");

    /** A JDK that leaves a word when it is started, and measures nothing. */
    @BeforeEach
    void probesThatNobodyStarts() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho started > '" + folder.resolve("started") + "'\nexit 3\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        System.setProperty(PROBES_JAR, java.toString());
    }

    @AfterEach
    void probesAsTheyWere() {
        System.setProperty(PROBES_JAR, probesJar);
    }

    private int execute(String command) {
        String[] words = command.replace("DIR", folder.toString()).split(" ", -1);
        return CommandLineRun.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "probe jitter --duration 1s --java-home DIR/jdk",
                "probe wakeup --duration 1s --load timers --java-home DIR/jdk",
                "campaign DIR/short.yml --out DIR/out --java-home DIR/jdk",
                "run soak --out DIR/out --java-home DIR/jdk"
            })
    void isRefusedInOneLineThatNamesTheOtherAndMeasuresNothing(String command) throws Exception {
        Quietcore.shortCampaign(folder);
        CpuSet all = TopologyReader.read(Path.of("/")).allowed();
        try (CpuLocks other = CpuLocks.take(CpuLocks.folder(System.getenv()), all, CpuSet.EMPTY)) {
            assertThat(execute(command)).isEqualTo(ExitCode.ERROR);
        }

        assertThat(err.toString().lines().filter(line -> line.startsWith("quietcore: ")))
                .singleElement()
                .asString()
                .matches("quietcore: CPU [0-9]+ is taken by process "
                        + ProcessHandle.current().pid()
                        + " of user .+ \\(.*java.*\\): two measurements on one CPU measure"
                        + " each other; wait until it ends, or measure on other CPUs with --cpu");
        assertThat(out.toString()).isEmpty();
        assertThat(folder.resolve("started")).doesNotExist();
        // Who was refused has nothing left.
        CpuLocks.take(CpuLocks.folder(System.getenv()), all, CpuSet.EMPTY).close();
    }
}
