package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;

class ThrownTest {
    private static RunnerException jmh(Throwable... thrown) {
        return new RunnerException(
                "Benchmark caught the exception", new BenchmarkException("Benchmark error", List.of(thrown)));
    }

    private static <T extends Throwable> T in(T thrown, String type, String method) {
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.ArrayList", "get", "ArrayList.java", 1),
            new StackTraceElement(type, method, "Orders.java", 37),
            new StackTraceElement("org.openjdk.jmh.runner.BenchmarkHandler", "call", "BenchmarkHandler.java", 5)
        });
        return thrown;
    }

    @Test
    void theBenchmarkItsExceptionAndItsPlaceStandOnOneLine() {
        assertThat(Thrown.words(
                        "own.Orders.failing",
                        jmh(in(new IllegalStateException("no market data"), "own.Orders", "failing"))))
                .hasValue("own.Orders.failing threw java.lang.IllegalStateException: no market data at"
                        + " own.Orders.failing(Orders.java:37)");
        assertThat(Thrown.words("own.Orders.failing", jmh(in(new StackOverflowError(), "own.Orders", "deep"))))
                .hasValue("own.Orders.failing threw java.lang.StackOverflowError at own.Orders.deep(Orders.java:37)");
    }

    @Test
    void theRootCauseIsTold() {
        Throwable root = in(new java.io.IOException("no such file"), "own.Feed", "open");
        Throwable middle = new IllegalStateException("feed", new RuntimeException("reader", root));

        assertThat(Thrown.words("b", jmh(in(middle, "own.Orders", "setUp"))).orElseThrow())
                .endsWith(", caused by java.io.IOException: no such file at own.Feed.open(Orders.java:37)");
    }

    @Test
    void whatItSaysIsBoundedAndDrivesNoTerminal() {
        String line = Thrown.words("b", jmh(new RuntimeException("\u001b[2J\u202e\n\u0085" + "x".repeat(1_000_000))))
                .orElseThrow();

        assertThat(line).contains("\\u001b[2J\\u202e\\u000a\\u0085xxx").contains("xxx… at io.quietcore.");
        assertThat(line.length()).isLessThan(1_100);
        assertThat(line.chars()).noneMatch(Character::isISOControl);
    }

    /** Its JVM was killed, or JMH stumbled: another attempt may end otherwise. */
    @Test
    void whatJmhItselfThrewIsNotTheBenchmarks() {
        IllegalStateException killed = new IllegalStateException("Forked VM failed with exit code 137");
        killed.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.openjdk.jmh.runner.Runner", "doFork", "Runner.java", 700)
        });

        assertThat(Thrown.words("b", jmh(killed))).isEmpty();
        assertThat(Thrown.words("b", new RunnerException("No benchmarks to run")))
                .isEmpty();
        assertThat(Thrown.words("b", jmh())).isEmpty();
    }

    @Test
    void causesInARingEnd() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);

        assertThat(Thrown.words("b", jmh(one)).orElseThrow()).startsWith("b threw java.lang.RuntimeException: one at ");
    }
}
