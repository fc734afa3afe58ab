package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesKeyTest {
    @Test
    void theTagIsReadBackAsTheSameKeyInTheSameOrder() {
        SeriesKey key = SeriesKey.of("worker-1.example.com", 1, "5", "jitter").with("guest", "vm-7");

        assertThat(key.toTag()).isEqualTo("node=worker-1.example.com_numa=1_cpu=5_probe=jitter_guest=vm-7");
        assertThat(SeriesKey.parseTag(key.toTag())).isEqualTo(key);
        assertThat(SeriesKey.parseTag(key.toTag()).toTag()).isEqualTo(key.toTag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a b", "a_b", "a\nb", "ä", "a=b"})
    void aValueThatWouldBreakTheLogIsRefused(String value) {
        assertThatThrownBy(() -> new SeriesKey(Map.of("node", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node", "=x", "node=a_node=b", "node=a__cpu=1", "node=a_cpu"})
    void aTagOfAnotherFormIsRefused(String tag) {
        assertThatThrownBy(() -> SeriesKey.parseTag(tag)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSeriesThatLosesItsCpuEqualsThatOfTheOtherCpus() {
        assertThat(SeriesKey.of("n", 0, "1", "wakeup").without(SeriesKey.CPU))
                .isEqualTo(SeriesKey.of("n", 0, "2", "wakeup").without(SeriesKey.CPU));
    }
}
