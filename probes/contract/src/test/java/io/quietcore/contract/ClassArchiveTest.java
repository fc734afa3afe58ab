package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Path jar;
    private Path home;

    @BeforeEach
    void aJarAndAJvm() throws IOException {
        jar = Files.writeString(folder.resolve("probes.jar"), "jar");
        Files.setLastModifiedTime(jar, FileTime.from(BUILT));
        home = Files.createDirectory(folder.resolve("jdk"));
        release("JAVA_VERSION=\"17.0.15\"\nJAVA_RUNTIME_VERSION=\"17.0.15+6-Debian\"\n");
    }

    private void release(String text) throws IOException {
        Files.writeString(home.resolve("release"), text);
    }

    private Path archived(String content, Instant at) throws IOException {
        Path archive = Files.writeString(ClassArchive.of(jar, home), content);
        Files.setLastModifiedTime(archive, FileTime.from(at));
        return archive;
    }

    @Test
    void itIsNamedAfterTheJvmWhateverLinkLeadsThere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("default"), home);

        String name = ClassArchive.of(jar, home).toString();
        assertThat(name).startsWith(folder + "/probes").endsWith("jdk-17.0.15+6-Debian.jsa");
        assertThat(ClassArchive.of(jar, link).toString()).isEqualTo(name);
    }

    @Test
    void anotherVersionInTheSamePlaceHasAnotherOne() throws IOException {
        archived("classes", BUILT);
        release("JAVA_RUNTIME_VERSION=\"17.0.16+1\"\n");

        assertThat(ClassArchive.usable(jar, home)).isEmpty();
    }

    @Test
    void oneOfThisJarIsUsed() throws IOException {
        assertThat(ClassArchive.usable(jar, home)).isEmpty();
        assertThat(archived("classes", BUILT))
                .isEqualTo(ClassArchive.usable(jar, home).orElseThrow());
    }

    @Test
    void oneThatIsOlderThanTheJarOrEmptyIsNot() throws IOException {
        archived("classes", BUILT.minusSeconds(1));
        assertThat(ClassArchive.usable(jar, home)).isEmpty();

        archived("", BUILT);
        assertThat(ClassArchive.usable(jar, home)).isEmpty();
    }

    @Test
    void aJvmThatDoesNotTellItsVersionHasNone() throws IOException {
        release("IMPLEMENTOR=\"nobody\"\n");

        assertThat(ClassArchive.usable(jar, home)).isEmpty();
        assertThat(ClassArchive.usable(jar, folder.resolve("nowhere"))).isEmpty();
    }
}
