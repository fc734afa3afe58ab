package io.quietcore.harness.cli;

import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What this machine calls itself. */
final class LocalMachine {
    private LocalMachine() {}

    /**
     * The kernel's host name, as a series may carry it: what is not a letter, a digit, a dot or a dash becomes a dash. Not
     * asked of the resolver, which may wait for a network. In a pod, whose host name is its own, the node that the downward
     * API names.
     */
    static String nodeName() {
        @Nullable String node = System.getenv(PodOrders.NODE);
        return nodeName(node == null || node.isEmpty() ? read("/proc/sys/kernel/hostname") : node);
    }

    static String nodeName(String hostname) {
        String name = hostname.replaceAll("[^A-Za-z0-9.-]", "-");
        return name.isEmpty() ? "localhost" : name.substring(0, Math.min(name.length(), 253));
    }

    /** One value for each boot (random(4)). */
    static String bootId() {
        String id = read("/proc/sys/kernel/random/boot_id");
        return id.isEmpty() ? "unreadable" : id;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
