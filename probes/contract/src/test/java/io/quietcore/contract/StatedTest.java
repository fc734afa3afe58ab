package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatedTest {
    @Test
    void whatIsStatedIsReadFromTheEvidenceAgain() {
        for (Stated stated : new Stated[] {
            new Stated(100_186_000, 1_023_000, true),
            new Stated(35_000_000, 1_023_000, false),
            new Stated(5, Long.MAX_VALUE, true)
        }) {
            Evidence stored = CanonicalJson.read(CanonicalJson.bytes(stated.evidence()), Evidence.class);
            assertThat(Stated.in(Map.of(Stated.EVIDENCE, stored))).isEqualTo(stated);
        }
        assertThat(Stated.in(Map.of("fifo", Evidence.notAsked()))).isEqualTo(Stated.NOTHING);
    }

    @Test
    void itReadsAsASentence() {
        assertThat(new Stated(100_186_000, 1_023_000, true).evidence().detail())
                .isEqualTo(
                        "longest value 100186000 ns; values from 1023000 ns on are told by their number, and their sum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "longest value -1 ns",
                "longest value 99999999999999999999 ns",
                "longest value 5 ns; values from 7 ns on are told by their number"
            })
    void otherWordsAreNoStatement(String words) {
        assertThatThrownBy(() -> Stated.in(Map.of(Stated.EVIDENCE, Evidence.seen(words))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPartOfTheValuesIsOpenWhereItsLongestIs() {
        Stated all = new Stated(900, 500, false);
        assertThat(all.ofPart(400)).isEqualTo(Stated.NOTHING);
        assertThat(all.ofPart(700)).isEqualTo(new Stated(700, 500, false));
        assertThat(Stated.NOTHING.ofPart(700)).isEqualTo(Stated.NOTHING);
    }
}
