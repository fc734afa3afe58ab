package io.quietcore.harness.telemetry;

import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps a few full log files as {@code FILE.1} (the newest), {@code FILE.2}, … Logback's own policy takes the path for a
 * pattern, in which a {@code %} of somebody's folder means something else.
 */
final class OlderLogs extends RollingPolicyBase {
    private final Path file;
    private final int kept;

    OlderLogs(Path file, int kept) {
        this.file = file;
        this.kept = kept;
    }

    @Override
    public void rollover() {
        try {
            for (int i = kept; i > 0; i--) {
                Path newer = i == 1 ? file : older(i - 1);
                if (Files.exists(newer)) {
                    Files.move(newer, older(i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new RolloverFailure("the log cannot be moved aside: " + e.getMessage(), e);
        }
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public String getActiveFileName() {
        return file.toString();
    }
}
