package io.quietcore.results.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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

    /** What a controller keeps for itself, or leaves half written. */
    private static final Pattern LEFT_OUT = Pattern.compile("\\.writing-.*|.*\\.lock|\\.lock|BUNDLE\\..*");

    private EvidenceBundle() {}

    /**
     * Packs a folder.
     *
     * @param named the folder
     * @param version of this program
     * @return how many files
     */
    public static int pack(Path named, String version, Path bundle) throws IOException, InterruptedException {
        // The folder itself may be a link, such as one to the latest campaign; nothing in it may.
        Path folder = named.toRealPath();
        List<Path> files = files(folder, bundle);
        if (files.isEmpty()) {
            throw new IOException(folder + " holds nothing to pack; expected the folder of a campaign or of runs");
        }
        Tarball.write(bundle, written -> {
            StringBuilder sums = new StringBuilder();
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
        return files.size();
    }

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
     * Unpacks a bundle into an empty folder, every file checked against its sum.
     *
     * @return what is wrong with it, in words; empty where it is whole
     * @throws IOException where it is no tarball that may be unpacked
     */
    public static List<String> unpack(Path bundle, Path into) throws IOException, InterruptedException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        Tarball.read(bundle, EXPECTED, (where, name, content) -> {
            if (name.equals(SUMS)) {
                sums(where, content, expected);
                return;
            }
            if (found.put(name, sum(content)) != null) {
                throw new IOException(where + " is there twice; expected each file once");
            }
            Path file = into.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, content);
        });
        if (expected.isEmpty()) {
            throw new IOException(bundle + " has no " + SUMS + "; expected " + EXPECTED);
        }
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
