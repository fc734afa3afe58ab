package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanPowerTest {
    @Test
    void sixRepetitionsInBlocksOfTwoDecideTwoMetrics() {
        // 2 / 6^3 = 0.0093, twice that is 0.019.
        assertThat(PlanPower.refusal(6, 2, 2)).isEmpty();
        assertThat(PlanPower.refusal(6, 2, 4)).isEmpty();
    }

    @Test
    void aPlanThatCanNeverDecideIsToldTheNumberThatWould() {
        assertThat(PlanPower.refusal(2, 2, 1))
                .get()
                .asString()
                .contains("2 repetitions a side in blocks of 2", "0.33", "6 repetitions a side would do");
        assertThat(PlanPower.refusal(4, 2, 1)).get().asString().contains("0.056");
    }

    /** Sides with a boot between them were told four repetitions a side, whatever they were of. */
    @Test
    void acrossBootsTheirNumberDecidesAndNotThatOfTheRepetitions() {
        assertThat(PlanPower.bootsNote(1, 1))
                .hasValue("one boot a side has no verdict on one machine, only what was seen: 4 boots a side would do"
                        + " (--side again after each boot), or 6 machines");
        assertThat(PlanPower.bootsNote(3, 2))
                .get()
                .asString()
                .contains("on 3 machines", "2 boots a side", "7 machines");
        assertThat(PlanPower.bootsNote(6, 1)).isEmpty();
        assertThat(PlanPower.bootsNote(6, 2)).isPresent();
    }

    @Test
    void repetitionsThatDoNotFillTheirBlocksAreRefused() {
        assertThat(PlanPower.refusal(7, 2, 1))
                .hasValue("7 repetitions a side do not make whole blocks of 2; 8 repetitions a side would do");
        assertThat(PlanPower.refusal(3, 2, 1)).get().asString().endsWith("6 repetitions a side would do");
    }

    @Test
    void whereNodesAreTheUnitTheirNumberDecides() {
        assertThat(PlanPower.refusalOfNodes(1, 1, 1))
                .hasValueSatisfying(why -> assertThat(why).contains("1 nodes beside 1 controls", "4 of each would do"));
        assertThat(PlanPower.refusalOfNodes(4, 4, 1)).isEmpty();
        assertThat(PlanPower.refusalOfNodes(4, 4, 2)).isPresent();
        assertThat(PlanPower.refusalOfNodes(40, 2, 2)).isEmpty();
    }
}
