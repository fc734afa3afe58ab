package io.quietcore.harness.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shell stands for the launcher: it reads its spec, and says what the test prepared. */
@Timeout(60)
class RoleProcessTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    private final ProbeSpec spec = Specs.spec();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch spoken = new CountDownLatch(1);
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private Path frames;

    private final Backend.Listener listener = new Backend.Listener() {
        @Override
        public void progressed(ProbeSpec role, Progress done) {
            progress.add(done);
        }

        @Override
        public void said(ProbeSpec role, String line) {
            heard.add(line);
            spoken.countDown();
        }
    };

    @BeforeEach
    void prepareFrames() throws IOException {
        frames = folder.resolve("frames");
        say(Specs.result(spec));
    }

    private void say(ProbeResult result) throws IOException {
        try (OutputStream out = Files.newOutputStream(frames)) {
            FrameWriter writer = new FrameWriter(out, spec);
            writer.progress(new Progress("window", 1, 1));
            writer.file(ProbeResult.FILE, CanonicalJson.bytes(result));
            writer.end();
        }
    }

    private RoleOutcome run(String script, long limitNs) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", script);
        shell.environment().put("FRAMES", frames.toString());
        return RoleProcess.start(shell, spec, listener).await(limitNs);
    }

    @Test
    void aWholeResultIsMeasuredAndWordsAmongTheFramesAreHeard() throws Exception {
        RoleOutcome outcome = run("read spec; echo hello; cat \"$FRAMES\"; echo careful >&2", LIMIT_NS);

        assertThat(outcome).isInstanceOfSatisfying(RoleOutcome.Measured.class, measured -> assertThat(measured.result())
                .isEqualTo(Specs.result(spec)));
        assertThat(heard).containsExactlyInAnyOrder("hello", "careful");
        assertThat(progress).containsExactly(new Progress("window", 1, 1));
    }

    @Test
    void theSpecIsTheFirstLineOfStandardInput() throws Exception {
        run("read -r spec; printf '%s\\n' \"$spec\" > \"$FRAMES.spec\"; cat \"$FRAMES\"", LIMIT_NS);

        assertThat(CanonicalJson.read(Files.readAllBytes(folder.resolve("frames.spec")), ProbeSpec.class))
                .isEqualTo(spec);
    }

    @Test
    void aLauncherThatIsKilledFailsWithTheSignalAndItsLastWords() throws Exception {
        RoleOutcome outcome = run("read spec; head -n 1 \"$FRAMES\"; echo trouble >&2; kill -9 $$", LIMIT_NS);

        assertThat(outcome).isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                .anyMatch(reason -> reason.contains("signal 9"))
                .anyMatch(reason -> reason.contains("before the last one"))
                .anyMatch(reason -> reason.contains("trouble")));
    }

    @Test
    void aLauncherThatDoesNotEndIsEndedAndHasFailed() throws Exception {
        RoleOutcome outcome = run("read spec; cat \"$FRAMES\"; read stop; exit 0", TimeUnit.MILLISECONDS.toNanos(300));

        assertThat(outcome).isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                .anyMatch(reason -> reason.contains("did not end within")));
    }

    @Test
    void whatALauncherSaysOfItsOwnEndIsNoNews() throws Exception {
        ProcessBuilder shell = new ProcessBuilder(
                "/bin/sh", "-c", "read spec; echo early >&2; read stop; echo 'my fork died' >&2; exit 1");
        RoleProcess role = RoleProcess.start(shell, spec, listener);
        assertThat(spoken.await(30, TimeUnit.SECONDS)).isTrue();

        role.end();

        assertThat(role.await(LIMIT_NS))
                .isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                        .anyMatch(reason -> reason.contains("early"))
                        .noneMatch(reason -> reason.contains("my fork died")));
        assertThat(heard).containsExactly("early");
    }

    @Test
    void aResultForAnotherSpecIsNotTaken() throws Exception {
        ProbeSpec other = spec.granted(Specs.result(spec).grant());
        ProbeSpec second = new ProbeSpec(
                other.uuid(),
                "baseline",
                other.group(),
                other.role(),
                1,
                1,
                other.probe(),
                other.request(),
                other.grant(),
                other.settings(),
                other.schedule(),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of());
        say(Specs.result(second));

        assertThat(run("read spec; cat \"$FRAMES\"", LIMIT_NS))
                .isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                        .anyMatch(reason -> reason.contains("a spec that it was not given")));
    }

    @Test
    void aLauncherThatTakesNoInputFailsInWords() throws Exception {
        assertThat(run("exec <&-; echo 'no memory' >&2; exit 3", LIMIT_NS))
                .isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                        .anyMatch(reason -> reason.contains("ended with code 3"))
                        .anyMatch(reason -> reason.contains("no memory")));
    }
}
