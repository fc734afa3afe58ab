package io.quietcore.runtime.load;

import java.io.IOException;

/** What one worker repeats. Made, used and closed by its thread, which is held on its CPU before. */
interface Work extends AutoCloseable {
    /**
     * One round; some ten milliseconds at most, so that a stop is seen in time.
     *
     * @return the operations that it ended
     * @throws IOException where this load cannot go on
     */
    long round() throws IOException;

    /**
     * After the last round.
     *
     * @return operations that no round has told of
     */
    default long finish() throws IOException {
        return 0;
    }

    @Override
    default void close() {}

    static Work of(LoadKind kind, int cpu) throws IOException {
        return switch (kind) {
            case NONE -> throw new IllegalArgumentException("no load has no work");
            case MEMORY_STREAM -> new MemoryStream();
            case FORK_EXEC -> new ForkExec();
            case TIMERS -> new Timers();
            case PAGE_FAULTS -> new PageFaults();
            case STRESS_NG -> StressNg.start(cpu);
        };
    }
}
