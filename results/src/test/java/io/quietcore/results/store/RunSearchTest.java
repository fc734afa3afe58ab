package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class RunSearchTest {
    @TempDir
    private Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void runs() throws IOException {
        first = Files.createDirectories(folder.resolve("nightly-1/collected-metrics-a/repetitions"))
                .getParent();
        second = Files.createDirectories(folder.resolve("nightly-2/collected-metrics-b/repetitions"))
                .getParent();
        Files.createDirectories(folder.resolve("other/collected-metrics-c"));
    }

    private List<Path> found(String typed) throws IOException {
        return RunSearch.find(typed).runs();
    }

    @Test
    void aRunAFolderOfRunsAndAPatternOfEitherAreFound() throws IOException {
        assertThat(found(first.toString())).containsExactly(first);
        assertThat(found(folder.toString())).containsExactly(first, second);
        assertThat(found(folder + "/nightly-*")).containsExactly(first, second);
        assertThat(found(folder + "/*/collected-metrics-[bc]/")).containsExactly(second);
    }

    @Test
    void whatIsGoodIsUsedAndWhatIsNotIsNamed() throws IOException {
        assertThat(RunSearch.find(folder.toString()).leftOut())
                .containsExactly(folder.resolve("other/collected-metrics-c")
                        + " has no folder repetitions in it, as another tool's have none; it is left out");
        assertThat(RunSearch.find(folder + "/*").leftOut()).hasSize(2);
        assertThat(RunSearch.find(first.toString()).leftOut()).isEmpty();
    }

    @Test
    void whatIsNoRunIsSaid() {
        assertThatThrownBy(() -> RunSearch.find(folder + "/other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the folder of a run and holds none; expected collected-metrics-<uuid>");
        assertThatThrownBy(() -> RunSearch.find(folder + "/none")).hasMessageContaining("is not there");
        assertThatThrownBy(() -> RunSearch.find(folder + "/none-*")).hasMessageContaining("nothing matches");
        assertThatThrownBy(() -> RunSearch.find(folder + "/[")).hasMessageContaining("is not a pattern");
    }

    @Test
    void severalRunsAreOneWithItsRepetitionsNumberedOn() {
        StoredRun three =
                Runs.of("x").measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i)).run();

        StoredRun both = CombinedRuns.of("x", List.of(three, three));

        assertThat(both.repetitions()).extracting(StoredRepetition::number).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(both.repetitions().get(3).histograms())
                .isEqualTo(both.repetitions().get(0).histograms());
        assertThat(CombinedRuns.configurations(List.of(three, three))).hasSize(1);
    }
}
