package io.quietcore.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The measuring JVM below a command, for tests that disturb or watch it.
 *
 * @param process its
 * @param exchange the folder in which it says how far it is
 */
record MeasuringJvm(ProcessHandle process, Path exchange) {
    private static final Pattern EXCHANGE = Pattern.compile("-Dquietcore\\.exchange=([^\0]+)");

    /** Where one is there. */
    static Optional<MeasuringJvm> below(Process command) {
        return command.descendants()
                .flatMap(each -> {
                    Matcher exchange = EXCHANGE.matcher(proc(each, "cmdline"));
                    return exchange.find()
                            ? Optional.of(new MeasuringJvm(each, Path.of(exchange.group(1)))).stream()
                            : Optional.<MeasuringJvm>empty().stream();
                })
                .findFirst();
    }

    /** Whether its measuring thread has its place: warm-up begins, and the windows. */
    boolean hasItsPlace() {
        return Files.exists(exchange.resolve("thread"));
    }

    /** Whether its windows are over. */
    boolean isThrough() {
        return Files.exists(exchange.resolve("report.json")) || !process.isAlive();
    }

    ProcessHandle launcher() {
        return process.parent().orElseThrow();
    }

    static boolean isStopped(ProcessHandle process) {
        return proc(process, "stat").contains(") T ");
    }

    /** A file of a process; empty where it is gone. */
    private static String proc(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid(), file));
        } catch (IOException e) {
            return "";
        }
    }
}
