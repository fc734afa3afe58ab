package io.quietcore.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.runtime.machine.KernelText;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageFaultsTest {
    private static final Pattern BLANK = Pattern.compile(" ");

    /** proc_pid_stat(5), field 10; the second field is a name that may have blanks in it. */
    private static long minorFaults() {
        String stat = KernelText.LIVE.read("proc/thread-self/stat").orElseThrow();
        List<String> fields =
                BLANK.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
        return Long.parseLong(fields.get(10 - 3));
    }

    @Test
    void theKernelCountsAFaultForEachOperation() throws IOException {
        try (PageFaults faults = new PageFaults()) {
            long before = minorFaults();
            long operations = faults.round() + faults.round();

            assertThat(operations).isPositive();
            assertThat(minorFaults() - before).isGreaterThanOrEqualTo(operations);
        }
    }
}
