package io.quietcore.workloads;

import io.quietcore.contract.HostFacts;
import io.quietcore.contract.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One configuration of a campaign.
 *
 * @param name unique in the campaign; folders and tags are named after it
 * @param pinned whether each measuring thread has a CPU to itself
 * @param settings what is asked of the kernel
 * @param changes names of {@link HostFacts#fingerprint()} in which this side means to differ from the reference
 * @param control whether this is the reference's configuration once more, to see whether the machine holds still
 * @param declared every intended difference from the reference, in words; set by {@link Campaign}, empty for the
 *     reference
 */
public record Side(
        String name, boolean pinned, Settings settings, List<String> changes, boolean control, List<String> declared) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

    public Side {
        changes = List.copyOf(changes);
        declared = List.copyOf(declared);
        checkName(name);
        if (!HostFacts.FINGERPRINT_KEYS.containsAll(changes) || new HashSet<>(changes).size() != changes.size()) {
            throw new IllegalArgumentException(
                    changes + " are not names of a fingerprint, each once: " + HostFacts.FINGERPRINT_KEYS);
        }
    }

    /** A side before its campaign knows what it declares. */
    public Side(String name, boolean pinned, Settings settings, List<String> changes) {
        this(name, pinned, settings, changes, false, List.of());
    }

    Side withPriority(int priority) {
        Settings changed = settings.fifo()
                ? new Settings(true, priority, settings.lockMemory(), settings.holdIdleStates())
                : settings;
        return new Side(name, pinned, changed, changes, control, declared);
    }

    Side declaring(List<String> differences) {
        return new Side(name, pinned, settings, changes, control, differences);
    }

    /** This side as the control of its campaign. */
    Side asControl() {
        return new Side(name, pinned, settings, changes, true, declared);
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' does not match " + NAME);
        }
    }
}
