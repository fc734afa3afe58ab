package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command whose standard output cannot be written. */
class CheckedOutputTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int execute(OutputStream out, Path descriptor, String... arguments) {
        return CommandLineRun.execute(arguments, new CheckedOutput(out, descriptor), new PrintWriter(said, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema",
                "workloads list",
                "workloads show kubernetes-qos-class",
                "topology",
                "rbac",
                "probe jitter --help",
                "--help",
                "help campaign",
                "generate-completion",
                "validate-statistics --campaigns 1 -o json"
            })
    void aCommandWhoseOutputDoesNotFitEndsWithAnErrorInOneLine(String call) throws IOException {
        try (OutputStream out = Files.newOutputStream(FULL)) {
            assertThat(execute(out, FULL, call.split(" "))).isEqualTo(ExitCode.ERROR);
        }
        assertThat(said.toString())
                .isEqualTo("quietcore: standard output could not be written to its end: No space left on device\n");
    }

    @Test
    void nothingIsWrittenBehindAHole() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream failsOnce = new OutputStream() {
            private int calls;

            @Override
            public void write(int single) throws IOException {
                if (calls++ == 1) {
                    throw new IOException("No space left on device");
                }
                written.write(single);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                write(bytes[from]);
            }
        };
        CheckedOutput out = new CheckedOutput(failsOnce, FULL);
        for (String line : new String[] {"1", "2", "3"}) {
            out.writer().println(line);
        }

        assertThat(out.ended(ExitCode.OK, new PrintWriter(said, true))).isEqualTo(ExitCode.ERROR);
        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("1");
    }

    @Test
    void aReaderThatWentAwayEndsTheCommandQuietly() throws IOException {
        Set<Path> before = pipes();
        Pipe pipe = Pipe.open();
        pipe.source().close();
        try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
            assertThat(execute(out, newest(before), "schema"))
                    .isEqualTo(ExitCode.UNREAD)
                    .isEqualTo(141);
        }
        assertThat(said.toString()).isEmpty();
    }

    private static Set<Path> pipes() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> target(each).startsWith("pipe:")).collect(Collectors.toSet());
        }
    }

    private static Path newest(Set<Path> before) throws IOException {
        Set<Path> since = pipes();
        since.removeAll(before);
        return since.stream()
                .max(Comparator.comparing(
                        each -> Integer.parseInt(each.getFileName().toString())))
                .orElseThrow();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Somebody who shares the pipe set O_NONBLOCK; whatever language the error is in. */
    @ParameterizedTest
    @ValueSource(strings = {"Resource temporarily unavailable", "Die Ressource ist zur Zeit nicht verfügbar"})
    void aFullPipeWhoseReaderIsThereIsAnError(String words) throws IOException {
        Set<Path> before = pipes();
        Pipe pipe = Pipe.open();
        OutputStream wouldBlock = new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                throw new IOException(words);
            }
        };
        try (Pipe.SourceChannel reader = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertThat(reader.isOpen() && sink.isOpen()).isTrue();
            assertThat(execute(wouldBlock, newest(before), "schema")).isEqualTo(ExitCode.ERROR);
        }
        assertThat(said.toString()).contains(words).hasLineCount(1);
    }

    @Test
    void aCommandThatFailedKeepsItsOwnExitCode() throws IOException {
        try (OutputStream out = Files.newOutputStream(FULL)) {
            CheckedOutput checked = new CheckedOutput(out, FULL);
            checked.writer().println("gate failed");

            assertThat(checked.ended(ExitCode.GATE, new PrintWriter(said, true)))
                    .isEqualTo(ExitCode.GATE);
        }
        assertThat(said.toString())
                .contains("standard output could not be written")
                .hasLineCount(1);
    }

    @Test
    void whatArrivedIsUtf8WhateverTheLocale() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckedOutput checked = new CheckedOutput(out, folder);
        checked.writer().print("16.9 µs");

        assertThat(checked.ended(ExitCode.OK, new PrintWriter(said, true))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("16.9 µs");
    }

    /** What others wrote reaches the terminal as text, however it is split; in JSON it is what it was. */
    @Test
    void whatWouldDriveTheTerminalIsEscaped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckedOutput checked = new CheckedOutput(out, folder);
        PrintWriter writer = checked.writer();
        writer.print("a\u001b[2J\u202eb\tc\n");
        writer.print(CanonicalJson.write("\u009b\u2066\ud83d\ude80"));
        for (char half : new char[] {'\ud83d', '\ude80', '\ud800', 'x'}) {
            writer.print(half);
        }

        assertThat(checked.ended(ExitCode.OK, new PrintWriter(said, true))).isZero();
        String shown = out.toString(StandardCharsets.UTF_8);
        assertThat(shown).isEqualTo("a\\u001b[2J\\u202eb\tc\n\"\\u009b\\u2066\ud83d\ude80\"\ud83d\ude80\\ud800x");
    }

    /** As every name beyond ASCII is to a JVM without a locale. */
    @Test
    void aNameThatNoFileCanHaveIsOneLineOfAnError() {
        int code = execute(new ByteArrayOutputStream(), folder, "export", "csv", "a\0b", "--out", "x.csv");

        assertThat(code).isEqualTo(ExitCode.ERROR);
        assertThat(said.toString())
                .hasLineCount(1)
                .contains(
                        "'a\\u0000b/campaign.yaml' cannot be the name of a file here; where it has letters beyond ASCII");
    }

    @Test
    void aNameWithALineEndIsOneLineOfAnError() {
        int code = execute(new ByteArrayOutputStream(), folder, "report", "a\nquietcore: all is well\u001b[8m");

        assertThat(code).isEqualTo(ExitCode.ERROR);
        assertThat(said.toString())
                .hasLineCount(1)
                .contains("a\\u000aquietcore: all is well\\u001b[8m holds no campaign");
    }
}
