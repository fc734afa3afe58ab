package io.quietcore.results.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class NightsValidationTest {
    /**
     * Of 90 nights whose neighbours are alike (a correlation of 0.5) 46 of 200 histories had an alarm, and a fleet always.
     * One in 1,000 is the promise; 4 standard errors of that, of 1,000 histories, are 0.4 %.
     */
    @Test
    void unchangedNightsHardlyAlarmAndStepsAreFound() {
        NightsValidation validation = NightsValidation.of(1_000, 3);

        assertThat(validation.falseAlarmPercent()).hasSize(7).allSatisfy((kind, byNights) -> assertThat(
                        byNights.values())
                .allSatisfy(percent -> assertThat(percent).isLessThan(kind.equals("heavy tails") ? 2 : 0.6)));
        assertThat(validation.fleetFalseAlarmPercent().get("correlated 0.5")).isLessThanOrEqualTo(20);
        assertThat(validation.power().get("independent, noise 3 %, +20 %").get("1"))
                .isGreaterThan(0.9);
        assertThat(validation.power().get("correlated 0.5, noise 5 %, +50 %").get("3"))
                .isGreaterThan(0.9);
    }
}
