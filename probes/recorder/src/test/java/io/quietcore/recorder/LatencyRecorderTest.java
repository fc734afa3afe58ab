package io.quietcore.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    private final LatencyRecorder recorder = LatencyRecorder.ofThisJvm();

    @BeforeEach
    void forget() {
        recorder.reset();
    }

    @Test
    void whatIsRecordedIsThereUntilItIsReset() {
        recorder.record(250);
        recorder.record(LatencyRecorder.HIGHEST_NS);

        assertThat(recorder.histogram().getTotalCount()).isEqualTo(2);
        assertThat(recorder.histogram().getMinNonZeroValue()).isEqualTo(250);
        recorder.reset();
        assertThat(recorder.histogram().getTotalCount()).isZero();
    }

    @Test
    void whatCannotBeALatencyIsCountedAndNotHidden() {
        recorder.record(-1);
        recorder.record(LatencyRecorder.HIGHEST_NS + 1);

        assertThat(recorder.outOfRange()).isEqualTo(2);
        assertThat(recorder.histogram().getTotalCount()).isZero();
    }
}
