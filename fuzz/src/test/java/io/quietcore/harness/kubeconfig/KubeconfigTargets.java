package io.quietcore.harness.kubeconfig;

import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A kubeconfig, up to the context that it names. */
public final class KubeconfigTargets {
    private KubeconfigTargets() {}

    public static List<Target> all() {
        return List.of(Target.refusing("kubeconfig", KubeconfigException.class, KubeconfigTargets::kubeconfig));
    }

    private static void kubeconfig(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Path file = Files.write(folder.resolve("config"), input);
            Kubeconfig.read(List.of(file)).choose(null);
        });
    }
}
