package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class PodSeatTest {
    private static final String UUID = "12345678-0000-4000-8000-000000000001";

    /** The Job controller adds a dash and five characters; a pod's name stands in a label of at most 63. */
    private static final int LONGEST_JOB = 63 - 6;

    @Test
    void aJobIsNamedByItsRunNodeAndGeneration() {
        assertThat(PodSeat.jobName(UUID, "node1", 2)).isEqualTo("quietcore-12345678-node1-2");
    }

    @Test
    void aLongNodeNameIsCutAndStaysUnlikeItsNeighbours() {
        String prefix = "ip-10-0-131-201.eu-central-1.compute.internal.cluster-of-";
        String first = PodSeat.jobName(UUID, prefix + "a", 1);
        String second = PodSeat.jobName(UUID, prefix + "b", 1);

        assertThat(first).isNotEqualTo(second).hasSizeLessThanOrEqualTo(LONGEST_JOB);
        assertThat(first).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    }

    /** Node names are DNS subdomains (RFC 1123): dots are lost in a Job's name, and must not make two nodes one. */
    @Test
    void nodesThatDifferInADotHaveDifferentJobs() {
        assertThat(PodSeat.jobName(UUID, "rack1.node2", 1)).isNotEqualTo(PodSeat.jobName(UUID, "rack1-node2", 1));
    }

    @Test
    void theGenerationIsReadBackFromTheName() {
        assertThat(PodSeat.generationOf(PodSeat.jobName(UUID, "node-7", 12))).isEqualTo(12);
    }
}
