package io.quietcore.results.store;

import java.nio.file.Path;

/**
 * A repetition that has the name of a good one and is none. It counts as missing.
 *
 * @param folder where it lies
 * @param file what is wrong: the folder itself or a file in it
 * @param found in words
 * @param expected in words
 */
public record DamagedRepetition(Path folder, Path file, String found, String expected) {
    /** All of it in one line. */
    public String message() {
        return file + ": found " + found + ", expected " + expected + "; the repetition " + folder.getFileName()
                + " counts as missing";
    }
}
