package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.workloads.PodStorage.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodStorageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "disk",
                "claim:data",
                "device:fast.block",
                "host:/mnt/nvme0",
                "ephemeral:10Gi",
                "ephemeral:fast=1Ti"
            })
    void whatIsReadIsSpelledTheSame(String text) {
        assertThat(PodStorage.of(text)).hasToString(text);
    }

    @Test
    void eachPartHasItsPlace() {
        assertThat(PodStorage.of("ephemeral:fast=10Gi")).isEqualTo(new PodStorage(Kind.EPHEMERAL, "fast", "10Gi"));
        assertThat(PodStorage.of("host:/mnt/a")).isEqualTo(new PodStorage(Kind.HOST, "/mnt/a", ""));
    }

    @Test
    void somethingElseIsNone() {
        assertThatThrownBy(() -> PodStorage.of("claim:")).hasMessageContaining("'claim:' is no volume");
    }
}
