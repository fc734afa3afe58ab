package io.quietcore.runtime.noise;

import io.quietcore.runtime.machine.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The counters of one thread and one CPU, read again and again without allocating. Owned by one thread. */
final class Counters implements AutoCloseable {
    private static final byte[] SWITCHES = CounterFile.ascii("nonvoluntary_ctxt_switches:");
    private static final byte[] STATE = CounterFile.ascii("State:");
    private static final byte[] THROTTLED_US = CounterFile.ascii("throttled_usec ");
    private static final byte[] THROTTLED_NS = CounterFile.ascii("throttled_time ");
    private static final byte[] LOCAL_TIMER = CounterFile.ascii("LOC:");
    private static final byte[][] SOFTIRQS = {
        CounterFile.ascii("NET_TX:"), CounterFile.ascii("NET_RX:"), CounterFile.ascii("BLOCK:"),
        CounterFile.ascii("IRQ_POLL:"), CounterFile.ascii("TASKLET:"), CounterFile.ascii("HRTIMER:"),
        CounterFile.ascii("HI:")
    };

    /** The eighth number of a line of {@code /proc/stat} (proc(5)), from 0, less the CPU's name, which is a word. */
    private static final int STEAL = 7;

    private final int cpu;
    private final CounterFile schedstat;
    private final CounterFile status;
    private final CounterFile group;
    private final CounterFile stat;
    private final CounterFile interrupts;
    private final CounterFile softirqs;
    private final byte[] statLine;
    private final SmiCounter smi;

    Counters(long pid, long threadId, int cpu) {
        Path task = Path.of("/proc/" + pid + "/task/" + threadId);
        this.cpu = cpu;
        this.schedstat = new CounterFile(task.resolve("schedstat"), 256);
        this.status = new CounterFile(task.resolve("status"), 8_192);
        this.group = new CounterFile(groupFile(pid), 4_096);
        this.stat = new CounterFile(Path.of("/proc/stat"), 1 << 20);
        this.interrupts = new CounterFile(Path.of("/proc/interrupts"), 4 << 20);
        this.softirqs = new CounterFile(Path.of("/proc/softirqs"), 1 << 18);
        this.smi = SmiCounter.open(KernelText.LIVE, cpu);
        this.statLine = CounterFile.ascii("cpu" + cpu + " ");
    }

    /** {@code cpu.stat} of the process's control group, version 2 or 1. */
    private static Path groupFile(long pid) {
        for (String line : KernelText.LIVE
                .read("proc/" + pid + "/cgroup")
                .orElse("")
                .lines()
                .toList()) {
            String[] parts = line.split(":", 3);
            boolean second = parts.length == 3 && parts[1].isEmpty();
            boolean first = parts.length == 3 && (parts[1].equals("cpu") || parts[1].startsWith("cpu,"));
            Path file = Path.of(
                    (second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu") + (parts.length == 3 ? parts[2] : ""),
                    "cpu.stat");
            if ((first || second) && Files.isReadable(file)) {
                return file;
            }
        }
        return Path.of("/sys/fs/cgroup/cpu.stat");
    }

    /** One snapshot into a row of {@link Snapshot#FIELDS} numbers. */
    void read(long[] rows, int at) {
        rows[at] = System.nanoTime();
        schedstat.read();
        rows[at + 2] = schedstat.number(0, 0);
        rows[at + 3] = schedstat.number(0, 1);
        status.read();
        rows[at + 4] = value(status, SWITCHES);
        int state = status.after(STATE);
        byte letter = state < 0 || state + 1 >= status.size() ? 0 : status.at(state + 1);
        rows[at + 5] = letter == 'T' || letter == 't' ? 1 : 0;
        group.read();
        rows[at + 6] = 1_000 * value(group, THROTTLED_US) + value(group, THROTTLED_NS);
        stat.read();
        int line = stat.after(statLine);
        rows[at + 7] = line < 0 ? 0 : stat.number(line, STEAL);
        interrupts(rows, at);
        rows[at + 11] = cpu == SpikeWatch.NO_CPU ? 0 : softirqs();
        rows[at + 12] = smi.read();
        rows[at + 1] = System.nanoTime();
    }

    private long softirqs() {
        softirqs.read();
        long sum = 0;
        for (byte[] name : SOFTIRQS) {
            int position = softirqs.after(name);
            sum += position < 0 ? 0 : softirqs.number(position, cpu);
        }
        return sum;
    }

    private static long value(CounterFile file, byte[] name) {
        int position = file.after(name);
        return position < 0 ? 0 : file.number(position, 0);
    }

    /** Rows that begin with a number are devices; the column is the CPU's number where all CPUs are online. */
    private void interrupts(long[] rows, int at) {
        if (cpu == SpikeWatch.NO_CPU) {
            return;
        }
        interrupts.read();
        long devices = 0;
        long others = 0;
        for (int line = interrupts.nextLine(0); line < interrupts.size(); line = interrupts.nextLine(line)) {
            int name = line;
            while (name < interrupts.size() && interrupts.at(name) == ' ') {
                name++;
            }
            int colon = name;
            while (colon < interrupts.size() && interrupts.at(colon) != ':' && interrupts.at(colon) != '\n') {
                colon++;
            }
            if (colon < interrupts.size() && interrupts.at(colon) == ':') {
                long count = interrupts.number(colon + 1, cpu);
                if (interrupts.at(name) >= '0' && interrupts.at(name) <= '9') {
                    devices += count;
                } else {
                    others += count;
                }
            }
        }
        long timer = value(LOCAL_TIMER);
        rows[at + 8] = devices;
        rows[at + 9] = timer;
        rows[at + 10] = others - timer;
    }

    private long value(byte[] row) {
        int position = interrupts.after(row);
        return position < 0 ? 0 : interrupts.number(position, cpu);
    }

    /** Which sources can be read, in words. */
    String readable() {
        return (schedstat.readable() ? "schedstat, status" : "no schedstat")
                + (group.readable() ? ", cpu.stat" : ", no cpu.stat")
                + (interrupts.readable() ? ", interrupts" : ", no interrupts")
                + (softirqs.readable() ? ", softirqs" : ", no softirqs")
                + (smi.readable() ? ", SMI counter" : ", no SMI counter");
    }

    @Override
    public void close() throws IOException {
        schedstat.close();
        status.close();
        group.close();
        stat.close();
        interrupts.close();
        softirqs.close();
        smi.close();
    }
}
