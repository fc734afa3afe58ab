package io.quietcore.harness.kubeconfig;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token that is asked for again before it is too old: campaigns last longer than tokens. From any thread. */
final class TokenSource implements OAuthTokenProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TokenSource.class);

    /** As client-go reads a token's file again (transport.NewCachedFileTokenSource). */
    static final Duration FILE_PERIOD = Duration.ofMinutes(1);

    /** So much before its end a token is not used any more: a request takes its time. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /**
     * A token.
     *
     * @param expires null where it lasts
     */
    record Token(String text, @Nullable Instant expires) {}

    /** Where tokens come from. */
    interface Origin {
        Token token() throws KubeconfigException;
    }

    private final Origin origin;
    private final InstantSource clock;
    private Token token;

    /** Asks for the first one at once. */
    TokenSource(Origin origin, InstantSource clock) throws KubeconfigException {
        this(origin.token(), origin, clock);
    }

    TokenSource(Token first, Origin origin, InstantSource clock) {
        this.token = first;
        this.origin = origin;
        this.clock = clock;
    }

    @Override
    public synchronized String getToken() {
        @Nullable Instant expires = token.expires();
        Instant now = clock.instant();
        if (expires != null && now.isAfter(expires.minus(MARGIN))) {
            try {
                token = origin.token();
            } catch (KubeconfigException e) {
                // The old one may do; if not, the API server's answer says so.
                LOG.warn("no new token: {}", e.getMessage());
                token = new Token(token.text(), now.plus(FILE_PERIOD));
            }
        }
        return token.text();
    }
}
