package io.quietcore.harness.kubernetes;

import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.BackendContract;
import io.quietcore.harness.backend.FakeRole;
import io.quietcore.harness.backend.Topologies;
import io.quietcore.topology.PodReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Roles as pods, on a cluster that answers late. */
class KubernetesBackendContractTest extends BackendContract {
    private @Nullable FakeCluster cluster;

    @Override
    protected Backend open(FakeRole first, FakeRole second) throws IOException {
        Map<String, PodReport> nodes = Map.of(
                "node1", Backends.exclusive("node1", Topologies.oneNumaNode("1")),
                "node2", Backends.exclusive("node2", Topologies.oneNumaNode("1")));
        FakeCluster two = new FakeCluster(nodes);
        cluster = two;
        two.kubelets.role("node1-numa0", first);
        two.kubelets.role("node2-numa0", second);
        return Backends.on(two, CAMPAIGN, nodes);
    }

    /** Its pod gets CPUs of NUMA node 0 alone, though discovery saw both. */
    @Override
    protected Backend openWhereTheSecondIsUnreached() throws IOException {
        Map<String, PodReport> got = Map.of("node1", Backends.exclusive("node1", Topologies.twoNumaNodes("1")));
        FakeCluster one = new FakeCluster(got);
        cluster = one;
        return Backends.on(one, CAMPAIGN, got);
    }

    @Override
    protected List<String> left() {
        return cluster == null ? List.of() : cluster.ours();
    }

    @AfterEach
    void endCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
