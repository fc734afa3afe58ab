package io.quietcore.harness.cli;

import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What a fleet goes on from. */
public final class FleetTargets {
    private FleetTargets() {}

    public static List<Target> all() {
        return List.of(Target.refusing(
                "fleet",
                IOException.class,
                input -> FolderInput.in(folder -> {
                    Files.write(folder.resolve(FleetSession.FILE), input);
                    Holds.that(FleetSession.Begun.read(folder).contexts() != null, "a fleet without clusters");
                })));
    }
}
