package io.quietcore.results.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds a campaign's folder for one controller. The kernel lets go of the lock when its process ends, however it ends
 * (fcntl(2)); the file stays, since deleting it would let two controllers lock two files of one name.
 */
public final class CampaignLock implements AutoCloseable {
    static final String FILE = ".lock";

    private final FileChannel channel;

    /** Another controller is at work. */
    public static final class HeldException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String pid;

        HeldException(Path campaignFolder, String pid) {
            super("another quietcore" + (pid.isEmpty() ? "" : " (process " + pid + ")") + " is at work in "
                    + campaignFolder + "; wait until it ends, or choose another folder");
            this.pid = pid;
        }

        /** Its process, where it can be seen from here. */
        public Optional<ProcessHandle> holder() {
            return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
        }
    }

    private CampaignLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws HeldException when another controller has it, with its process id where it left one
     * @throws IOException when the folder cannot be written
     */
    public static CampaignLock acquire(Path campaignFolder) throws IOException {
        Path file = campaignFolder.resolve(FILE);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
        try {
            if (tryLock(channel) == null) {
                throw new HeldException(campaignFolder, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return new CampaignLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // This process has it, through another channel.
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer digits = ByteBuffer.allocate(20);
        channel.read(digits, 0);
        String pid = new String(digits.array(), 0, digits.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("[0-9]{1,10}") ? pid : "";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
