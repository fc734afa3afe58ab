package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is standard output: the data stands there alone, and every word is on standard error. */
@Tag("once")
@Timeout(240)
class StandardOutputIT {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");

    @TempDir
    private Path folder;

    private Path printed(String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Process process = Quietcore.command(folder, arguments)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        return out;
    }

    private String said() throws Exception {
        return Files.readString(folder.resolve("err"));
    }

    @Test
    void ofABundleAllItsBytes() throws Exception {
        Path file = folder.resolve("bundle.tar.gz");
        printed("bundle", SAMPLES.toString(), "--out", file.toString());

        Path out = printed("bundle", SAMPLES.toString(), "--out", "/dev/stdout");

        assertThat(out).hasSameBinaryContentAs(file);
        assertThat(said()).contains("/dev/stdout  ");
    }

    @Test
    void ofJUnitsXmlNoTableBehindIt() throws Exception {
        Path out = printed(
                "compare",
                SAMPLES.resolve("baseline").toString(),
                SAMPLES.resolve("tuned").toString(),
                "--junit",
                "/dev/stdout");

        assertThat(Files.readString(out)).startsWith("<?xml").endsWith("</testsuites>\n");
        assertThat(said()).contains("jitter");
    }

    @Test
    void aSignatureHasNoPlaceBesideIt() throws Exception {
        Quietcore.Outcome refused =
                Quietcore.run(folder, "bundle", SAMPLES.toString(), "--out", "/dev/stdout", "--sign", "key.pem");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("--sign", "name a file with --out").hasLineCount(1);
        assertThat(refused.out()).isEmpty();
    }
}
