package io.quietcore.results.index;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Who asks a server. Says nothing of itself: whatever is logged, a secret is not among it. */
public final class Credentials {
    public static final Credentials NONE = new Credentials("");

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    /** Basic authentication (RFC 7617). */
    public static Credentials basic(String user, String password) {
        String both = user + ":" + password;
        return new Credentials("Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /** A bearer token (RFC 6750), or Elasticsearch's own where the text begins with {@code ApiKey}. */
    public static Credentials token(String token) {
        return new Credentials(token.startsWith("ApiKey ") ? token : "Bearer " + token);
    }

    Optional<String> header() {
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "no credentials" : "credentials";
    }
}
