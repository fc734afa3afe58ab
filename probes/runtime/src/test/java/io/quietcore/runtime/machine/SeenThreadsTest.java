package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of procfs as kernels write them: a machine of four CPUs on whose CPU 3 a launcher, process 500, measures. */
class SeenThreadsTest {
    private static final CpuSet MEASURING = CpuSet.of(3);
    private static final long LAUNCHER = 500;
    private static final long ORDINARY = 4_194_560;
    private static final long PF_KTHREAD = 0x0020_8040;

    @TempDir
    private Path before;

    @TempDir
    private Path after;

    private static void put(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A thread of a process, and where it is and what it ran. */
    private record Recorded(long pid, long id, String name, long parent, long flags) {
        /** As recorded, with the numbers that matter put in. */
        void in(Path root, long ticks, int cpu, String allowed) throws IOException {
            String folder = "proc/" + pid + "/task/" + id;
            put(
                    root,
                    folder + "/stat",
                    id + " (" + name + ") S " + parent + " 0 0 0 -1 " + flags + " 43709 34948039 0 2487 "
                            + (ticks - ticks / 3) + " " + ticks / 3 + " 49464 11619 20 0 1 0 " + (1_000 + id)
                            + " 52203520 4752 18446744073709551615 1 1 0 0 0 0 0 4096 1256 0 0 0 17 " + cpu
                            + " 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
            put(
                    root,
                    folder + "/status",
                    "Name:\t" + name + "\nCpus_allowed:\tf\nCpus_allowed_list:\t" + allowed + "\n");
        }
    }

    private static void process(Path root, long pid, String name, long parent, long ticks, int cpu, String allowed)
            throws IOException {
        new Recorded(pid, pid, name, parent, ORDINARY).in(root, ticks, cpu, allowed);
    }

    private static void kernelThread(Path root, long pid, String name, long ticks, int cpu) throws IOException {
        new Recorded(pid, pid, name, pid == 2 ? 0 : 2, PF_KTHREAD).in(root, ticks, cpu, Integer.toString(cpu));
    }

    @BeforeEach
    void aQuietMachine() throws IOException {
        for (Path root : List.of(before, after)) {
            put(root, "sys/devices/system/cpu/online", "0-3\n");
            put(root, "proc/self/mounts", "proc /proc proc rw,nosuid,relatime 0 0\n");
            put(root, "proc/stat", "cpu3 1 2 3 4\n");
            kernelThread(root, 2, "kthreadd", 5, 0);
            kernelThread(root, 30, "migration/3", 7, 3);
            process(root, 1, "systemd", 0, 100, 0, "0-3");
            process(root, LAUNCHER, "java", 1, 50, 0, "0");
        }
    }

    private List<Neighbour> neighbours() {
        return SeenThreads.look(new KernelText(after))
                .since(SeenThreads.look(new KernelText(before)), MEASURING, LAUNCHER);
    }

    @Test
    void aQuietMachineHasNoNeighbours() {
        assertThat(neighbours()).isEmpty();
        assertThat(SeenThreads.look(new KernelText(after)).words())
                .isEqualTo("all processes of this machine were seen");
    }

    @Test
    void aProcessThatIsPinnedThereIsNamedIdleOrBusy() throws IOException {
        process(before, 700, "feed handler", 1, 10, 3, "3");
        process(after, 700, "feed handler", 1, 205, 3, "3");
        process(before, 701, "idler", 1, 4, 0, "3");
        process(after, 701, "idler", 1, 4, 0, "3");

        assertThat(neighbours())
                .containsExactly(
                        new Neighbour(false, 700, "feed handler", true, MEASURING, 1_950L),
                        new Neighbour(false, 701, "idler", true, MEASURING, 0L));
    }

    @Test
    void aProcessThatMayGoElsewhereIsNamedWhereItIsFoundThereAndRan() throws IOException {
        process(before, 800, "cron", 1, 10, 0, "0-3");
        process(after, 800, "cron", 1, 12, 3, "0-3");
        process(before, 801, "sleeper", 1, 10, 3, "0-3");
        process(after, 801, "sleeper", 1, 10, 3, "0-3");
        process(before, 802, "elsewhere", 1, 10, 0, "0-3");
        process(after, 802, "elsewhere", 1, 99, 2, "0-3");
        process(after, 803, "new", 1, 3, 3, "0-3");

        assertThat(neighbours())
                .containsExactly(
                        new Neighbour(false, 803, "new", false, MEASURING, 30L),
                        new Neighbour(false, 800, "cron", false, MEASURING, 20L));
    }

    /** The same number after a start of the count: what it ran is its own. */
    @Test
    void anIdThatWasGivenAgainIsAnotherThread() throws IOException {
        process(before, 900, "old", 1, 500, 3, "0-3");
        process(after, 900, "new", 1, 4, 3, "0-3");
        Path stat = after.resolve("proc/900/task/900/stat");
        Files.writeString(stat, Files.readString(stat).replace(" 1900 ", " 999999 "));

        assertThat(neighbours()).containsExactly(new Neighbour(false, 900, "new", false, MEASURING, 40L));
    }

    @Test
    void whatEndedMeanwhileIsNamedWhereItWasPinned() throws IOException {
        process(before, 900, "pinned", 1, 500, 3, "3");
        process(before, 901, "free", 1, 500, 3, "0-3");

        assertThat(neighbours()).containsExactly(new Neighbour(false, 900, "pinned", true, MEASURING, null));
    }

    @Test
    void theKernelsOwnThreadsAreNamedOnlyWhereTheyRan() throws IOException {
        kernelThread(before, 31, "ksoftirqd/3", 7, 3);
        kernelThread(after, 31, "ksoftirqd/3", 9, 3);

        assertThat(neighbours()).containsExactly(new Neighbour(true, 31, "ksoftirqd/3", false, MEASURING, 20L));
    }

    @Test
    void theLauncherAndWhatItStartedAreNoNeighbours() throws IOException {
        process(after, 510, "java", LAUNCHER, 900, 3, "3");
        new Recorded(510, 511, "measuring", LAUNCHER, ORDINARY).in(after, 900, 3, "3");
        process(after, 520, "control", 510, 90, 3, "0-3");

        assertThat(neighbours()).isEmpty();
    }

    @Test
    void threadsOfOneProcessAreToldTogetherUnderItsName() throws IOException {
        for (Path root : List.of(before, after)) {
            process(root, 700, "trader", 1, 10, 0, "0-3");
            new Recorded(700, 701, "worker", 1, ORDINARY).in(root, root == before ? 0 : 10, 3, "3");
            new Recorded(700, 702, "worker", 1, ORDINARY).in(root, root == before ? 0 : 5, 3, "3");
        }

        assertThat(neighbours()).containsExactly(new Neighbour(false, 700, "trader", true, MEASURING, 150L));
    }

    /** Where there is but one CPU nobody chose it. */
    @Test
    void aMaskOfAllCpusIsNoPin() throws IOException {
        for (Path root : List.of(before, after)) {
            put(root, "sys/devices/system/cpu/online", "3\n");
            process(root, 700, "anybody", 1, 10, 3, "0-7");
        }

        assertThat(neighbours()).isEmpty();
    }

    @Test
    void aNameMayHoldAnything() throws IOException {
        process(after, 700, ") S 1 1 (\u001b[31m\n", 1, 10, 3, "3");

        assertThat(neighbours()).singleElement().satisfies(evil -> {
            assertThat(evil.pid()).isEqualTo(700);
            assertThat(evil.program()).isEqualTo(") S 1 1 (\\u001b[31m\\u000a");
        });
    }

    @Test
    void whatIsNoThreadIsPassedOver() throws IOException {
        put(after, "proc/700/task/700/stat", "700 (x) S 1\n");
        put(after, "proc/701/task/701/stat", "");
        put(after, "proc/702/task/702/stat", "702 x) S ( 1 2 3\n");
        Files.createDirectories(after.resolve("proc/703"));

        assertThat(neighbours()).isEmpty();
    }

    /** A pod sees neither the kernel's threads nor anybody else's. */
    @Test
    void aContainerSaysThatItSeesOnlyItsOwn() throws IOException {
        Path container = Files.createDirectories(after.resolve("container"));
        process(container, 1, "java", 0, 10, 0, "0-3");

        assertThat(SeenThreads.look(new KernelText(container)).words())
                .isEqualTo("only this container's processes were seen");
    }

    @Test
    void aContainersSecondProcessIsNoKernelThread() throws IOException {
        Path container = Files.createDirectories(after.resolve("container"));
        process(container, 2, "kthreadd", 1, 10, 0, "0-3");

        assertThat(SeenThreads.look(new KernelText(container)).words()).contains("only this container's");
    }

    @Test
    void hidepidIsNamed() throws IOException {
        Path user = Files.createDirectories(after.resolve("user"));
        process(user, 700, "java", 1, 10, 0, "0-3");
        put(user, "proc/self/mounts", "proc /proc proc rw,relatime,hidepid=invisible 0 0\n");
        assertThat(SeenThreads.look(new KernelText(user)).words())
                .isEqualTo("only this user's processes were seen (/proc is mounted with hidepid)");

        put(user, "proc/self/mounts", "proc /proc proc rw,hidepid=0 0 0\n");
        assertThat(SeenThreads.look(new KernelText(user)).words()).contains("container");
    }

    /** This machine's own procfs: this very JVM runs. */
    @Test
    void aRealProcfsIsRead() {
        SeenThreads seen = SeenThreads.look(KernelText.LIVE);

        assertThat(seen.words()).contains("processes");
        assertThat(SeenThread.read(
                        KernelText.LIVE,
                        ProcessHandle.current().pid(),
                        ProcessHandle.current().pid()))
                .get()
                .satisfies(own -> assertThat(own.allowed().isEmpty()).isFalse());
    }
}
