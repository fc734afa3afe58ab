package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Printable;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of sysfs and procfs below a root, read with bounds: a captured tree is input like any other. What is not what a
 * kernel writes counts as not there, and {@link #oddities} tells of it. Of one thread.
 */
final class KernelFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 200_000;

    /** Two paths, each with four characters for a byte, and options of a page. */
    private static final int MAX_LINE_CHARS = 64 << 10;

    private static final int MAX_LINES = 1_000_000;
    private static final int MASK_WORD_BITS = 32;
    private static final int MAX_MASK_WORDS = (CpuSet.MAX_CPU + 1) / MASK_WORD_BITS;
    private static final int QUOTED_CHARS = 60;

    private final Path root;

    /** Every CPU names its siblings and those that share its caches: each text is read once. */
    private final Map<String, Optional<CpuSet>> lists = new HashMap<>();

    /** By file name: the first that is odd, in words. */
    private final Map<String, String> odd = new TreeMap<>();

    private final Map<String, Integer> oddFiles = new HashMap<>();

    /**
     * Files below a root.
     *
     * @param root the folder that holds {@code sys} and {@code proc}
     */
    KernelFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** What was not as a kernel writes it: the first of each file name, and how many more there were. */
    List<String> oddities() {
        List<String> told = new ArrayList<>();
        odd.forEach((name, first) -> {
            int more = oddFiles.getOrDefault(name, 1) - 1;
            told.add(first + (more > 0 ? "; so have " + more + " more files of that name" : ""));
        });
        return told;
    }

    /**
     * A file's text up to the first NUL, which kernel 3.10 writes where a list is empty, without blanks at its ends; empty
     * where there is no such file.
     */
    Optional<String> text(String file) {
        Optional<Path> path = path(file);
        if (path.isEmpty() || !Files.isRegularFile(path.get())) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path.get())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return odd(file, " is longer than " + MAX_BYTES + " bytes; expected a kernel's file");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            int nul = text.indexOf('\0');
            return Optional.of((nul < 0 ? text : text.substring(0, nul)).strip());
        } catch (IOException e) {
            return odd(file, " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Hands on the lines of a file that may be long: a mount table has a line for each of up to 100,000 mounts (fs.mount-max in
     * proc(5)).
     *
     * @return how many there were; 0 where there is no such file
     */
    int lines(String file, Consumer<String> taker) {
        Optional<Path> path = path(file);
        if (path.isEmpty() || !Files.isRegularFile(path.get())) {
            return 0;
        }
        int count = 0;
        try (TextLines lines = new TextLines(Files.newInputStream(path.get()), MAX_LINE_CHARS)) {
            for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
                if (++count > MAX_LINES) {
                    odd(file, " has more than " + MAX_LINES + " lines; expected a kernel's file");
                    return count;
                }
                taker.accept(line);
            }
        } catch (IOException e) {
            odd(file, " cannot be read: " + e.getMessage());
        }
        return count;
    }

    /** A whole number that is not negative. */
    Optional<Integer> number(String file) {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return text.get().matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(text.get()))
                : odd(file, found(text.get(), "a number"));
    }

    /** A list such as {@code 0-3,8}. */
    Optional<CpuSet> list(String file) {
        Optional<String> text = text(file);
        return text.isEmpty() ? Optional.empty() : cpus(file, text.get(), CpuSet::parse, "a CPU list such as 0-3,8");
    }

    /** A list, or the mask that older kernels have instead: {@code 00000000,0000ffff}, highest word first. */
    Optional<CpuSet> listOrMask(String listFile, String maskFile) {
        Optional<CpuSet> list = list(listFile);
        if (list.isPresent()) {
            return list;
        }
        Optional<String> mask = text(maskFile);
        return mask.isEmpty()
                ? Optional.empty()
                : cpus(maskFile, mask.get(), KernelFiles::mask, "a CPU mask such as 00000000,0000ffff");
    }

    /** Of text that stands in a file, by what reads it. */
    Optional<CpuSet> cpus(String file, String text, Function<String, CpuSet> reader, String expected) {
        Optional<CpuSet> known = lists.computeIfAbsent(expected + '\n' + text, none -> {
            try {
                return Optional.of(reader.apply(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
        return known.isPresent() ? known : odd(file, found(text, expected));
    }

    private static CpuSet mask(String mask) {
        String[] words = mask.split(",", -1);
        if (words.length > MAX_MASK_WORDS) {
            throw new IllegalArgumentException(words.length + " words");
        }
        List<Integer> cpus = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            String word = words[words.length - 1 - i];
            if (!word.matches("[0-9a-fA-F]{1,8}")) {
                throw new IllegalArgumentException(word);
            }
            long value = Long.parseLong(word, 16);
            for (int bit = 0; bit < MASK_WORD_BITS; bit++) {
                if ((value >>> bit & 1) != 0) {
                    cpus.add(MASK_WORD_BITS * i + bit);
                }
            }
        }
        return CpuSet.of(cpus);
    }

    /** The numbers N of entries {@code <prefix>N} in a folder, ascending; none where there is no such folder. */
    List<Integer> numbered(String folder, String prefix) {
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
    List<String> entries(String folder) {
        if (!isFolder(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root.resolve(folder))) {
            return entries.limit(MAX_ENTRIES)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            odd(folder, " cannot be listed: " + e.getMessage());
            return List.of();
        }
    }

    boolean isFolder(String folder) {
        return path(folder).filter(Files::isDirectory).isPresent();
    }

    /** Names out of a mount table need not be names for this machine. */
    private Optional<Path> path(String file) {
        try {
            return Optional.of(root.resolve(file));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Notes it, and counts as nothing. */
    private <T> Optional<T> odd(String file, String what) {
        String name = file.substring(file.lastIndexOf('/', file.length() - 2) + 1);
        odd.putIfAbsent(name, root.resolve(file) + what);
        oddFiles.merge(name, 1, Integer::sum);
        return Optional.empty();
    }

    /** What was found in place of what was expected, in one line. */
    static String found(String text, String expected) {
        String line = text.lines().findFirst().orElse("");
        String begin = Printable.line(line.substring(0, Math.min(QUOTED_CHARS, line.length())));
        return ": found '" + begin + "', expected " + expected;
    }
}
