package io.quietcore.harness.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load and what is measured around it.
 *
 * @param command its program and arguments
 * @param before how long is measured before it starts
 * @param after how long is measured after it ended
 * @param metrics the folder into which a kube-burner among the load writes its documents; null for none
 * @param log the file for its output; null to pass it on, line by line
 */
public record LoadOrders(
        List<String> command,
        Duration before,
        Duration after,
        @Nullable Path metrics,
        @Nullable Path log) {
    public LoadOrders {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a load has a command");
        }
    }

    /** The program's name without its folder: arguments may hold secrets and are told nobody. */
    public String name() {
        return String.valueOf(Path.of(command.get(0)).getFileName());
    }
}
