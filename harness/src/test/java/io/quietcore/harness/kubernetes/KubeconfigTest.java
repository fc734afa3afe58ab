package io.quietcore.harness.kubernetes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    @TempDir
    private Path home;

    @Test
    void oneOfTheListedFilesIsEnough() throws IOException {
        Path there = Files.writeString(home.resolve("there"), "kind: Config\n");
        Map<String, String> both = Map.of("KUBECONFIG", home.resolve("none") + File.pathSeparator + there);

        assertThatCode(() -> Kubeconfig.checkFiles(both, home)).doesNotThrowAnyException();
    }

    @Test
    void withoutAnyItSaysWhatToSet() {
        assertThatThrownBy(() -> Kubeconfig.checkFiles(Map.of(), home))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(home.resolve(".kube/config").toString())
                .hasMessageContaining("set KUBECONFIG");
    }

    @Test
    void aPodNeedsNone() {
        assertThatCode(() -> Kubeconfig.checkFiles(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), home))
                .doesNotThrowAnyException();
    }

    @Test
    void aBrokenOneIsNamed() throws IOException {
        Path broken = Files.writeString(home.resolve("broken"), "clusters: [}");

        assertThatThrownBy(() -> Kubeconfig.checkFiles(Map.of("KUBECONFIG", broken.toString()), home))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(broken + " cannot be read: line 1, column 12: ");
    }
}
