package io.quietcore.workloads.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {
    private static final List<String> WORDS = List.of("pinned", "scheduling", "priority", "lockMemory", "changes");

    @ParameterizedTest
    @CsvSource({
        "schedulin, scheduling",
        "shceduling, scheduling",
        "PINNED, pinned",
        "pined, pinned",
        "lockmemry, lockMemory",
        "sched, scheduling",
        "change, changes"
    })
    void theNearestWordIsSuggested(String typed, String meant) {
        assertThat(Suggestion.nearest(typed, WORDS)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "colour", "pi", "completelyDifferent"})
    void aWordThatIsFarFromAllSuggestsNothing(String typed) {
        assertThat(Suggestion.nearest(typed, WORDS)).isEmpty();
        assertThat(Suggestion.clause(typed, WORDS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "abc, acb, 1", "abc, ab, 1", "abc, xyz, 3", "'', abc, 3"})
    void aSwapOfNeighboursCostsOne(String a, String b, int distance) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
    }
}
