package io.quietcore.harness.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A literal IP address; one of IPv4 that is written as IPv6 is the IPv4 one. No name is ever looked up. */
final class IpAddress {
    /** Without leading zeros, which some read as octal and Go refuses. */
    private static final String PART = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";

    private static final Pattern IPV4 = Pattern.compile(PART + "\\." + PART + "\\." + PART + "\\." + PART);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    static Optional<IpAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IpAddress(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException e) {
            // A colon stands in no name, so nobody was asked.
            return Optional.empty();
        }
    }

    boolean isLoopback() {
        return bytes.length == 4 ? bytes[0] == 127 : isIn(new IpAddress(new byte[16]), "127") && bytes[15] == 1;
    }

    /**
     * Whether this one is of a network.
     *
     * @param prefix how many bits count, in decimal
     */
    boolean isIn(IpAddress network, String prefix) {
        int bits = PREFIX.matcher(prefix).matches() ? Integer.parseInt(prefix) : Integer.MAX_VALUE;
        if (network.bytes.length != bytes.length || bits > bytes.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((bytes[bit / 8] & mask) != (network.bytes[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
