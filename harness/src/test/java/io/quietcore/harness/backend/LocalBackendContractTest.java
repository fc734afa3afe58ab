package io.quietcore.harness.backend;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Roles as processes, on a machine with two NUMA nodes that is made up: nothing here is bound to a CPU. */
class LocalBackendContractTest extends BackendContract {
    @TempDir
    private Path folder;

    @Override
    protected Backend open(FakeRole first, FakeRole second) throws IOException {
        Files.writeString(folder.resolve("numa0"), first.name());
        Files.writeString(folder.resolve("numa1"), second.name());
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s '%s'
                """.formatted(
                        System.getProperty("java.home"),
                        System.getProperty("java.class.path"),
                        FakeLauncher.class.getName(),
                        folder));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return new LocalBackend(
                "host",
                "boot",
                Topologies.twoNumaNodes("0-3"),
                CpuSet.parse("0-3"),
                new ProbeCommand(folder.resolve("jdk"), java));
    }

    /** Where a process may run is known before it starts, so that only what it says itself can be unreached. */
    @Override
    protected Backend openWhereTheSecondIsUnreached() throws IOException {
        return open(FakeRole.MEASURES, FakeRole.IS_UNREACHED);
    }

    @Override
    protected List<String> left() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(process.toString()))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
