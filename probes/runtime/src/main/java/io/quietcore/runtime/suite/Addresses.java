package io.quietcore.runtime.suite;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code HOST:PORT}, with brackets around an IPv6 address. */
final class Addresses {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    private Addresses() {}

    static InetSocketAddress parse(String text) throws IOException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65_535) {
            throw new IOException("'" + text + "' is not HOST:PORT, such as 192.0.2.7:4711 or [2001:db8::7]:4711");
        }
        InetSocketAddress address = new InetSocketAddress(
                parts.group(1) == null ? parts.group(2) : parts.group(1), Integer.parseInt(parts.group(3)));
        if (address.isUnresolved()) {
            throw new IOException("'" + text + "': the host is not known");
        }
        return address;
    }
}
