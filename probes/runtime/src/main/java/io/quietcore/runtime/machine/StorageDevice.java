package io.quietcore.runtime.machine;

import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a file or a block device is on: the file system, the device and its queue, as evidence. */
public final class StorageDevice {
    private StorageDevice() {}

    /** What the kernel tells; a part that it does not tell says so. */
    public static Evidence of(KernelText kernel, Path path, boolean device) {
        try {
            long number = (Long) Files.getAttribute(path, device ? "unix:rdev" : "unix:dev");
            String on = device
                    ? "block device " + path
                    : Files.getFileStore(path).type() + " on "
                            + Files.getFileStore(path).name();
            return Evidence.seen(on + ", " + queue(kernel, major(number) + ":" + minor(number)));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Evidence.unavailable(path + ": " + e.getMessage());
        }
    }

    /** A partition has no queue of its own: its disk, the folder above it, does (Documentation/ABI/stable/sysfs-block). */
    static String queue(KernelText kernel, String number) {
        String own = "sys/dev/block/" + number + "/";
        List<String> said = new ArrayList<>(List.of("device " + number));
        Optional<String> scheduler = file(kernel, own, "queue/scheduler");
        said.add("scheduler " + scheduler.orElse("not told"));
        file(kernel, own, "queue/rotational").ifPresent(is -> said.add(is.equals("0") ? "does not rotate" : "rotates"));
        file(kernel, own, "queue/write_cache").ifPresent(cache -> said.add("write cache " + cache));
        file(kernel, own, "device/model").ifPresent(model -> said.add("model " + model));
        return String.join(", ", said);
    }

    private static Optional<String> file(KernelText kernel, String own, String name) {
        return kernel.read(own + name).or(() -> kernel.read(own + "../" + name)).map(String::strip);
    }

    /** As the kernel packs a dev_t for user space (include/linux/kdev_t.h, new_encode_dev; glibc's gnu_dev_major). */
    static long major(long number) {
        return ((number >>> 8) & 0xfff) | ((number >>> 32) & 0xfffff000L);
    }

    static long minor(long number) {
        return (number & 0xff) | ((number >>> 12) & 0xffffff00L);
    }
}
