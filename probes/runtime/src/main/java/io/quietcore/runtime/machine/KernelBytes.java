package io.quietcore.runtime.machine;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Files of procfs and sysfs, one after another in one buffer, and a place in it: for tables of many CPUs, which are read between
 * windows by a JVM that frees nothing. A NUL ends the text, as in C. Every method goes forward, and over each byte once. Owned by
 * one thread.
 */
final class KernelBytes {
    /** What a number that is none reads as. */
    static final long NONE = -1;

    /** A kernel's table of 4,096 CPUs and 300 interrupts has 13 MB. A longer file counts as unreadable. */
    static final int MOST = 32 << 20;

    private static final int FIRST = 1 << 16;
    private static final int MOST_DIGITS = 18;

    /** Names and descriptions come again with every reading, and are made once. */
    private static final int KNOWN = 1 << 12;

    private final @Nullable String[] known = new @Nullable String[KNOWN];
    private byte[] bytes = new byte[FIRST];
    private int size;
    private int at;

    /** Reads a file, and goes to its beginning; false, and no text, where it cannot be read or holds nothing. */
    boolean read(Path file) {
        size = 0;
        at = 0;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            int got = in.read(bytes, 0, bytes.length);
            while (got > 0) {
                size += got;
                if (size == bytes.length) {
                    if (size >= MOST) {
                        size = 0;
                        return false;
                    }
                    bytes = Arrays.copyOf(bytes, 2 * size);
                }
                got = in.read(bytes, size, bytes.length - size);
            }
        } catch (IOException e) {
            size = 0;
        }
        for (int i = 0; i < size; i++) {
            if (bytes[i] == 0) {
                size = i;
            }
        }
        return size > 0;
    }

    boolean ended() {
        return at >= size;
    }

    /** Whether nothing but blanks is left of the line; goes over these. */
    boolean lineEnded() {
        while (at < size && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at >= size || bytes[at] == '\n';
    }

    /** Goes to the beginning of the next line. */
    void nextLine() {
        while (at < size && bytes[at] != '\n') {
            at++;
        }
        at++;
    }

    /** Goes over a word, and the blanks before it, where it stands here. */
    boolean take(byte[] word) {
        lineEnded();
        if (at + word.length > size || !Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
            return false;
        }
        at += word.length;
        return true;
    }

    /** Goes over the next word, up to a blank or the line's end: what it is. */
    String word() {
        lineEnded();
        int from = at;
        while (at < size && bytes[at] > ' ') {
            at++;
        }
        return text(from);
    }

    /** Goes over the rest of the line: what it is, without the blanks before it. */
    String rest() {
        lineEnded();
        int from = at;
        while (at < size && bytes[at] != '\n') {
            at++;
        }
        return text(from);
    }

    private String text(int from) {
        int hash = 0;
        for (int i = from; i < at; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & KNOWN - 1;
        String text = known[slot];
        if (text == null || !isSame(text, from)) {
            text = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
            known[slot] = text;
        }
        return text;
    }

    private boolean isSame(String text, int from) {
        if (text.length() != at - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != (char) (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Goes over a number; where the next word is none it stays before that, and says {@link #NONE}. */
    long number() {
        lineEnded();
        int from = at;
        long value = 0;
        while (at < size && bytes[at] >= '0' && bytes[at] <= '9' && at - from < MOST_DIGITS) {
            value = 10 * value + bytes[at] - '0';
            at++;
        }
        if (at == from || (at < size && bytes[at] > ' ')) {
            at = from;
            return NONE;
        }
        return value;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
