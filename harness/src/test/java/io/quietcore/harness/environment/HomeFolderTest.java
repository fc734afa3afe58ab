package io.quietcore.harness.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeFolderTest {
    @Test
    void homeComesBeforeThePasswordFile() {
        assertThat(HomeFolder.of(Map.of("HOME", "/home/ann"), "/root")).contains(Path.of("/home/ann"));
        assertThat(HomeFolder.of(Map.of(), "/root")).contains(Path.of("/root"));
        assertThat(HomeFolder.of(Map.of("HOME", ""), "/root")).contains(Path.of("/root"));
    }

    @Test
    void aUserWithoutAnEntryHasNone() {
        assertThat(HomeFolder.of(Map.of(), "?")).isEmpty();
        assertThat(HomeFolder.of(Map.of("HOME", "relative"), null)).isEmpty();
        assertThat(HomeFolder.of(Map.of("HOME", "/home/ann"), "?")).contains(Path.of("/home/ann"));
    }
}
