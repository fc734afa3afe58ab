package io.quietcore.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.runtime.noise.JvmEvent;
import io.quietcore.runtime.noise.JvmEvent.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final JvmEvent FIRST =
            compiled("  9       3       io.quietcore.runtime.suite.JitterLoop::run (72 bytes)");
    private static final JvmEvent LAST =
            compiled(" 10       4       io.quietcore.runtime.suite.JitterLoop::run (72 bytes)");
    private static final JvmEvent OTHER =
            compiled(" 11       4       org.HdrHistogram.AbstractHistogram::recordValue (6 bytes)");
    private static final JvmEvent UNDONE = new JvmEvent(
            Kind.DEOPTIMISATION,
            1,
            1,
            " 9       3       io.quietcore.runtime.suite.JitterLoop::run (72 bytes)   made not entrant");
    private static final JvmEvent SAFEPOINT = new JvmEvent(Kind.SAFEPOINT, 1, 2, "safepoint Cleanup");

    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Deque<List<JvmEvent>> said = new ArrayDeque<>();
    private final WarmUp warmUp = new WarmUp(() -> said.isEmpty() ? List.of() : said.remove(), nowNs::get);

    private static JvmEvent compiled(String line) {
        return new JvmEvent(Kind.JIT, 1, 1, line);
    }

    private void run() {
        warmUp.run(() -> {
            rounds.incrementAndGet();
            nowNs.addAndGet(200_000_000);
        });
    }

    @Test
    void roundsGoOnUntilTheLastTierIsThereAndTheCompilerIsQuiet() {
        said.addAll(List.of(List.of(FIRST), List.of(), List.of(), List.of(LAST), List.of(UNDONE), List.of(OTHER)));

        run();

        assertThat(rounds.get()).isEqualTo(8);
        assertThat(warmUp.isQuiet()).isTrue();
        assertThat(warmUp.evidence().detail())
                .isEqualTo(
                        "8 rounds in 1.6 s; at their end the compiler was quiet, and the loops ran in its last tier");
    }

    @Test
    void aSafepointIsNoCompilation() {
        said.addAll(List.of(List.of(LAST), List.of(SAFEPOINT), List.of(SAFEPOINT)));

        run();

        assertThat(rounds.get()).isEqualTo(3);
    }

    @Test
    void theSecondWarmUpIsShortWhereTheFirstWasQuiet() {
        said.add(List.of(LAST));
        run();
        int first = rounds.get();

        run();

        assertThat(rounds.get() - first).isEqualTo(2);
    }

    @Test
    void aJvmThatNeverComesSoFarIsNotWaitedForForEverAndItIsSaid() {
        run();

        assertThat(rounds.get()).isEqualTo(15);
        assertThat(warmUp.isQuiet()).isFalse();
        assertThat(warmUp.evidence().detail())
                .isEqualTo(
                        "15 rounds in 3.0 s; at their end the compiler was not quiet, and no loop had reached its last"
                                + " tier");
    }
}
