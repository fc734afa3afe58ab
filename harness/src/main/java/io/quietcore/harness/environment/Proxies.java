package io.quietcore.harness.environment;

import java.net.IDN;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy that the environment names for an address, by the rules of Go's golang.org/x/net/http/httpproxy, which kubectl
 * goes by: the first of {@code HTTPS_PROXY} and {@code https_proxy} that is set (for http {@code HTTP_PROXY} and {@code
 * http_proxy}), unless {@code NO_PROXY} or {@code no_proxy} excludes the host. Pure.
 */
public final class Proxies {
    private Proxies() {}

    /**
     * The URL of the proxy as it was written, with {@code http://} before it where it has no scheme; empty for none.
     *
     * @param target with a scheme and a host
     */
    public static Optional<String> of(Map<String, String> environment, URI target) {
        boolean tls = "https".equalsIgnoreCase(target.getScheme());
        int port = target.getPort() >= 0 ? target.getPort() : tls ? 443 : 80;
        return of(environment, tls, String.valueOf(target.getHost()), port);
    }

    /**
     * The same of a host that {@link URI} may not know as one, such as one with an underscore.
     *
     * @param tls whether it is asked over https
     */
    public static Optional<String> of(Map<String, String> environment, boolean tls, String host, int port) {
        String proxy = tls ? set(environment, "HTTPS_PROXY") : set(environment, "HTTP_PROXY");
        // A CGI program's HTTP_PROXY may be a header of a request ("Proxy:"), so Go does not go by it.
        boolean forged = !tls && !environment.getOrDefault("REQUEST_METHOD", "").isEmpty();
        if (proxy.isEmpty() || forged || isExcluded(environment, host, port)) {
            return Optional.empty();
        }
        return Optional.of(proxy.contains("://") ? proxy : "http://" + proxy);
    }

    private static String set(Map<String, String> environment, String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .map(each -> environment.getOrDefault(each, "").strip())
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static boolean isExcluded(Map<String, String> environment, String spelled, int port) {
        String host = ascii(withoutBrackets(spelled).toLowerCase(Locale.ROOT));
        Optional<IpAddress> address = IpAddress.parse(host);
        if (host.equals("localhost") || address.filter(IpAddress::isLoopback).isPresent()) {
            return true;
        }
        return Stream.of(set(environment, "NO_PROXY").split(",", -1))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .anyMatch(entry -> excludes(entry, host, address, String.valueOf(port)));
    }

    private static boolean excludes(String entry, String host, Optional<IpAddress> address, String port) {
        if (entry.isEmpty() || entry.equals("*")) {
            return !entry.isEmpty();
        }
        int slash = entry.indexOf('/');
        Optional<IpAddress> network = slash < 0 ? Optional.empty() : IpAddress.parse(entry.substring(0, slash));
        if (network.isPresent()) {
            return address.filter(each -> each.isIn(network.get(), entry.substring(slash + 1)))
                    .isPresent();
        }
        List<String> parts = hostAndPort(entry);
        if (!parts.get(1).isEmpty() && !parts.get(1).equals(port)) {
            return false;
        }
        Optional<IpAddress> excluded = IpAddress.parse(parts.get(0));
        if (excluded.isPresent() || address.isPresent()) {
            // A name excludes no address, not even one that ends like it.
            return excluded.isPresent() && excluded.equals(address);
        }
        return isBelow(host, parts.get(0));
    }

    /** {@code example.org} excludes itself and what is below it, {@code .example.org} and {@code *.example.org} only that. */
    private static boolean isBelow(String host, String domain) {
        String suffix = domain.startsWith("*.") ? domain.substring(1) : domain;
        boolean itselfToo = !suffix.startsWith(".");
        String name = ascii(itselfToo ? suffix : suffix.substring(1));
        return !name.isEmpty() && (host.endsWith("." + name) || (itselfToo && host.equals(name)));
    }

    /** Of {@code host}, {@code host:port}, {@code [v6]:port} and a bare IPv6 address; the port is empty where there is none. */
    private static List<String> hostAndPort(String entry) {
        int colon = entry.lastIndexOf(':');
        boolean bracketed = entry.startsWith("[") && colon > 0 && entry.charAt(colon - 1) == ']';
        if (colon < 0 || (entry.indexOf(':') != colon && !bracketed)) {
            return List.of(withoutBrackets(entry), "");
        }
        return List.of(withoutBrackets(entry.substring(0, colon)), entry.substring(colon + 1));
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            // As it is: it equals itself at least.
            return host;
        }
    }
}
