package io.quietcore.harness.backend;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lock for each CPU of this machine, so that two measurements do not measure each other: flock(2) on the file {@code
 * quietcore-cpu-N.lock}. Who measures on a CPU has it alone; who only keeps it busy, with housekeeping or a load, shares it.
 * The kernel lets go when the process ends, however it ends. Other programs can take part with flock(1).
 *
 * <p>The files lie in the first of {@code /dev/shm}, {@code /run/lock} and {@code /tmp} in which every user may make files and
 * remove only its own, or in the folder that {@code QUIETCORE_LOCK_DIR} names; containers meet where they share it. They stay,
 * are empty and are never written: who planted a link there gains nothing. Reading them is enough for a lock, so that users
 * meet who cannot write each other's files. One process holds them; from one thread.
 */
public final class CpuLocks implements AutoCloseable {
    /** Names another folder. */
    public static final String FOLDER_VARIABLE = "QUIETCORE_LOCK_DIR";

    private static final List<String> FOLDERS = List.of("/dev/shm", "/run/lock", "/tmp");

    /** {@code <asm-generic/fcntl.h>}, as on x86-64; arm64 has another O_NOFOLLOW. */
    private static final int O_CREAT_EXCL = 0100 | 0200;

    private static final int O_NONBLOCK_CLOEXEC = 04000 | 02000000;
    private static final int O_NOFOLLOW = System.getProperty("os.arch", "").equals("aarch64") ? 0100000 : 0400000;

    /** {@code <sys/file.h>}. */
    private static final int LOCK_SH = 1;

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    /** {@code <errno.h>}. */
    private static final int ENOENT = 2;

    private static final int EEXIST = 17;
    private static final int EWOULDBLOCK = 11;

    private static final int READABLE_BY_ALL = 0644;
    private static final int SHOWN_CHARS = 120;

    private final List<Integer> files = new ArrayList<>();

    /** Another measurement has a CPU; the message names it. */
    public static final class HeldException extends IOException {
        private static final long serialVersionUID = 1L;

        HeldException(String message) {
            super(message);
        }
    }

    @SuppressWarnings("unused") // Bound by name.
    private static final class LibC {
        static {
            Native.register("c");
        }

        static native int open(String path, int flags, int mode) throws LastErrorException;

        static native int fchmod(int file, int mode) throws LastErrorException;

        static native int flock(int file, int operation) throws LastErrorException;

        static native int close(int file) throws LastErrorException;
    }

    private CpuLocks() {}

    /** The folder in which this machine's users meet. */
    public static Path folder(Map<String, String> environment) {
        @Nullable String named = environment.get(FOLDER_VARIABLE);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        return FOLDERS.stream()
                .map(Path::of)
                .filter(CpuLocks::isForAll)
                .findFirst()
                .orElse(Path.of("/tmp"));
    }

    private static boolean isForAll(Path folder) {
        try {
            // Only the mode says the sticky bit; it is the same for every user, and what one may write is not.
            return ((int) Files.getAttribute(folder, "unix:mode") & 01777) == 01777;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Takes all of them or none, without waiting.
     *
     * @param alone CPUs that measure
     * @param shared CPUs that are only kept busy
     * @throws HeldException naming the CPU and who has it
     * @throws IOException when there can be no locks here
     */
    public static CpuLocks take(Path folder, CpuSet alone, CpuSet shared) throws IOException {
        CpuLocks locks = new CpuLocks();
        try {
            Files.createDirectories(folder);
            // In one order for everybody, so that of two that begin together one gets all.
            for (int cpu : alone.union(shared).cpus()) {
                locks.take(folder, cpu, alone.contains(cpu));
            }
            return locks;
        } catch (LastErrorException e) {
            locks.close();
            throw new IOException("the CPU locks in " + folder + ": " + e.getMessage(), e);
        } catch (IOException | UnsatisfiedLinkError e) {
            locks.close();
            throw e instanceof IOException io ? io : new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private void take(Path folder, int cpu, boolean alone) throws IOException {
        Path path = folder.resolve("quietcore-cpu-" + cpu + ".lock");
        int file;
        try {
            file = open(path.toString());
        } catch (LastErrorException e) {
            throw new IOException(
                    path + " cannot be opened: " + e.getMessage()
                            + "; expected a file that everybody may read: have whoever"
                            + " it belongs to remove it, or name another folder in " + FOLDER_VARIABLE,
                    e);
        }
        files.add(file);
        try {
            LibC.flock(file, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EWOULDBLOCK) {
                throw e;
            }
            throw new HeldException("CPU " + cpu + " is taken by " + holder(path)
                    + ": two measurements on one CPU measure each other; wait until it ends, or measure on other CPUs"
                    + " with --cpu");
        }
    }

    /** Opened before it is made: fs.protected_regular refuses O_CREAT on other users' files (proc_sys_fs(5)). */
    private static int open(String path) {
        while (true) {
            try {
                return LibC.open(path, O_NONBLOCK_CLOEXEC | O_NOFOLLOW, 0);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != ENOENT) {
                    throw e;
                }
            }
            try {
                int file = LibC.open(path, O_NONBLOCK_CLOEXEC | O_NOFOLLOW | O_CREAT_EXCL, READABLE_BY_ALL);
                // Whatever the umask is.
                LibC.fchmod(file, READABLE_BY_ALL);
                return file;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EEXIST) {
                    throw e;
                }
            }
        }
    }

    private static String holder(Path path) {
        try {
            long device = ((Number) Files.getAttribute(path, "unix:dev")).longValue();
            long inode = ((Number) Files.getAttribute(path, "unix:ino")).longValue();
            return holder(Files.readAllLines(Path.of("/proc/locks")), device, inode)
                    .map(CpuLocks::process)
                    .orElse("a process that cannot be seen from here; another container's, perhaps");
        } catch (IOException | UnsupportedOperationException e) {
            return "a process that cannot be told (" + e.getMessage() + ")";
        }
    }

    /**
     * By the kernel's own list of locks (proc_locks(5)), so that the name is never an old one. Inodes have the same numbers on
     * every file system: only with its device does one say which file.
     *
     * @param device as stat(2) gives it
     * @return a process' id; empty where none of this pid namespace has it, whose id the list gives as 0
     */
    static Optional<String> holder(List<String> locks, long device, long inode) {
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L);
        long minor = (device & 0xff) | ((device >>> 12) & 0xffffff00L);
        String file = String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, inode);
        return locks.stream()
                .map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields.length >= 6 && fields[1].equals("FLOCK") && fields[5].equals(file))
                .map(fields -> fields[4])
                .filter(pid -> !pid.equals("0"))
                .findFirst();
    }

    private static String process(String pid) {
        Path folder = Path.of("/proc", pid);
        try {
            String user = Files.getOwner(folder).getName();
            String command = Printable.line(
                            new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8)
                                    .replace('\0', ' '))
                    // What a command line holds of secrets is nobody else's.
                    .replaceAll("://[^/@ ]*@", "://***@")
                    .strip();
            return "process " + pid + " of user " + user + " ("
                    + (command.length() > SHOWN_CHARS ? command.substring(0, SHOWN_CHARS) + "…" : command) + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }

    /** Lets go of all. */
    @Override
    public void close() {
        files.forEach(LibC::close);
        files.clear();
    }
}
