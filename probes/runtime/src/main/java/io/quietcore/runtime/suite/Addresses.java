package io.quietcore.runtime.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as they are typed: {@code HOST:PORT}, with brackets around an IPv6 address, and this machine's own. */
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

    /**
     * An address of this machine, by itself or by the name of its interface, whose IPv4 address comes first.
     *
     * @throws IOException where this machine has neither
     */
    static InetAddress local(String text) throws IOException {
        List<NetworkInterface> interfaces = NetworkInterface.networkInterfaces().toList();
        for (NetworkInterface each : interfaces) {
            if (each.getName().equals(text)) {
                return each.inetAddresses()
                        .min(Comparator.comparingInt(address -> address.getAddress().length))
                        .orElseThrow(() -> new IOException("the interface " + text + " has no address"));
            }
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            if (NetworkInterface.getByInetAddress(address) != null) {
                return address;
            }
        } catch (UnknownHostException e) {
            // Told below, together with an address of somebody else.
        }
        throw new IOException("'" + text + "' is no address and no interface of this machine; its interfaces are "
                + interfaces.stream().map(NetworkInterface::getName).toList());
    }
}
