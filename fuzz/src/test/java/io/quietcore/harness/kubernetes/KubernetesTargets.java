package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A kubeconfig, and what was kept of a cluster. */
public final class KubernetesTargets {
    private KubernetesTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("kubeconfig", ClusterException.class, KubernetesTargets::kubeconfig),
                Target.refusing(
                        "cluster-settings",
                        MalformedJsonException.class,
                        ContractTargets.stored(ClusterSettings.class)));
    }

    private static void kubeconfig(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Path file = Files.write(folder.resolve("config"), input);
            Kubeconfig.checkFiles(Map.of("KUBECONFIG", file.toString()), folder);
        });
    }
}
