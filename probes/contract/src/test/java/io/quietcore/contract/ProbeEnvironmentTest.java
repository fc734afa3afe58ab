package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeEnvironmentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | '' | C.UTF-8",
                "'' | '' | C | C.UTF-8",
                "POSIX | de_DE.UTF-8 | de_DE.UTF-8 | C.UTF-8",
                "'' | '' | de_DE.UTF-8 | de_DE.UTF-8",
                "'' | en_US.ISO-8859-1 | de_DE.UTF-8 | en_US.ISO-8859-1",
                "ja_JP.EUC-JP | en_US.UTF-8 | de_DE.UTF-8 | ja_JP.EUC-JP",
            })
    void fileNamesAreSpelledAsForTheControllerAndNothingElseOfItsLocaleIsKept(
            String all, String characters, String lang, String expected) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/bin", "TMPDIR", "/t", "LC_ALL", all, "LC_CTYPE", characters, "LANG", lang, "SECRET", "s"));
        environment.put("JAVA_TOOL_OPTIONS", "-Xint");
        environment.put("QUIETCORE_NODE", "n");

        ProbeEnvironment.reduce(environment, "QUIETCORE_NODE");

        assertThat(environment)
                .isEqualTo(Map.of("PATH", "/bin", "TMPDIR", "/t", "QUIETCORE_NODE", "n", "LC_CTYPE", expected));
    }
}
