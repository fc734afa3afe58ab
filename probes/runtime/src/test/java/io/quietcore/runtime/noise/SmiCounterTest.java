package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.runtime.machine.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmiCounterTest {
    @TempDir
    private Path folder;

    @Test
    void theRegisterIsReadLittleEndianAtItsNumberWithoutItsReservedHalf() throws IOException {
        byte[] registers = new byte[64];
        registers[0x34] = 0x2a;
        registers[0x35] = 1;
        registers[0x39] = 7;

        try (SmiCounter counter = SmiCounter.at(Files.write(folder.resolve("msr"), registers))) {
            assertThat(counter.readable()).isTrue();
            assertThat(counter.read()).isEqualTo(0x12a);
        }
    }

    @Test
    void aGuestAndAnotherVendorHaveNone() throws IOException {
        Files.createDirectories(folder.resolve("proc"));
        for (String processor : new String[] {"vendor_id : AuthenticAMD", "GenuineIntel\nflags : fpu hypervisor"}) {
            Files.writeString(folder.resolve("proc/cpuinfo"), processor);

            try (SmiCounter counter = SmiCounter.open(new KernelText(folder), 0)) {
                assertThat(counter.readable()).isFalse();
                assertThat(counter.read()).isZero();
            }
        }
    }
}
