package io.quietcore.harness.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogLineLayoutTest {
    @Test
    void theLineIsKubeBurners() {
        assertThat(LogLineLayout.line(
                        Instant.parse("2026-01-02T15:04:05Z"), "INFO", "3/24 tuned", "CampaignRun.java:8", null))
                .matches("time=\"2026-01-0[123] [0-9]{2}:[0-9]{2}:05\" level=info msg=\"3/24 tuned\""
                        + " file=\"CampaignRun.java:8\"\n");
    }

    @Test
    void aMessageCannotPassForASecondLine() {
        String line =
                LogLineLayout.line(Instant.EPOCH, "WARN", "a\nlevel=error msg=\"b\"\u001b[31m", "X.java:1", "a\n");

        assertThat(line).contains("level=warning msg=\"a\\nlevel=error msg=\\\"b\\\"\\u001b[31m\"");
        assertThat(line).contains(" cluster=\"a\\n\" file=");
        assertThat(line.lines()).hasSize(1);
        assertThat(LogLineLayout.line(Instant.EPOCH, "WARN", "\u202ea\u009b2J\u2028b\ud800", "X.java:1", null))
                .contains("msg=\"\\u202ea\\u009b2J\\u2028b\\ud800\"");
    }
}
