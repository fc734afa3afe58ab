package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of sysfs and procfs below a root, read with bounds: a captured tree is input like any other.
 *
 * @param root the folder that holds {@code sys} and {@code proc}
 */
record KernelFiles(Path root) {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 200_000;

    /** A file's text without blanks at its ends; empty where there is no such file. */
    Optional<String> text(String file) throws TopologyException {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TopologyException(path + " is longer than " + MAX_BYTES + " bytes; expected a kernel's file");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
        } catch (TopologyException e) {
            throw e;
        } catch (IOException e) {
            throw new TopologyException(path + " cannot be read: " + e.getMessage());
        }
    }

    /** A whole number. */
    Optional<Long> number(String file) throws TopologyException {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.get().matches("-?[0-9]{1,18}")) {
            throw wrong(file, text.get(), "a number");
        }
        return Optional.of(Long.parseLong(text.get()));
    }

    /** A list such as {@code 0-3,8}. */
    Optional<CpuSet> list(String file) throws TopologyException {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CpuSet.parse(text.get()));
        } catch (IllegalArgumentException e) {
            throw wrong(file, text.get(), "a CPU list such as 0-3,8");
        }
    }

    /** A list, or the mask that older kernels have instead: {@code 00000000,0000ffff}, highest word first. */
    Optional<CpuSet> listOrMask(String listFile, String maskFile) throws TopologyException {
        Optional<CpuSet> list = list(listFile);
        if (list.isPresent()) {
            return list;
        }
        Optional<String> mask = text(maskFile);
        if (mask.isEmpty()) {
            return Optional.empty();
        }
        String[] words = mask.get().split(",", -1);
        BitSet bits = new BitSet();
        for (int i = 0; i < words.length; i++) {
            String word = words[words.length - 1 - i];
            if (!word.matches("[0-9a-fA-F]{1,8}") || words.length > CpuSet.MAX_CPU / 32) {
                throw wrong(maskFile, mask.get(), "a CPU mask such as 00000000,0000ffff");
            }
            long value = Long.parseLong(word, 16);
            for (int bit = 0; bit < 32; bit++) {
                if ((value >>> bit & 1) != 0) {
                    bits.set(32 * i + bit);
                }
            }
        }
        return Optional.of(CpuSet.of(bits));
    }

    /** The numbers N of entries {@code <prefix>N} in a folder, ascending; none where there is no such folder. */
    List<Integer> numbered(String folder, String prefix) throws TopologyException {
        Pattern name = Pattern.compile(Pattern.quote(prefix) + "([0-9]{1,5})");
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String entry : entries(folder)) {
            Matcher matcher = name.matcher(entry);
            if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= CpuSet.MAX_CPU) {
                numbers.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return List.copyOf(numbers);
    }

    /** The names in a folder, sorted; none where there is no such folder. */
    List<String> entries(String folder) throws TopologyException {
        Path path = root.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.limit(MAX_ENTRIES)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TopologyException(path + " cannot be listed: " + e.getMessage());
        }
    }

    boolean isFolder(String folder) {
        return Files.isDirectory(root.resolve(folder));
    }

    private TopologyException wrong(String file, String found, String expected) {
        String begin = found.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return new TopologyException(root.resolve(file) + ": found '" + begin.substring(0, Math.min(60, begin.length()))
                + "', expected " + expected);
    }
}
