package io.quietcore.results.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a search server, read as Go's {@code net/url} reads those that kube-burner is given: a host may have underscores,
 * which {@link java.net.URI} refuses, and the last {@code @} ends user and password. A query or a fragment is refused; they may
 * hold a key. Nothing here says what may be a secret: not the messages, and not {@link #toString}.
 */
public final class ServerAddress {
    private static final String EXPECTED = "expected one such as https://search.example:9200";
    private static final Pattern URL =
            Pattern.compile("(?i)(https?)://([^/?#]*)(/[^?#]*)?(\\?[^#]*)?(#.*)?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5})?)?");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/._~!$&'()*+,;=:@%-]*");

    private static final int MOST_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final String url;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;

    private ServerAddress(String url, String host, int port, @Nullable String userInfo) {
        this.url = url;
        this.host = host;
        this.port = port;
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        this.user = userInfo == null ? null : decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        this.password = userInfo == null || colon < 0 ? null : decoded(userInfo.substring(colon + 1));
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is no server's; says in words why, without repeating it
     */
    public static ServerAddress parse(String typed) {
        Matcher url = URL.matcher(typed);
        if (!url.matches()) {
            throw new IllegalArgumentException("this is no URL of a server; " + EXPECTED);
        }
        if (url.group(5) != null) {
            throw new IllegalArgumentException(
                    "found a URL with a fragment; expected none: a # of a password is written %23");
        }
        if (url.group(4) != null) {
            throw new IllegalArgumentException(
                    "found a URL with a query; expected none: a ? of a password is written %3F, and a key goes into"
                            + " the environment or a file");
        }
        String authority = url.group(2);
        int at = authority.lastIndexOf('@');
        Matcher host = HOST.matcher(authority.substring(at + 1));
        boolean found = host.matches();
        @Nullable String port = found ? host.group(2) : null;
        if (!found || (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MOST_PORT))) {
            throw new IllegalArgumentException("found a URL without a host and a port of a server; " + EXPECTED);
        }
        String path = url.group(3) == null ? "" : withoutSlashes(url.group(3));
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("found a URL whose path has signs that are not escaped; " + EXPECTED);
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        return new ServerAddress(
                scheme + "://" + host.group(1) + (port == null ? "" : ":" + port) + path,
                host.group(1),
                port != null ? Integer.parseInt(port) : scheme.equals("https") ? HTTPS_PORT : HTTP_PORT,
                at < 0 ? null : authority.substring(0, at));
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Of {@code %XX} its byte, in UTF-8. */
    static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    throw new IllegalArgumentException(
                            "found a % in the user or password of the URL that begins no escape; expected %25 for it");
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "found a user or password in the URL that is no UTF-8; expected UTF-8", e);
        }
    }

    /** Whether it is asked over TLS. */
    public boolean https() {
        return url.startsWith("https:");
    }

    /** As it stands in the URL: an IPv6 address in its brackets. */
    public String host() {
        return host;
    }

    /** Also where the URL leaves it to the scheme. */
    public int port() {
        return port;
    }

    /** Of the URL, decoded; empty where it names none. */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** Of the URL, decoded; empty where it has none. */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /** The URL without user, password and trailing slashes. */
    @Override
    public String toString() {
        return url;
    }
}
