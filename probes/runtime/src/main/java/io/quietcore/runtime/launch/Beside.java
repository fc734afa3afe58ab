package io.quietcore.runtime.launch;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.LoadOrder;
import io.quietcore.runtime.load.BackgroundLoad;
import io.quietcore.runtime.load.LoadKind;
import io.quietcore.runtime.load.LoadReading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The load beside a repetition, and what it reached. */
final class Beside implements AutoCloseable {
    private final @Nullable BackgroundLoad load;
    private final Evidence instead;

    private Beside(@Nullable BackgroundLoad load, Evidence instead) {
        this.load = load;
        this.instead = instead;
    }

    static Beside start(LoadOrder order) {
        LoadKind kind = LoadKind.named(order.kind()).orElse(LoadKind.NONE);
        if (kind == LoadKind.NONE) {
            return new Beside(null, Evidence.notAsked());
        }
        if (order.cpus().isEmpty()) {
            return new Beside(null, Evidence.unavailable("every CPU of this NUMA node measures"));
        }
        try {
            return new Beside(
                    BackgroundLoad.start(
                            kind,
                            order.cpus(),
                            Path.of(System.getProperty("java.home")),
                            System.getProperty("java.class.path")),
                    Evidence.notAsked());
        } catch (IOException e) {
            return new Beside(null, Evidence.unavailable(String.valueOf(e.getMessage())));
        }
    }

    /** Ends it, and says what it reached; unavailable where it did not run to the end. */
    Evidence stop() {
        if (load == null) {
            return instead;
        }
        try {
            LoadReading reading = load.stop();
            return Evidence.used(String.format(
                    Locale.ROOT,
                    "%s on CPU %s: %.4g %s over %.1f s",
                    reading.kind().spelling(),
                    reading.cpus(),
                    reading.ratePerSecond(),
                    reading.unit(),
                    reading.seconds()));
        } catch (IOException e) {
            return Evidence.unavailable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
    }
}
