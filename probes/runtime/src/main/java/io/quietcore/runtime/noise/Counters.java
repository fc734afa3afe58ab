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
    private static final byte[] TLB_SHOOTDOWNS = CounterFile.ascii("TLB:");
    private static final byte[] RCU = CounterFile.ascii("RCU:");

    /** Of x86: rescheduling, function calls, interrupt work; of arm64 and RISC-V: {@code IPI0:} and so on. */
    private static final byte[][] INTERPROCESSOR = {
        CounterFile.ascii("RES:"), CounterFile.ascii("CAL:"), CounterFile.ascii("IWI:"), CounterFile.ascii("IPI")
    };

    private static final byte[][] SOFTIRQS = {
        CounterFile.ascii("NET_TX:"), CounterFile.ascii("NET_RX:"), CounterFile.ascii("BLOCK:"),
        CounterFile.ascii("IRQ_POLL:"), CounterFile.ascii("TASKLET:"), CounterFile.ascii("HRTIMER:"),
        CounterFile.ascii("HI:")
    };

    /** The eighth number of a line of {@code /proc/stat} (proc(5)), from 0, less the CPU's name, which is a word. */
    private static final int STEAL = 7;

    /** Numbers of {@code /proc/<pid>/task/<tid>/stat} behind the name and the state (proc(5), fields 10 and 12). */
    private static final int MINOR_FAULTS = 6;

    private static final int MAJOR_FAULTS = 8;

    private final int cpu;
    private final CounterFile schedstat;
    private final CounterFile status;
    private final CounterFile thread;
    private final CounterFile group;
    private final CounterFile stat;
    private final CounterFile interrupts;
    private final CounterFile softirqs;
    private final byte[] statLine;
    private final SmiCounter smi;
    private final int interruptsColumn;
    private final int softirqsColumn;

    Counters(long pid, long threadId, int cpu) {
        Path task = Path.of("/proc/" + pid + "/task/" + threadId);
        this.cpu = cpu;
        this.schedstat = new CounterFile(task.resolve("schedstat"), 256);
        this.status = new CounterFile(task.resolve("status"), 8_192);
        this.thread = new CounterFile(task.resolve("stat"), 4_096);
        this.group = new CounterFile(groupFile(pid), 4_096);
        this.stat = new CounterFile(Path.of("/proc/stat"), 1 << 20);
        this.interrupts = new CounterFile(Path.of("/proc/interrupts"), 4 << 20);
        this.softirqs = new CounterFile(Path.of("/proc/softirqs"), 1 << 18);
        this.smi = SmiCounter.open(KernelText.LIVE, cpu);
        this.statLine = CounterFile.ascii("cpu" + cpu + " ");
        this.interruptsColumn = column(interrupts);
        this.softirqsColumn = column(softirqs);
    }

    /** Which number of a row is the CPU's: the first line names the CPUs that are online, and none that is not. */
    private int column(CounterFile file) {
        file.read();
        int end = file.nextLine(0);
        byte[] name = CounterFile.ascii("CPU" + cpu);
        int column = 0;
        for (int at = 0; at < Math.min(end, file.size()); at++) {
            if (file.at(at) == 'C') {
                if (file.matches(at, name) && (at + name.length >= file.size() || file.at(at + name.length) <= ' ')) {
                    return column;
                }
                column++;
            }
        }
        return Math.max(0, cpu);
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
        softirqs(rows, at);
        rows[at + 12] = smi.read();
        rows[at + 16] = pageFaults();
        rows[at + 1] = System.nanoTime();
    }

    private void softirqs(long[] rows, int at) {
        if (cpu == SpikeWatch.NO_CPU) {
            return;
        }
        softirqs.read();
        long sum = 0;
        for (byte[] name : SOFTIRQS) {
            sum += value(softirqs, name, softirqsColumn);
        }
        rows[at + 11] = sum;
        rows[at + 15] = value(softirqs, RCU, softirqsColumn);
    }

    /** The name in the line may hold anything: it ends at the last bracket. */
    private long pageFaults() {
        thread.read();
        int name = thread.size() - 1;
        while (name >= 0 && thread.at(name) != ')') {
            name--;
        }
        return name < 0 ? 0 : thread.number(name, MINOR_FAULTS) + thread.number(name, MAJOR_FAULTS);
    }

    private static long value(CounterFile file, byte[] name) {
        return value(file, name, 0);
    }

    private static long value(CounterFile file, byte[] name, int column) {
        int position = file.after(name);
        return position < 0 ? 0 : file.number(position, column);
    }

    /** Rows that begin with a number are devices. */
    private void interrupts(long[] rows, int at) {
        if (cpu == SpikeWatch.NO_CPU) {
            return;
        }
        interrupts.read();
        long devices = 0;
        long interprocessor = 0;
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
                long count = interrupts.number(colon + 1, interruptsColumn);
                if (interrupts.at(name) >= '0' && interrupts.at(name) <= '9') {
                    devices += count;
                } else if (isInterprocessor(name)) {
                    interprocessor += count;
                } else {
                    others += count;
                }
            }
        }
        long timer = value(interrupts, LOCAL_TIMER, interruptsColumn);
        long shootdowns = value(interrupts, TLB_SHOOTDOWNS, interruptsColumn);
        rows[at + 8] = devices;
        rows[at + 9] = timer;
        rows[at + 10] = others - timer - shootdowns;
        rows[at + 13] = interprocessor;
        rows[at + 14] = shootdowns;
    }

    private boolean isInterprocessor(int name) {
        for (byte[] each : INTERPROCESSOR) {
            if (interrupts.matches(name, each)) {
                return true;
            }
        }
        return false;
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
        thread.close();
        group.close();
        stat.close();
        interrupts.close();
        softirqs.close();
        smi.close();
    }
}
