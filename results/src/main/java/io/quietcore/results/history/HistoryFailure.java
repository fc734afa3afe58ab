package io.quietcore.results.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Something that the history's file refused, told in one line: which file, what was found, and what to do. */
public final class HistoryFailure extends IOException {
    private static final long serialVersionUID = 1L;

    // Primary result codes of SQLite, https://www.sqlite.org/rescode.html; the driver's error codes hold them.
    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;
    private static final int PRIMARY_CODE = 0xff;

    private HistoryFailure(String message, Throwable cause) {
        super(message, cause);
    }

    HistoryFailure(Path file, String message) {
        super("history " + file + ": " + message);
    }

    static HistoryFailure of(Path file, SQLException cause) {
        return new HistoryFailure("history " + file + ": " + reason(cause), cause);
    }

    private static String reason(SQLException cause) {
        return switch (cause.getErrorCode() & PRIMARY_CODE) {
            case BUSY, LOCKED -> "another process is writing to it; try again";
            case PERM, READONLY -> "it or its folder is read-only; name another one with --history FILE";
            case FULL -> "no space left on the device; the file is as it was, free some and try again";
            case IOERR -> "the disk refused (" + firstLine(cause) + "); the run folders are what counts";
            case CANTOPEN -> "it cannot be opened; expected a file in a folder that you may write to";
            case CORRUPT ->
                "the database is damaged; remove it, and fill a new one with" + " 'quietcore history --rebuild DIR'";
            case NOTADB ->
                "it is no database; expected one that 'quietcore history' wrote: name another file with"
                        + " --history FILE";
            default -> nativeLibrary(cause) ? noLibrary() : firstLine(cause);
        };
    }

    /** The driver unpacks SQLite into the folder for temporary files, which may be mounted without exec or read-only. */
    private static boolean nativeLibrary(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at.getClass().getSimpleName().contains("NativeLibrary") || at instanceof UnsatisfiedLinkError) {
                return true;
            }
        }
        return false;
    }

    static HistoryFailure noLibrary(Path file, LinkageError cause) {
        return new HistoryFailure("history " + file + ": " + noLibrary(), cause);
    }

    private static String noLibrary() {
        return "SQLite's library cannot be loaded from "
                + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"))
                + "; expected a folder that may be written to and executed from: name one with"
                + " JAVA_TOOL_OPTIONS=-Dorg.sqlite.tmpdir=DIR";
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown reason");
    }
}
