package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatDrivesATerminalOrReordersALineIsShownAsWhatItIs() {
        assertThat(Printable.line("a\u001b[31mb\u0000\u0007\u007f\u009b2J"))
                .isEqualTo("a\\u001b[31mb\\u0000\\u0007\\u007f\\u009b2J");
        assertThat(Printable.line("\u202edcba\u2066\u200f\u061c\ufeff\u2028"))
                .isEqualTo("\\u202edcba\\u2066\\u200f\\u061c\\ufeff\\u2028");
        assertThat(Printable.line("a\ud800b\udfff")).isEqualTo("a\\ud800b\\udfff");
        assertThat(Printable.line("\udb40\udc41")).isEqualTo("\\udb40\\udc41");
        assertThat(Printable.line("a\r\nb\tc")).isEqualTo("a\\u000d\\u000ab\\u0009c");
    }

    @Test
    void linesAndTabsOfSeveralLinesStay() {
        assertThat(Printable.text("a\r\nb\tc\u001b")).isEqualTo("a\\u000d\nb\tc\\u001b");
    }

    @Test
    void whatAnybodyWritesStaysAsItIs() {
        String plain = "16.9 µs – Łódź, 東京, ελληνικά, עברית, e\u0301, \ud83d\ude80";
        assertThat(Printable.line(plain)).isSameAs(plain);
    }

    /** By the categories of this Java's Unicode nothing that is a control, a format or a separator passes. */
    @Test
    void noControlNoDirectionAndNoSeparatorPasses() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(Printable::isPlain)
                        .filter(c -> switch (Character.getType(c)) {
                            case Character.CONTROL,
                                    Character.SURROGATE,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> true;
                            default ->
                                switch (Character.getDirectionality(c)) {
                                    case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                                            Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                                            Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                                            Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
                                    default -> false;
                                };
                        }))
                .isEmpty();
    }
}
