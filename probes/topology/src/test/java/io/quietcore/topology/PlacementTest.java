package io.quietcore.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.topology.Placement.Placed;
import io.quietcore.topology.Placement.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    @TempDir
    private Path root;

    private Machine machine;

    /** Two nodes of two cores with two threads each: cores (0,4) (1,5) on node 0, (2,6) (3,7) on node 1. */
    @BeforeEach
    void eightThreads() throws IOException {
        machine = new Machine(root);
        machine.online("0-7").allowed("0-7").node(0, "0-1,4-5", 1024).node(1, "2-3,6-7", 1024);
        for (int cpu = 0; cpu < 8; cpu++) {
            machine.cpu(cpu, cpu % 4 / 2, cpu % 2, cpu % 4 + "," + (cpu % 4 + 4));
        }
    }

    private static PlacementRequest pinned(Integer numaNode) {
        return new PlacementRequest("host", numaNode, 1, 0, true);
    }

    private List<PlacementGrant> grants(PlacementRequest... requests) throws TopologyException {
        Placement placement = Placement.place(machine.read(), List.of(requests));
        assertThat(placement).isInstanceOf(Placed.class);
        return ((Placed) placement).grants();
    }

    private List<String> reasons(PlacementRequest... requests) throws TopologyException {
        Placement placement = Placement.place(machine.read(), List.of(requests));
        assertThat(placement).isInstanceOf(Refused.class);
        return ((Refused) placement).reasons();
    }

    @Test
    void anIsolatedCpuComesFirstAndItsSiblingIsNotHousekeeping() throws Exception {
        machine.isolated("5");

        PlacementGrant grant = grants(pinned(0)).get(0);

        assertThat(grant.measuringCpus()).isEqualTo(CpuSet.of(5));
        assertThat(grant.housekeepingCpus()).isEqualTo(CpuSet.of(0));
        assertThat(grant.reason()).contains("isolated").contains("sibling 1 left idle");
    }

    @Test
    void theCoreOfCpuZeroIsAvoidedWhereThereIsAChoice() throws Exception {
        assertThat(grants(pinned(0)).get(0).measuringCpus()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void aCoreWhoseSiblingIsNotAllowedComesLast() throws Exception {
        machine.allowed("0,1,4");

        PlacementGrant grant = grants(pinned(0)).get(0);

        assertThat(grant.measuringCpus()).isEqualTo(CpuSet.of(0));
        assertThat(grant.housekeepingCpus()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void measuringCpusOfRolesTogetherAreNeverSiblingsAndHousekeepingIsSiblingOfNone() throws Exception {
        List<PlacementGrant> grants = grants(pinned(0), pinned(1), pinned(1));

        assertThat(grants)
                .extracting(PlacementGrant::measuringCpus)
                .containsExactly(CpuSet.of(1), CpuSet.of(2), CpuSet.of(3));
        assertThat(grants).allMatch(grant -> grant.housekeepingCpus().equals(CpuSet.of(0)));
        assertThat(grants.get(1).reason()).contains("of another NUMA node");
    }

    @Test
    void anUnpinnedRoleIsLeftToTheAllowedCpusOfItsNode() throws Exception {
        machine.allowed("1-3");

        PlacementGrant grant =
                grants(new PlacementRequest("host", 1, 1, 0, false)).get(0);

        assertThat(grant.pinned()).isFalse();
        assertThat(grant.measuringCpus()).isEqualTo(CpuSet.of(2, 3));
        assertThat(grant.housekeepingCpus()).isEqualTo(CpuSet.of(2, 3));
    }

    @Test
    void aSingleAllowedCpuHasNoHousekeepingAndSaysSo() throws Exception {
        machine.allowed("3");

        PlacementGrant grant = grants(pinned(1)).get(0);

        assertThat(grant.sharesHousekeeping()).isTrue();
        assertThat(grant.reason()).contains("shares the measuring CPU");
    }

    @Test
    void aNodeThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        assertThat(reasons(pinned(7))).singleElement().asString().contains("no NUMA node 7", "[0, 1]");
    }

    @Test
    void aNodeWithoutAllowedCpusIsRefused() throws Exception {
        machine.allowed("0");

        assertThat(reasons(pinned(1))).singleElement().asString().contains("no CPU that this process may use");
    }

    @Test
    void moreCoresThanThereAreIsRefused() throws Exception {
        assertThat(reasons(new PlacementRequest("host", 0, 3, 0, true)))
                .singleElement()
                .asString()
                .contains("has 2 free cores of the 3");
    }

    @Test
    void aNamedCpuThatDoesNotExistOrIsNotAllowedIsRefusedInWords() throws Exception {
        machine.allowed("0-3");

        assertThat(Placement.place(machine.read(), List.of(pinned(0)), CpuSet.of(1, 5, 99)))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reasons())
                        .anyMatch(reason -> reason.contains("CPU 99 does not exist or is offline; online are 0-7"))
                        .anyMatch(reason -> reason.contains("CPU 5 is not allowed")));
    }

    @Test
    void aNamedCpuIsTaken() throws Exception {
        assertThat(Placement.place(machine.read(), List.of(pinned(0)), CpuSet.of(4)))
                .isInstanceOfSatisfying(Placed.class, placed -> assertThat(
                                placed.grants().get(0).measuringCpus())
                        .isEqualTo(CpuSet.of(4)));
    }

    @Test
    void placesAreDrawnWithTheirReasons() throws Exception {
        assertThat(TopologyText.places(grants(pinned(0)))).contains("1            0", "its SMT sibling 5 left idle");
    }
}
