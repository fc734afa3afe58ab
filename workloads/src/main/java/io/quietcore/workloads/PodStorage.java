package io.quietcore.workloads;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code storage} and {@code fio} measure on a cluster: a pod's own temporary files are memory.
 *
 * @param kind of volume
 * @param name of the claim or of its storage class, or the node's folder; empty for none
 * @param size of an ephemeral claim; empty for the others
 */
public record PodStorage(Kind kind, String name, String size) {
    /** As the schema spells it, which has checked it. */
    private static final Pattern SPELLED =
            Pattern.compile("disk|(claim|device|host):(.+)|ephemeral:(?:([^=]+)=)?([0-9]+(?:Mi|Gi|Ti))");

    /** A kind of volume. */
    public enum Kind {
        /** A folder on the node's own disk, where the kubelet keeps such (emptyDir). */
        DISK,
        /** A PersistentVolumeClaim that is there, with a file system. */
        CLAIM,
        /** A claim of its own for each pod, which goes with it (generic ephemeral volume). */
        EPHEMERAL,
        /** A folder of the node (hostPath). */
        HOST,
        /** A PersistentVolumeClaim that is there, as a block device (volumeMode: Block). */
        DEVICE
    }

    /** What {@code pod.storage} says. */
    static PodStorage of(String text) {
        Matcher said = SPELLED.matcher(text);
        if (!said.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no volume for storage");
        }
        if (said.group(1) != null) {
            return new PodStorage(
                    switch (said.group(1)) {
                        case "claim" -> Kind.CLAIM;
                        case "device" -> Kind.DEVICE;
                        default -> Kind.HOST;
                    },
                    said.group(2),
                    "");
        }
        return said.group(4) == null
                ? new PodStorage(Kind.DISK, "", "")
                : new PodStorage(Kind.EPHEMERAL, orEmpty(said.group(3)), said.group(4));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case DISK -> "disk";
            case CLAIM -> "claim:" + name;
            case DEVICE -> "device:" + name;
            case HOST -> "host:" + name;
            case EPHEMERAL -> "ephemeral:" + (name.isEmpty() ? "" : name + "=") + size;
        };
    }
}
