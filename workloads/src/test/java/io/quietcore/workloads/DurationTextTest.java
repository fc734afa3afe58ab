package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "200us, 200000",
        "1.5ms, 1500000",
        "1s, 1000000000",
        "0s, 0",
        "2m, 120000000000",
        "1h, 3600000000000",
        "0.000001ms, 1",
        "0.1ns, 1",
        "999999999999h, 9223372036854775807"
    })
    void aNumberAndItsUnitAreNanoseconds(String text, long ns) {
        assertThat(DurationText.parse(text)).hasValue(ns);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1 s", "-1s", "1.s", ".5s", "1e3s", "1S", "1s\n", "1sec", "1m30s", "1234567890123s"})
    void anythingElseIsNoDuration(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200us", "1.5ms", "3.688s", "2m", "1h", "1ns", "999ns", "1.001us", "0s", "90s"})
    void whatIsFormattedIsReadBack(String text) {
        long ns = DurationText.parse(text).orElseThrow();
        assertThat(DurationText.format(ns)).isEqualTo(text);
    }

    @Test
    void theLargestUnitThatFitsIsTaken() {
        assertThat(DurationText.format(3_600_000_000_000L)).isEqualTo("1h");
        assertThat(DurationText.format(60_000_000_000L)).isEqualTo("1m");
        assertThat(DurationText.format(1_500)).isEqualTo("1.5us");
    }
}
