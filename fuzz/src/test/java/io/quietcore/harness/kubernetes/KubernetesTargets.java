package io.quietcore.harness.kubernetes;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.Target;
import java.util.List;

/** What was kept of a cluster. */
public final class KubernetesTargets {
    private KubernetesTargets() {}

    public static List<Target> all() {
        return List.of(Target.refusing(
                "cluster-settings", MalformedJsonException.class, ContractTargets.stored(ClusterSettings.class)));
    }
}
