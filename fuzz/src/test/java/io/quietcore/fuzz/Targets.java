package io.quietcore.fuzz;

import io.quietcore.contract.ContractTargets;
import io.quietcore.contract.FrameTargets;
import io.quietcore.harness.cli.FleetTargets;
import io.quietcore.harness.kubeconfig.KubeconfigTargets;
import io.quietcore.harness.kubernetes.KubernetesTargets;
import io.quietcore.results.archive.ArchiveTargets;
import io.quietcore.results.document.DocumentTargets;
import io.quietcore.results.index.IndexTargets;
import io.quietcore.results.statistics.HistogramTargets;
import io.quietcore.results.store.StoreTargets;
import io.quietcore.runtime.external.ToolTargets;
import io.quietcore.runtime.load.LoadTargets;
import io.quietcore.runtime.machine.MachineTargets;
import io.quietcore.runtime.noise.NoiseTargets;
import io.quietcore.topology.TopologyTargets;
import io.quietcore.workloads.WorkloadTargets;
import io.quietcore.workloads.yaml.YamlTargets;
import java.util.List;
import java.util.stream.Stream;

/** All targets, those of a package beside its classes, whose own readers they call. */
final class Targets {
    private Targets() {}

    static List<Target> all() {
        return Stream.of(
                        ContractTargets.all(),
                        FrameTargets.all(),
                        TopologyTargets.all(),
                        ToolTargets.all(),
                        NoiseTargets.all(),
                        LoadTargets.all(),
                        MachineTargets.all(),
                        YamlTargets.all(),
                        WorkloadTargets.all(),
                        StoreTargets.all(),
                        HistogramTargets.all(),
                        DocumentTargets.all(),
                        ArchiveTargets.all(),
                        IndexTargets.all(),
                        KubeconfigTargets.all(),
                        KubernetesTargets.all(),
                        FleetTargets.all())
                .flatMap(List::stream)
                .toList();
    }
}
