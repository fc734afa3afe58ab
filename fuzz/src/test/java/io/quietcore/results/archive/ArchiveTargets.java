package io.quietcore.results.archive;

import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import io.quietcore.results.index.DocumentTarball;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Bundles and tarballs of documents. */
public final class ArchiveTargets {
    private ArchiveTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("bundle", IOException.class, ArchiveTargets::bundle),
                Target.refusing("tarball", IOException.class, ArchiveTargets::documents));
    }

    /** A file as it is where it is gzip, else a tar that is zipped here. */
    private static byte[] zipped(byte[] input) throws IOException {
        if (input.length > 1 && input[0] == (byte) 0x1f && input[1] == (byte) 0x8b) {
            return input;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(input);
        }
        return out.toByteArray();
    }

    /** Whatever a bundle says, nothing is written elsewhere than into the folder. */
    private static void bundle(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Path bundle = Files.write(folder.resolve("b.tgz"), zipped(input));
            Path into = Files.createDirectories(folder.resolve("into"));
            try {
                EvidenceBundle.Contents contents = EvidenceBundle.read(bundle);
                contents.problems().forEach(each -> Holds.said("what is wrong", each));
                if (contents.problems().isEmpty()) {
                    EvidenceBundle.unpack(bundle, contents, into);
                    Holds.equal("what was unpacked", Map.of(), EvidenceBundle.changes(into, contents.expected()));
                }
            } finally {
                try (Stream<Path> beside = Files.list(folder)) {
                    Holds.equal("files beside the folder", 2L, beside.count());
                }
            }
        });
    }

    private static void documents(byte[] input) throws Exception {
        FolderInput.in(folder -> DocumentTarball.read(
                Files.write(folder.resolve("m.tgz"), zipped(input)), file -> file.read(document -> {})));
    }
}
