package io.quietcore.harness.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeCommandTest {
    private static final String HOME = System.getProperty("user.home");

    private static String cache() {
        return String.valueOf(new ProbeCommand(Path.of("/java"), Path.of("/probes.jar"))
                .process()
                .environment()
                .get("XDG_CACHE_HOME"));
    }

    @AfterEach
    void putBack() {
        System.setProperty("user.home", HOME);
    }

    @Test
    void aUserWithoutAHomeUnpacksLibrariesIntoTheTemporaryFolder() {
        System.setProperty("user.home", "?");

        assertThat(cache()).isEqualTo(System.getProperty("java.io.tmpdir"));
    }

    @Test
    void aUserWithAHomeIsLeftAlone() {
        System.setProperty("user.home", "/home/ann");

        assertThat(cache()).isEqualTo("null");
    }
}
