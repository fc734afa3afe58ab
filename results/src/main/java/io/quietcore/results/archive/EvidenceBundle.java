package io.quietcore.results.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that a campaign left, in one file that another person can check: every histogram, result, document and report, the
 * journal and the campaign's text, with a SHA-256 of each. The same campaign gives the same bytes.
 */
public final class EvidenceBundle {
    /** Beside the files, in the format that {@code sha256sum -c} reads. */
    public static final String SUMS = "BUNDLE.SHA256SUMS";

    /** The version of the program that packed it. */
    public static final String VERSION = "BUNDLE.version";

    private static final String EXPECTED = "an evidence bundle, as 'quietcore bundle' writes it";
    private static final Pattern NAME = Pattern.compile(".{1,512}");
    private static final Pattern SUM_LINE = Pattern.compile("([0-9a-f]{64}) [ *](.{1,512})");

    /** Of all names together, in characters; they are held in memory. */
    private static final long MAX_NAMES = 64L << 20;

    /** What a controller keeps for itself, or leaves half written. */
    private static final Pattern LEFT_OUT = Pattern.compile("\\.writing-.*|.*\\.lock|\\.lock|BUNDLE\\..*");

    private EvidenceBundle() {}

    /**
     * Packs a folder.
     *
     * @param named the folder
     * @param version of this program
     * @return the files, and the sums of all that is in it
     */
    public static Packed pack(Path named, String version, Path bundle) throws IOException, InterruptedException {
        // The folder itself may be a link, such as one to the latest campaign; nothing in it may.
        Path folder = named.toRealPath();
        List<Path> files = files(folder, bundle);
        if (files.isEmpty()) {
            throw new IOException(folder + " holds nothing to pack; expected the folder of a campaign or of runs");
        }
        StringBuilder sums = new StringBuilder();
        Tarball.write(bundle, written -> {
            byte[] versionLine = (version + "\n").getBytes(StandardCharsets.UTF_8);
            sums.append(sum(versionLine)).append("  ").append(VERSION).append('\n');
            for (Path file : files) {
                String name = name(folder, file);
                if (Files.size(file) > Tarball.MAX_FILE_BYTES
                        || !NAME.matcher(name).matches()) {
                    throw new IOException(
                            file + " cannot be packed: found " + Files.size(file) + " bytes, expected at most "
                                    + Tarball.MAX_FILE_BYTES + " under a name of 1 to 512 characters");
                }
                byte[] content = Files.readAllBytes(file);
                sums.append(sum(content)).append("  ").append(name).append('\n');
                written.put(name, content);
            }
            written.put(VERSION, versionLine);
            written.put(SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
        });
        return new Packed(files.size(), sums.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What was packed.
     *
     * @param files how many
     * @param sums {@link #SUMS}, as it lies in the bundle
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    public record Packed(int files, byte[] sums) {}

    /**
     * All but the bundle itself, where it is written into the folder.
     *
     * @throws IOException where something is no plain file: a bundle without it would pass for whole
     */
    private static List<Path> files(Path folder, Path bundle) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !file.toAbsolutePath()
                            .normalize()
                            .equals(bundle.toAbsolutePath().normalize()))
                    .filter(file -> Stream.of(name(folder, file).split("/", -1))
                            .noneMatch(step -> LEFT_OUT.matcher(step).matches()))
                    .sorted()
                    .toList();
            for (Path file : files) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(file + " cannot be packed: found a "
                            + (Files.isSymbolicLink(file) ? "symbolic link" : "device or pipe")
                            + ", expected a file; put the file in its place, or take it away");
                }
            }
            return files;
        }
    }

    private static String name(Path folder, Path file) {
        List<String> steps = new ArrayList<>();
        folder.relativize(file).forEach(step -> steps.add(step.toString()));
        return String.join("/", steps);
    }

    /**
     * A bundle that was read from its beginning to its end, and of which nothing was written anywhere.
     *
     * @param sums {@link #SUMS} as it lies in the bundle; what a signature is of
     * @param expected by name, the sums in it
     * @param bytes of all files
     * @param problems what is wrong with it, in words; empty where it is whole
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    public record Contents(byte[] sums, Map<String, String> expected, long bytes, List<String> problems) {
        public Contents {
            expected = Map.copyOf(expected);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a bundle, every file checked against its sum.
     *
     * @throws IOException where it is no tarball that may be unpacked
     */
    public static Contents read(Path bundle) throws IOException, InterruptedException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        byte[][] sums = {new byte[0]};
        long[] bytes = {0, 0};
        Tarball.read(bundle, EXPECTED, (where, name, content) -> {
            bytes[0] += content.length;
            bytes[1] += name.length();
            if (bytes[1] > MAX_NAMES) {
                throw new IOException(bundle + ": found names of more than " + MAX_NAMES + " characters in all");
            }
            if (name.equals(SUMS)) {
                if (!expected.isEmpty()) {
                    throw new IOException(where + " is there twice; expected each file once");
                }
                sums(where, content, expected);
                sums[0] = content;
                return;
            }
            if (found.put(name, sum(content)) != null) {
                throw new IOException(where + " is there twice; expected each file once");
            }
        });
        if (expected.isEmpty()) {
            throw new IOException(bundle + " has no " + SUMS + "; expected " + EXPECTED);
        }
        return new Contents(sums[0], expected, bytes[0], problems(found, expected));
    }

    private static List<String> problems(Map<String, String> found, Map<String, String> expected) {
        List<String> problems = new ArrayList<>();
        expected.forEach((name, sum) -> {
            String has = found.getOrDefault(name, "");
            if (!has.equals(sum)) {
                problems.add(name + ": found " + (has.isEmpty() ? "nothing" : "contents of SHA-256 " + has)
                        + ", expected " + sum + ", as " + SUMS + " says");
            }
        });
        Set<String> unknown = new TreeSet<>(found.keySet());
        unknown.removeAll(expected.keySet());
        unknown.forEach(name -> problems.add(name + ": found a file that " + SUMS + " does not name"));
        return problems;
    }

    /**
     * Unpacks a bundle in which {@link #read} found no problem into an empty folder.
     *
     * @throws IOException where there is no room for it, or it is no longer what was read
     */
    public static void unpack(Path bundle, Contents whole, Path into) throws IOException, InterruptedException {
        long room = Files.getFileStore(into).getUsableSpace();
        if (room < whole.bytes) {
            throw new IOException(bundle + " cannot be unpacked: it takes " + whole.bytes + " bytes, and " + into
                    + " has room for " + room + "; make room there");
        }
        Tarball.read(bundle, EXPECTED, (where, name, content) -> {
            if (!name.equals(SUMS)) {
                if (!sum(content).equals(whole.expected.get(name))) {
                    throw new IOException(where + " changed while it was read");
                }
                Path file = into.resolve(name);
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, content, StandardOpenOption.CREATE_NEW);
            }
        });
    }

    /** In what an unpacked folder is no longer what was packed: by name, what was found. */
    public static Map<String, String> changes(Path folder, Map<String, String> expected) throws IOException {
        Map<String, String> changes = new TreeMap<>();
        Set<String> there = new TreeSet<>();
        for (Path file : files(folder, folder)) {
            String name = name(folder, file);
            there.add(name);
            if (!expected.containsKey(name)) {
                changes.put(name, "nothing");
            } else if (!sum(Files.readAllBytes(file)).equals(expected.get(name))) {
                changes.put(name, "other bytes");
            }
        }
        expected.keySet().stream()
                .filter(name -> !there.contains(name) && !name.equals(VERSION))
                .forEach(name -> changes.put(name, "a file"));
        return changes;
    }

    private static void sums(String where, byte[] content, Map<String, String> sums) throws IOException {
        for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
            Matcher parts = SUM_LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(where + " has a damaged line; expected a SHA-256, two spaces and a file's name");
            }
            sums.put(parts.group(2), parts.group(1));
        }
    }

    private static String sum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
