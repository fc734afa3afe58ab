package io.quietcore.harness.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void aChildKeepsItsEnvironmentButForWhatTheIndexIsAskedWith() {
        Map<String, String> environment = new HashMap<>(Map.of(
                Secrets.USER,
                "ann",
                Secrets.PASSWORD,
                "hunter2",
                Secrets.TOKEN,
                "t",
                "QUIETCORE_NODE",
                "n",
                "PATH",
                "/bin"));

        Secrets.removeFrom(environment);

        assertThat(environment).containsOnly(Map.entry("QUIETCORE_NODE", "n"), Map.entry("PATH", "/bin"));
    }
}
