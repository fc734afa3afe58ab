package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer.SideInput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes that were configured and booted between two sides, beside controls that nobody touched. */
class MachineWarningsTest {
    private static final String BOOTS = "boot-to-boot variance not estimated";

    private static Runs measured(Runs side, String node, String boot) {
        return side.on(node).boot(boot).measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(20_000 + i));
    }

    private static List<String> warnings(SideInput reference, SideInput side, String... controls) {
        return Comparer.compare(
                        new Comparer.Identity("tuning", "c"),
                        reference,
                        side,
                        new Method(
                                List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 4, 1, List.of(controls)))
                .warnings();
    }

    private static SideInput configured(Runs side, Map<String, List<String>> machineConfigs) {
        return new SideInput(side.run(), List.of(), List.of(), List.of("kernel"), machineConfigs);
    }

    @Test
    void oneBootOfATunedNodeASideIsWarnedOfAlsoBesideAControlThatWasNotBooted() {
        Runs before = measured(measured(Runs.of("baseline"), "tuned-1", "b0"), "control-1", "c0");
        Runs after = measured(measured(Runs.of("tuned"), "tuned-1", "b1"), "control-1", "c0");

        assertThat(warnings(before.input(), after.input(), "control-1"))
                .anyMatch(warning -> warning.contains(BOOTS) && warning.contains("on 1 of 2 nodes"));
    }

    @Test
    void severalBootsASideAreEstimatedAndOneBootOfBothIsNone() {
        Runs twice = measured(measured(Runs.of("baseline"), "n", "b0"), "n", "b1");

        assertThat(warnings(twice.input(), measured(Runs.of("tuned"), "n", "b2").input()))
                .noneMatch(warning -> warning.contains(BOOTS));
        assertThat(warnings(
                        measured(Runs.of("baseline"), "n", "b0").input(),
                        measured(Runs.of("tuned"), "n", "b0").input()))
                .noneMatch(warning -> warning.contains(BOOTS));
    }

    @Test
    void aControlThatGotAnotherConfigurationIsNoneAndATunedNodeThatKeptItsOwnIsNotTuned() {
        Runs before = measured(measured(measured(Runs.of("baseline"), "t1", "b0"), "t2", "b0"), "c1", "b0");
        Runs after = measured(measured(measured(Runs.of("tuned"), "t1", "b1"), "t2", "b1"), "c1", "b1");

        List<String> warnings = warnings(
                configured(before, Map.of("t1", List.of("w-1"), "t2", List.of("w-1"), "c1", List.of("w-1"))),
                configured(after, Map.of("t1", List.of("w-2"), "t2", List.of("w-1"), "c1", List.of("w-2"))),
                "c1");

        assertThat(warnings)
                .anyMatch(warning -> warning.contains("nobody was to touch") && warning.endsWith(": c1"))
                .anyMatch(warning -> warning.contains("means to change the nodes") && warning.endsWith(": t2"));
    }

    @Test
    void aNodeThatWasConfiguredWhileASideWasMeasuredIsNamed() {
        SideInput before = configured(measured(Runs.of("baseline"), "n", "b0"), Map.of("n", List.of("w-1", "w-2")));
        SideInput after = configured(measured(Runs.of("tuned"), "n", "b1"), Map.of("n", List.of("w-3")));

        assertThat(warnings(before, after))
                .contains("side baseline: the machine configuration of n changed while it was measured: w-1, then w-2");
    }

    private static Comparison compared(Runs before, Runs after, String... changes) {
        return Comparer.compare(
                new Comparer.Identity("tuning", "c"),
                before.input(),
                new SideInput(after.run(), List.of(), List.of("memory locked"), List.of(changes)),
                new Method(List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 4, 1, List.of()));
    }

    @Test
    void whatWasDeclaredToChangeAndDidNotIsSaidAndCallsNoVerdict() {
        Comparison comparison = compared(
                measured(Runs.of("baseline"), "n", "b0"), measured(Runs.of("tuned"), "n", "b0"), "kernel", "governor");

        assertThat(comparison.side().declared())
                .containsExactly("memory locked", "kernel, governor meant to change, and did not");
        assertThat(comparison.warnings())
                .anyMatch(warning ->
                        warning.startsWith("side tuned means to change governor, kernel, and there both sides")
                                && warning.contains("under the same boot"));
    }

    @Test
    void whatWasDeclaredToChangeAndIsKnownOfNeitherSideWasNotSeen() {
        Comparison comparison = compared(
                measured(Runs.of("baseline"), "n", "b0"),
                measured(Runs.of("tuned").fingerprint("kernel", "6.19"), "n", "b1"),
                "microcode",
                "kernel");

        assertThat(comparison.side().declared())
                .contains("microcode meant to change, and not seen", "kernel changed on the machine");
    }
}
