package io.quietcore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input that is kept, and some that every reader must stand, against what must hold. Needs no fuzzer. */
// Some of these inputs once held a reader for minutes: such a reader is stopped, and fails.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {
    static Stream<Arguments> kept() throws IOException {
        Stream.Builder<Arguments> kept = Stream.builder();
        for (Target target : Targets.all()) {
            for (Path file : Inputs.of(target)) {
                kept.add(Arguments.of(target, target.name(), file.getFileName(), file));
            }
        }
        return kept.build();
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("kept")
    void aKeptInputIsTakenOrRefusedAsDeclared(Target target, String name, Path fileName, Path file) throws Exception {
        boolean taken = target.accepts(Files.readAllBytes(file));

        // A file that says in its name what is right is held to it.
        assertThat(String.valueOf(fileName))
                .as(name + (taken ? " took " : " refused ") + fileName)
                .doesNotStartWith(taken ? "refused-" : "taken-");
    }

    static Stream<Arguments> targets() {
        return Targets.all().stream().map(target -> Arguments.of(target.name(), target));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void whatIsNothingOrNoTextIsTakenOrRefusedAsDeclared(String name, Target target) throws Exception {
        for (byte[] hostile : Hostile.INPUTS) {
            var unused = target.accepts(hostile);
        }
    }

    @Test
    void namesAreUniqueAndEveryFolderOfInputsHasItsTarget() throws IOException {
        List<String> names = Targets.all().stream().map(Target::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        try (Stream<Path> folders = Files.list(Inputs.ROOT.resolve("fuzz/inputs"))) {
            assertThat(folders.map(folder -> String.valueOf(folder.getFileName())))
                    .isSubsetOf(names);
        }
    }
}
