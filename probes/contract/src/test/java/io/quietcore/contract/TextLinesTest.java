package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextLinesTest {
    @Test
    void ofALongLineOnlyItsBeginningIsHeld() throws IOException {
        byte[] text = ("short\r\n" + "x".repeat(100_000) + "\n\nlast").getBytes(StandardCharsets.UTF_8);

        try (TextLines lines = new TextLines(new ByteArrayInputStream(text), 10)) {
            assertThat(lines.next()).isEqualTo("short");
            assertThat(lines.next()).isEqualTo("x".repeat(10));
            assertThat(lines.next()).isEmpty();
            assertThat(lines.next()).isEqualTo("last");
            assertThat(lines.next()).isNull();
        }
    }

    @Test
    void bytesThatAreNoTextDoNotEndIt() throws IOException {
        try (TextLines lines = new TextLines(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, '\n', 'b'}), 10)) {
            assertThat(lines.next()).isEqualTo("a\ufffd");
            assertThat(lines.next()).isEqualTo("b");
        }
    }

    @Test
    void aProgressBarIsManyLines() throws IOException {
        byte[] text = "1 %\r2 %\r\n\r\nend\r".getBytes(StandardCharsets.UTF_8);

        try (TextLines lines = new TextLines(new ByteArrayInputStream(text), 10)) {
            assertThat(lines.next()).isEqualTo("1 %");
            assertThat(lines.next()).isEqualTo("2 %");
            assertThat(lines.next()).isEmpty();
            assertThat(lines.next()).isEqualTo("end");
            assertThat(lines.next()).isNull();
        }
    }
}
