package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighbourTest {
    private static final Neighbour PINNED = new Neighbour(false, 1_234, "yes", true, CpuSet.of(1), 1_950L);

    private static List<Neighbour> stored(Evidence evidence) {
        Evidence read = CanonicalJson.read(CanonicalJson.bytes(evidence), Evidence.class);
        return Neighbour.in(Map.of(Neighbour.EVIDENCE, read));
    }

    @Test
    void whatIsStoredIsReadAgain() {
        List<Neighbour> all = List.of(
                PINNED,
                new Neighbour(true, 15, "ksoftirqd/1", false, CpuSet.of(1), 10L),
                new Neighbour(false, 99, "a (b), c; d", true, CpuSet.of(1, 2, 3, 7), null));

        assertThat(stored(Neighbour.evidence(all))).isEqualTo(all);
        assertThat(Neighbour.in(Map.of())).isEmpty();
    }

    @Test
    void itReadsAsAClause() {
        assertThat(PINNED).hasToString("process 1234 (yes), pinned to CPU 1, ran 1950 ms");
        assertThat(new Neighbour(true, 15, "ksoftirqd/1", false, CpuSet.of(1), 10L))
                .hasToString("kernel thread 15 (ksoftirqd/1), found on CPU 1, ran 10 ms on any CPU");
        assertThat(new Neighbour(false, 99, "sh", true, CpuSet.of(1), null))
                .hasToString("process 99 (sh), pinned to CPU 1, ended meanwhile");
    }

    @Test
    void aNameIsOneLineAndNoLongerThanNeeded() {
        assertThat(new Neighbour(false, 5, "a\u001b[2J\nb", true, CpuSet.of(1), 0L).program())
                .isEqualTo("a\\u001b[2J\\u000ab");
        assertThat(new Neighbour(false, 5, "x".repeat(500), true, CpuSet.of(1), 0L).program())
                .hasSize(129)
                .endsWith("…");
    }

    @Test
    void otherWordsArePassedOver() {
        for (String words : new String[] {
            "",
            "none",
            "process x (yes), pinned to CPU 1, ran 5 ms",
            "process 1 (yes), pinned to CPU 3-1, ran 5 ms",
            "process 1 (yes), pinned to CPU 1, ran a while"
        }) {
            assertThat(stored(Evidence.seen(words))).as(words).isEmpty();
        }
        assertThat(stored(Evidence.seen((PINNED + "; ").repeat(1_000)))).hasSize(100);
    }
}
