package io.quietcore.harness.cli;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.report.JUnitXml;
import io.quietcore.results.report.JUnitXml.Case;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/** Several clusters, each with a thread and a folder of its own: what becomes of one is nothing to another. */
final class Fleet {
    /** Of a context, what no name of a folder needs: OpenShift's hold slashes and colons. */
    private static final Pattern UNNAMEABLE = Pattern.compile("[^A-Za-z0-9._-]+");

    /** A name that began so would be hidden, another folder, or an option. */
    private static final Pattern LEADING = Pattern.compile("^[.-]+");

    /** From the worst: what is not known at all before what is known to be bad. */
    private static final List<Integer> WORST_FIRST = List.of(
            ExitCode.INTERRUPTED, ExitCode.ERROR, ExitCode.TIMEOUT, ExitCode.INVALID, ExitCode.ALERT, ExitCode.GATE);

    private Fleet() {}

    /** What is done on each cluster. */
    @FunctionalInterface
    interface Session {
        Verdicts.Outcome measure(String context, Path folder, Terminal terminal) throws IOException, CommandFailure;
    }

    /**
     * What one cluster came to; {@code clusters.json} is a list of these.
     *
     * @param cluster its context
     * @param folder of its campaign
     * @param exitCode as if it had been measured alone
     * @param problems that ended it, in words
     * @param comparisons of its sides
     */
    record ClusterOutcome(
            String cluster, String folder, int exitCode, List<String> problems, List<Comparison> comparisons) {}

    /**
     * What a fleet came to.
     *
     * @param clusters in the order of their contexts
     * @param printed by each of them, by context
     * @param cases what JUnit's XML says of all of them, each case of its cluster
     */
    record Outcome(List<ClusterOutcome> clusters, Map<String, String> printed, List<Case> cases) {
        /** The worst of all. */
        int exitCode() {
            return WORST_FIRST.stream()
                    .filter(code -> clusters.stream().anyMatch(each -> each.exitCode() == code))
                    .findFirst()
                    .orElse(ExitCode.OK);
        }
    }

    /** The folder of each context below this one. */
    static Map<String, Path> folders(Path out, List<String> contexts) throws CommandFailure {
        Map<String, Path> folders = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (String context : contexts) {
            String name = LEADING.matcher(UNNAMEABLE.matcher(context.strip()).replaceAll("-"))
                    .replaceFirst("");
            if (name.isEmpty()) {
                throw CommandFailure.error("--context: found '" + context + "'; expected the name of a context");
            }
            String owner = owners.put(name, context);
            if (owner != null) {
                throw CommandFailure.error(
                        "--context: '" + owner + "' and '" + context + "' would both be measured into "
                                + out.resolve(name) + "; name each cluster once, or rename a context"
                                + " (kubectl config rename-context)");
            }
            folders.put(context, out.resolve(name));
        }
        return folders;
    }

    /**
     * Measures all of them at once, to the end of the last.
     *
     * @param err where an error is told when it happens
     */
    static Outcome measure(Map<String, Path> folders, Session session, PrintWriter err) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(folders.size());
        Map<String, StringWriter> printed = new LinkedHashMap<>();
        Map<String, Future<Verdicts.Outcome>> running = new LinkedHashMap<>();
        List<ClusterOutcome> outcomes = new ArrayList<>();
        List<Case> cases = new ArrayList<>();
        try {
            folders.forEach((context, folder) -> {
                StringWriter out = new StringWriter();
                printed.put(context, out);
                running.put(context, threads.submit(() -> {
                    Logging.scope(context);
                    try {
                        return session.measure(context, folder, new Terminal(new PrintWriter(out, true), err));
                    } catch (CommandFailure | IOException e) {
                        problems(e).forEach(line -> err.println("quietcore: cluster " + context + ": " + line));
                        throw e;
                    }
                }));
            });
            for (Map.Entry<String, Future<Verdicts.Outcome>> each : running.entrySet()) {
                String folder = String.valueOf(folders.get(each.getKey()));
                outcomes.add(outcome(each.getKey(), folder, each.getValue(), cases, err));
            }
        } finally {
            threads.shutdownNow();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        printed.forEach((context, text) -> texts.put(context, text.toString()));
        return new Outcome(outcomes, texts, cases);
    }

    private static ClusterOutcome outcome(
            String context, String folder, Future<Verdicts.Outcome> running, List<Case> cases, PrintWriter err)
            throws InterruptedException {
        try {
            Verdicts.Outcome outcome = running.get();
            outcome.cases().forEach(each -> cases.add(each.of(context)));
            return new ClusterOutcome(context, folder, outcome.exitCode(), List.of(), outcome.comparisons());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof CommandFailure || cause instanceof IOException) {
                int code = cause instanceof CommandFailure told ? told.exitCode() : ExitCode.ERROR;
                cases.add(failed(context, String.join("; ", problems(cause))));
                return new ClusterOutcome(context, folder, code, problems(cause), List.of());
            }
            cases.add(failed(context, "a bug: " + cause));
            err.println("quietcore: cluster " + context
                    + ": this is a bug of quietcore, please report it with these lines:");
            cause.printStackTrace(err);
            return new ClusterOutcome(context, folder, ExitCode.ERROR, List.of("a bug: " + cause), List.of());
        }
    }

    private static Case failed(String context, String problem) {
        return new Case(context, "measurement", JUnitXml.Outcome.ERROR, problem, "");
    }

    private static List<String> problems(Throwable failure) {
        return failure instanceof CommandFailure told
                ? told.lines()
                : failure instanceof IOException io ? List.of(CommandLineRun.words(io)) : List.of();
    }
}
