package io.quietcore.harness.backend;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeSpec;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link FakeRole} as a process: the spec on standard input, frames on standard output. */
final class FakeLauncher {
    private FakeLauncher() {}

    /** The argument is a folder in which a file of the role's name says which {@link FakeRole} it is. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ProbeSpec spec = CanonicalJson.read(in.readLine().getBytes(StandardCharsets.UTF_8), ProbeSpec.class);
        Path told = Path.of(args[0], spec.role());
        FakeRole role = Files.exists(told) ? FakeRole.valueOf(Files.readString(told)) : FakeRole.MEASURES;
        System.exit(role.play(spec, System.out, System.err::println, () -> {
            if (in.readLine() == null) {
                System.exit(1);
            }
        }));
    }
}
