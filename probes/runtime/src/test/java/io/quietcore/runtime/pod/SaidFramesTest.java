package io.quietcore.runtime.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class SaidFramesTest {
    @TempDir
    private Path scratch;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private SaidFrames frames() throws Exception {
        return new SaidFrames(new PrintStream(out, true, StandardCharsets.UTF_8), scratch);
    }

    @Test
    void linesAreSaidAtOnceAndAgainFromTheirStart() throws Exception {
        try (SaidFrames frames = frames()) {
            frames.say("one");
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\n");
            frames.say("two");

            frames.sayAgain();
            frames.say("three");
            frames.sayAgain();

            assertThat(out.toString(StandardCharsets.UTF_8).lines())
                    .containsExactly("one", "two", "one", "two", "three", "one", "two", "three");
        }
    }

    @Test
    void whatIsForgottenLeavesNoFile() throws Exception {
        SaidFrames frames = frames();
        frames.say("one");
        assertThat(scratch).isNotEmptyDirectory();

        frames.close();

        assertThat(scratch).isEmptyDirectory();
    }
}
