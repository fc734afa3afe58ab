package io.quietcore.harness.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A proxy that speaks HTTP, the only kind that is spoken here. Pure.
 *
 * @param userInfo as it stands in the URL, escaped: {@code user:password}; empty for none
 * @param host name or address, an IPv6 one in its brackets
 */
public record HttpProxy(String userInfo, String host, int port) {
    private static final int USUAL_PORT = 80;

    /** Of {@code http://USER:PASSWORD@HOST:PORT}, of which HOST alone is needed; empty for anything else. */
    public static Optional<HttpProxy> of(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
                return Optional.empty();
            }
            String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
            return Optional.of(new HttpProxy(user, uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort()));
        } catch (URISyntaxException e) {
            // Its message repeats the URL, in which a password may stand.
            return Optional.empty();
        }
    }

    public String url() {
        return "http://" + (userInfo.isEmpty() ? "" : userInfo + "@") + host + ":" + port;
    }

    /** Says nothing of a password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
