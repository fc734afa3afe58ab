package io.quietcore.harness.backend;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Frame;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** What stands in for a launcher with its probe: it says the frames of a result that answers its spec, or what else a test wants. */
public enum FakeRole {
    MEASURES,
    /** Ends with code 3 after it said why. */
    FAILS,
    /** One frame of a result that is otherwise whole arrives damaged. */
    SENDS_A_BROKEN_FRAME,
    /** Has no end of its own; when it is stopped, its result is whole, and shorter by order. */
    MEASURES_UNTIL_STOPPED,
    /** Has no CPU of its NUMA node. */
    IS_UNREACHED;

    static final String LAST_WORDS = "there is no memory to measure in";
    static final int EXIT_CODE = 3;

    /** The moment at which a role is told to stop. */
    public interface Stop {
        void await() throws InterruptedException, IOException;
    }

    /**
     * Plays the role to its end.
     *
     * @param words told what is said for people
     * @return the launcher's exit code
     */
    public int play(ProbeSpec spec, OutputStream frames, Consumer<String> words, Stop stop)
            throws IOException, InterruptedException {
        FrameWriter writer = new FrameWriter(this == SENDS_A_BROKEN_FRAME ? damaging(frames) : frames, spec);
        if (this == IS_UNREACHED) {
            writer.failed(new Frame.Failure(true, List.of("the pod has no CPU of its NUMA node")));
            return 1;
        }
        writer.progress(new Progress("window", 1, 2));
        if (this == FAILS) {
            words.accept(LAST_WORDS);
            return EXIT_CODE;
        }
        if (this == MEASURES_UNTIL_STOPPED) {
            stop.await();
        }
        writer.progress(new Progress("window", 2, 2));
        writer.file(ProbeResult.FILE, CanonicalJson.bytes(result(spec)));
        writer.end();
        return 0;
    }

    private ProbeResult result(ProbeSpec spec) {
        return Specs.result(Specs.granted(spec), this == MEASURES_UNTIL_STOPPED, List.of());
    }

    /** Passes lines on; of a part of a file the last character is lost. */
    private static OutputStream damaging(OutputStream frames) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                frames.write(one);
            }

            @Override
            public void write(byte[] line) throws IOException {
                String text = new String(line, StandardCharsets.US_ASCII);
                frames.write(
                        text.contains(" PART ")
                                ? (text.substring(0, text.length() - 9) + "\n").getBytes(StandardCharsets.US_ASCII)
                                : line);
            }
        };
    }
}
