package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What goes to a server, and what a server says. */
public final class IndexTargets {
    private IndexTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("documents", IOException.class, input -> new DocumentFile("file", "m.json", input)
                        .read(document -> {})),
                Target.refusing(
                        "bulk-answer",
                        MalformedJsonException.class,
                        input -> BulkAnswer.items(ContractTargets.text(input))),
                Target.refusing(
                        "server-url",
                        IllegalArgumentException.class,
                        input -> ServerAddress.parse(ContractTargets.text(input))),
                Target.refusing("certificates", IOException.class, IndexTargets::certificates));
    }

    private static void certificates(byte[] input) throws Exception {
        FolderInput.in(folder -> Trust.authorities(Files.write(folder.resolve("ca.pem"), input)));
    }
}
