package io.quietcore.results.index;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/** The way to a server: straight, or through an HTTP proxy. Its words hold no secret. */
public final class Route {
    static {
        // JDK 17 gives a password to a proxy that makes a tunnel only where this allows Basic; the first connection
        // reads it.
        System.getProperties().putIfAbsent("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    /** As this JVM goes by itself. */
    public static final Route STRAIGHT = new Route(null, "", null, "");

    private final @Nullable Proxy proxy;
    private final String name;
    private final @Nullable String user;
    private final String password;

    private Route(@Nullable Proxy proxy, String name, @Nullable String user, String password) {
        this.proxy = proxy;
        this.name = name;
        this.user = user;
        this.password = password;
    }

    /**
     * Through a proxy, which for https makes a tunnel.
     *
     * @param userInfo who the proxy is told to ask, by basic authentication, as a URL has it: {@code user:password}, escaped;
     *     empty for nobody
     * @throws IllegalArgumentException where that is no UTF-8; says so without repeating it
     */
    public static Route through(String host, int port, String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = ServerAddress.decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : ServerAddress.decoded(userInfo.substring(colon + 1));
        Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
        return new Route(proxy, host + ":" + port, user.isEmpty() ? null : user, password);
    }

    HttpURLConnection open(URL url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) (proxy == null ? url.openConnection() : url.openConnection(proxy));
        if (user != null && "https".equals(url.getProtocol())) {
            connection.setAuthenticator(new Authenticator() {
                @Override
                protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                    return getRequestorType() == RequestorType.PROXY
                            ? new PasswordAuthentication(user, password.toCharArray())
                            : null;
                }
            });
        } else if (user != null) {
            // At once: a body that is on its way cannot be sent a second time.
            Credentials.basic(user, password)
                    .header()
                    .ifPresent(value -> connection.setRequestProperty("Proxy-Authorization", value));
        }
        return connection;
    }

    /** Behind a failure: empty where nothing is between. */
    @Override
    public String toString() {
        return proxy == null ? "" : ", through the proxy " + name;
    }
}
