package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.results.statistics.EDivisive.ChangePoint;
import io.quietcore.results.statistics.EDivisive.Options;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class EDivisiveTest {
    private static List<ChangePoint> points(double... values) {
        return EDivisive.changePoints(values, Options.DEFAULT);
    }

    private static int[] indexes(List<ChangePoint> points) {
        return points.stream().mapToInt(ChangePoint::index).toArray();
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = EDivisiveTest.class.getResourceAsStream("/otava/" + name)) {
            return CanonicalJson.readTree(Objects.requireNonNull(in).readAllBytes());
        }
    }

    static Stream<JsonNode> captured() throws IOException {
        return StreamSupport.stream(resource("captured.json").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("captured")
    void theSamePointsAsOtavaFindsWithTheSameLevelsAndP(JsonNode captured) {
        double[] values = StreamSupport.stream(captured.get("values").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();

        List<ChangePoint> found = points(values);

        JsonNode expected = captured.get("points");
        assertThat(found).as(captured.get("name").asString()).hasSize(expected.size());
        for (int i = 0; i < found.size(); i++) {
            ChangePoint point = found.get(i);
            assertThat(point.index()).isEqualTo(expected.get(i).get("index").asInt());
            assertThat(point.meanBefore())
                    .isCloseTo(expected.get(i).get("before").asDouble(), within(1e-9));
            assertThat(point.meanAfter()).isCloseTo(expected.get(i).get("after").asDouble(), within(1e-9));
            double p = expected.get(i).get("p").asDouble();
            assertThat(point.p()).isCloseTo(p, within(1e-9 * p));
        }
    }

    @Test
    void theRunsThatOrionNamedWithTheSizeThatItTold() throws IOException {
        for (JsonNode metric : resource("orion.json")) {
            double[] values = StreamSupport.stream(metric.get("runs").spliterator(), false)
                    .mapToDouble(run -> run.get("value").asDouble())
                    .toArray();

            List<ChangePoint> found = points(values);

            assertThat(found).hasSize(1).hasSameSizeAs(metric.get("found"));
            JsonNode expected = metric.get("found").get(0);
            assertThat(metric.get("runs").get(found.get(0).index()).get("uuid")).isEqualTo(expected.get("uuid"));
            assertThat(100 * found.get(0).relativeChange())
                    .isCloseTo(expected.get("percentageChange").asDouble(), within(1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ''", "20, 0, '20'", "-20, 0, '20'", "20, 45, '20,40'"})
    void stepsAreFoundWhereTheyAre(int first, int second, String expected) {
        Random random = new Random(3);
        double[] values = IntStream.range(0, 60)
                .mapToDouble(i -> 100 + random.nextGaussian() + (i >= 20 ? first : 0) + (i >= 40 ? second : 0))
                .toArray();

        assertThat(Arrays.stream(indexes(points(values))).mapToObj(String::valueOf))
                .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected.split(",", -1)));
    }

    @Test
    void aRampIsToldAsStepsThatAllGoUp() {
        Random random = new Random(4);
        double[] values = IntStream.range(0, 80)
                .mapToDouble(i -> 100 + i + random.nextGaussian())
                .toArray();

        assertThat(points(values)).hasSizeGreaterThan(1).allMatch(point -> point.relativeChange() > 0);
    }

    @Test
    void whatIsTooShortOrConstantHasNone() {
        assertThat(points()).isEmpty();
        assertThat(points(1)).isEmpty();
        assertThat(points(1, 100)).isEmpty();
        assertThat(points(DoubleStream.generate(() -> 0.1).limit(200).toArray()))
                .isEmpty();
        assertThat(points(new double[200])).isEmpty();
    }

    @Test
    void theScaleOfTheValuesDoesNotMatter() {
        Random random = new Random(5);
        double[] values = IntStream.range(0, 130)
                .mapToDouble(i -> 100 + 4 * random.nextGaussian() + (i >= 70 ? 12 : 0))
                .toArray();

        assertThat(indexes(points(Arrays.stream(values).map(each -> each * 1e6).toArray())))
                .isEqualTo(indexes(points(values)))
                .isNotEmpty();
    }

    /** A point is tested where it looks best, so that p promises too much. STATISTICS.md has the figures. */
    @ParameterizedTest
    @CsvSource({"10, 3.5", "30, 4.5", "90, 8.5"})
    void unchangedSeriesOfThisLengthRarelyAlarm(int length, double mostPercent) {
        Random random = new Random(6);
        int alarms = 0;
        for (int series = 0; series < 1_000; series++) {
            double[] values = random.doubles(length)
                    .map(none -> 100 + 5 * random.nextGaussian())
                    .toArray();
            alarms += points(values).isEmpty() ? 0 : 1;
        }

        assertThat(alarms / 10.0).isLessThanOrEqualTo(mostPercent);
    }
}
