package io.quietcore.harness.run;

import io.quietcore.results.store.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks the controller that holds a campaign's folder to end after the window in hand: a file, which it looks for. */
public final class StopRequest {
    private static final String FILE = "stop-request";

    private StopRequest() {}

    /** Asks. */
    public static void ask(Path campaignFolder) throws IOException {
        AtomicFile.write(campaignFolder.resolve(FILE), "stop\n".getBytes(StandardCharsets.US_ASCII));
    }

    public static boolean isAsked(Path campaignFolder) {
        return Files.exists(campaignFolder.resolve(FILE));
    }

    /** Forgets it: it was obeyed, or it was meant for a controller that is gone. */
    public static void clear(Path campaignFolder) throws IOException {
        Files.deleteIfExists(campaignFolder.resolve(FILE));
    }
}
