package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.document.Captured;
import io.quietcore.results.index.FaultyServer.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that fail: nothing is lost, nothing is there twice, and what cannot be done is named. */
class BulkIndexerTest {
    private static final int DOCUMENTS = 47;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private Path tarball;

    @BeforeEach
    void unpack() throws IOException {
        tarball = Files.write(folder.resolve("m.tgz"), Captured.bytes("passed/kube-burner-metrics.tgz"));
    }

    private SearchServer server(URI uri, Credentials credentials) {
        Backoff backoff = new Backoff(4, Duration.ofMillis(100), Duration.ofSeconds(1), new Random(7), waits::add);
        return new SearchServer(
                ServerAddress.parse(uri.toString()),
                credentials,
                Trust.platform(),
                Route.STRAIGHT,
                backoff,
                warnings::add);
    }

    private IndexReport index(FaultyServer faulty) throws IOException, InterruptedException {
        return Indexing.tarball(server(faulty.uri(), Credentials.NONE), "i", tarball);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"TOO_MANY_REQUESTS", "SERVER_ERROR", "ANSWER_LOST", "ONE_PUT_OFF", "SHORT_ANSWER"})
    void whatPassesLeavesEveryDocumentOnce(Fault fault) throws Exception {
        try (FaultyServer faulty = new FaultyServer(fault, fault)) {
            IndexReport report = index(faulty);

            assertThat(faulty.stored()).hasSize(DOCUMENTS).allSatisfy((id, times) -> assertThat(times)
                    .isEqualTo(1));
            assertThat(report.created() + report.present()).isEqualTo(DOCUMENTS);
            assertThat(report.rejected()).isZero();
            assertThat(faulty.bulks()).isGreaterThan(1);
            assertThat(waits).isNotEmpty();
            assertThat(warnings).hasSameSizeAs(waits).allMatch(line -> line.contains("attempt "));
        }
    }

    @Test
    void aRejectedDocumentIsNamedWithItsReasonAndTheOthersAreThere() throws Exception {
        try (FaultyServer faulty = new FaultyServer(Fault.ONE_REJECTED)) {
            IndexReport report = index(faulty);

            assertThat(report.created()).isEqualTo(DOCUMENTS - 1);
            assertThat(report.rejected()).isEqualTo(1);
            assertThat(report.reasons()).hasSize(1);
            assertThat(report.reasons().get(0))
                    .startsWith("jobLatencyMeasurement ")
                    .contains("HTTP 400 mapper_parsing_exception: failed to parse field [value] (not a number)");
            assertThat(waits).isEmpty();
        }
    }

    @Test
    void aServerThatStaysBusyIsGivenUpWithWhatItSaid() throws Exception {
        try (FaultyServer faulty =
                new FaultyServer(Fault.SERVER_ERROR, Fault.SERVER_ERROR, Fault.SERVER_ERROR, Fault.SERVER_ERROR)) {
            assertThatThrownBy(() -> index(faulty))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HTTP 503 no shard; tried 4 times")
                    .hasMessageContaining("0 documents are in the index i");
            assertThat(faulty.bulks()).isEqualTo(4);
        }
    }

    @Test
    void refusedCredentialsAreNotTriedAgainAndNotTold() throws Exception {
        try (FaultyServer faulty = new FaultyServer(Fault.UNAUTHORIZED)) {
            Credentials secret = Credentials.basic("elastic", "s3cret");
            SearchServer server = server(faulty.uri(), secret);

            assertThatThrownBy(() -> Indexing.tarball(server, "i", tarball))
                    .hasMessageContaining("HTTP 401")
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret", "Basic"));
            assertThat(faulty.bulks()).isEqualTo(1);
            assertThat(faulty.authorizations()).containsOnly("Basic ZWxhc3RpYzpzM2NyZXQ=");
            assertThat(secret + " " + server).doesNotContain("s3cret", "ZWxhc3RpYzpzM2NyZXQ");
        }
    }

    @Test
    void aTokenIsSentAsItsKindWants() throws Exception {
        try (FaultyServer faulty = new FaultyServer()) {
            Indexing.tarball(server(faulty.uri(), Credentials.token("abc")), "i", tarball);
            Indexing.tarball(server(faulty.uri(), Credentials.token("ApiKey xyz")), "i", tarball);

            assertThat(faulty.authorizations())
                    .contains("Bearer abc", "ApiKey xyz")
                    .doesNotContain("null");
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAndNamed() throws Exception {
        URI gone;
        try (FaultyServer faulty = new FaultyServer()) {
            gone = faulty.uri();
        }

        assertThatThrownBy(() -> Indexing.tarball(server(gone, Credentials.NONE), "i", tarball))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(gone + ": ")
                .hasMessageContaining("tried 4 times");
        assertThat(waits).hasSize(3);
    }

    @Test
    void waitsAreDrawnBelowALimitThatDoublesUpToTheMost() {
        Backoff backoff = new Backoff(9, Duration.ofMillis(100), Duration.ofSeconds(1), new Random(7), waits::add);

        for (int attempt = 1; attempt <= 8; attempt++) {
            long limitMs = Math.min(1_000, 100L << (attempt - 1));
            for (int draw = 0; draw < 100; draw++) {
                assertThat(backoff.after(attempt).toMillis()).isBetween(0L, limitMs);
            }
        }
        assertThat(backoff.after(8)).isNotEqualTo(backoff.after(8));
    }
}
