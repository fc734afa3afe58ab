package io.quietcore.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that holds a folder until it is killed. */
final class ScratchHolder {
    private ScratchHolder() {}

    public static void main(String[] args) throws IOException {
        try (ScratchFolder folder = ScratchFolder.in(Path.of(args[0]), "probe")) {
            Files.writeString(folder.path().resolve("report.json"), "{}");
            System.out.println(folder.path());
            System.in.read();
        }
    }
}
