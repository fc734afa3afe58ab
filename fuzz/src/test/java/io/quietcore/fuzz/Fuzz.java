package io.quietcore.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls, and what makes the files that it begins with. One JVM tries all targets, for each start of one costs
 * seconds: the first byte of an input says which target the rest is for.
 *
 * <p>An input that fails is written to the folder {@code quietcore.findings}, as the target got it.
 */
public final class Fuzz {
    /** Processor time: another's load does not count. */
    private static final long LONGEST_NS = 10_000_000_000L;

    private static final int STOPPED = 70;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private static List<Target> targets = List.of();
    private static long[] taken = new long[0];
    private static long[] refused = new long[0];
    private static volatile @Nullable Running running;

    private Fuzz() {}

    /** An input in hand, by a thread, since when of its processor time. */
    private record Running(Target target, byte[] input, Thread thread, long sinceNs) {}

    /** Jazzer's, before the first input: the names of the targets, none for all. */
    public static void fuzzerInitialize(String[] names) {
        targets = named(List.of(names));
        taken = new long[targets.size()];
        refused = new long[targets.size()];
        Thread watch = new Thread(Fuzz::watch, "watch");
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().addShutdownHook(new Thread(Fuzz::tell, "figures"));
    }

    private static List<Target> named(List<String> names) {
        List<String> known = Targets.all().stream().map(Target::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("found '" + name + "'; expected one of " + known);
            }
        }
        return Targets.all().stream()
                .filter(target -> names.isEmpty() || names.contains(target.name()))
                .toList();
    }

    /** Jazzer's, for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int index = Byte.toUnsignedInt(data[0]) % targets.size();
        Target target = targets.get(index);
        byte[] input = Arrays.copyOfRange(data, 1, data.length);
        Thread thread = Thread.currentThread();
        running = new Running(target, input, thread, cpuNs(thread));
        try {
            (target.accepts(input) ? taken : refused)[index]++;
        } catch (AssertionError e) {
            keep(target, input, String.valueOf(e.getMessage()));
            throw e;
        } catch (OutOfMemoryError e) {
            keep(target, input, "out of memory");
            throw e;
        } finally {
            running = null;
        }
    }

    private static long cpuNs(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    private static void keep(Target target, byte[] input, String why) {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("quietcore.findings"), target.name()));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
            Path file = folder.resolve(
                    String.format("%064x", new BigInteger(1, digest)).substring(0, 16));
            Files.write(file, input);
            System.err.println("FOUND " + file + ": " + why.lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** An input that takes too long cannot be stopped from within: it is kept, and the JVM ends. */
    private static void watch() {
        try {
            while (!NEVER.await(1, TimeUnit.SECONDS)) {
                Running now = running;
                if (now != null && cpuNs(now.thread()) - now.sinceNs() > LONGEST_NS) {
                    keep(
                            now.target(),
                            now.input(),
                            "more than " + LONGEST_NS / 1_000_000_000 + " s of processor time, at "
                                    + Arrays.toString(now.thread().getStackTrace()));
                    tell();
                    Runtime.getRuntime().halt(STOPPED);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell() {
        for (int i = 0; i < targets.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"target\":\"%s\",\"taken\":%d,\"refused\":%d}%n",
                    targets.get(i).name(),
                    taken[i],
                    refused[i]);
        }
    }

    /** Writes the inputs that are kept into a folder, as {@link #fuzzerTestOneInput} takes them. Or prints the targets. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            Targets.all().forEach(target -> System.out.println(target.name()));
            return;
        }
        List<Target> chosen = named(List.of(args).subList(1, args.length));
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int i = 0; i < chosen.size(); i++) {
            int n = 0;
            for (Path file : Inputs.of(chosen.get(i))) {
                byte[] content = Files.readAllBytes(file);
                byte[] input = new byte[content.length + 1];
                input[0] = (byte) i;
                System.arraycopy(content, 0, input, 1, content.length);
                Files.write(folder.resolve(chosen.get(i).name() + "-" + n++), input);
            }
        }
    }
}
