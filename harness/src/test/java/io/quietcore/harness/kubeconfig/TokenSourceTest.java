package io.quietcore.harness.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.kubeconfig.TokenSource.Token;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenSourceTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aTokenIsAskedForAgainShortlyBeforeItsEnd() throws KubeconfigException {
        TokenSource source = new TokenSource(
                () -> new Token("t" + asked.incrementAndGet(), now.get().plusSeconds(60)), now::get);

        assertThat(source.getToken()).isEqualTo("t1");
        now.set(BEGIN.plusSeconds(49));
        assertThat(source.getToken()).isEqualTo("t1");
        now.set(BEGIN.plusSeconds(51));
        assertThat(source.getToken()).isEqualTo("t2");
        assertThat(source.getToken()).isEqualTo("t2");
    }

    @Test
    void aTokenThatLastsIsKept() throws KubeconfigException {
        TokenSource source = new TokenSource(() -> new Token("t" + asked.incrementAndGet(), null), now::get);
        now.set(BEGIN.plusSeconds(1_000_000));

        assertThat(source.getToken()).isEqualTo("t1");
    }

    @Test
    void whereThereIsNoNewOneTheOldOneIsUsedForAWhile() throws KubeconfigException {
        TokenSource source = new TokenSource(
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new KubeconfigException("not now");
                    }
                    return new Token("t" + asked.get(), now.get().plusSeconds(60));
                },
                now::get);
        now.set(BEGIN.plusSeconds(61));

        assertThat(source.getToken()).isEqualTo("t1");
        now.set(now.get().plusSeconds(40));
        assertThat(source.getToken()).isEqualTo("t1");
        now.set(now.get().plusSeconds(20));
        assertThat(source.getToken()).isEqualTo("t3");
    }
}
