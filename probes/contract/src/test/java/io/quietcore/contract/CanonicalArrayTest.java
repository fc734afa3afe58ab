package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalArrayTest {
    private static List<String> spelled(String json) {
        List<String> spelled = new ArrayList<>();
        CanonicalArray.<RuntimeException>read(
                json.getBytes(StandardCharsets.UTF_8),
                (object, canonical) -> spelled.add(new String(canonical, StandardCharsets.UTF_8)));
        return spelled;
    }

    /** The right column is what Go 1.22 prints for {@code json.Unmarshal} into {@code any} and {@code json.Marshal}. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, -0",
        "7, 7",
        "9007199254740992, 9007199254740992",
        "9007199254740993, 9007199254740992",
        "-9007199254740993, -9007199254740992",
        "123456789012345678901234567890, 1.2345678901234568e+29",
        "100000000000000000000, 100000000000000000000",
        "1.0, 1",
        "12345678.5, 12345678.5",
        "1e3, 1000",
        "true, true",
        "null, null",
    })
    void whatGoDecodesIsSpelledAsItEncodesIt(String json, String expected) {
        assertThat(spelled("[" + json + ",{\"a\":[" + json + "]}]"))
                .containsExactly(expected, "{\"a\":[" + expected + "]}");
    }

    @Test
    void keysAreSortedAtEveryDepth() {
        assertThat(spelled("[ {\"b\" : {\"y\":[ ], \"x\" :[{\"2\":1,\"1\":{}} , 3]}, \"a<\":\"\\u0041\"} ]"))
                .containsExactly("{\"a\\u003c\":\"A\",\"b\":{\"x\":[{\"1\":{},\"2\":1},3],\"y\":[]}}");
    }

    @Test
    void anElementSaysWhetherItIsAnObject() {
        List<Boolean> objects = new ArrayList<>();
        CanonicalArray.<RuntimeException>read(
                "[{},[],1,\"{\"]".getBytes(StandardCharsets.UTF_8), (object, canonical) -> objects.add(object));

        assertThat(objects).containsExactly(true, false, false, false);
    }

    /** Two roads to one text: from tokens, and from a tree. */
    @Test
    void ofDrawnDocumentsTheTextIsThatOfTheirTrees() {
        Random random = new Random(20261129);
        for (int i = 0; i < 300; i++) {
            String document = drawn(random, 3);

            assertThat(spelled("[" + document + "]"))
                    .containsExactly(
                            CanonicalJson.write(CanonicalJson.readTree(document.getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static String drawn(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
            case 2 -> "\"" + "aé<\ud83d\ude00\\n".substring(0, random.nextInt(3)) + random.nextInt(99) + "\"";
            case 3 -> random.nextBoolean() ? "null" : "false";
            case 4 ->
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(i -> drawn(random, depth - 1))
                        .collect(Collectors.joining(", ", "[", " ]"));
            default ->
                random.ints(0, 1_000)
                        .distinct()
                        .limit(random.nextInt(6))
                        .mapToObj(i -> " \"k" + i + "\" : " + drawn(random, depth - 1))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|found no array",
                "[1] 2|found more behind the array",
                "[1|Unexpected end",
                "[{\"a\":1,\"a\":2}]|Duplicate Object property \"a\"",
                "[1, 1e400]|line 1, column 5: found a number beyond a float64",
            })
    void whatIsNoArrayOfDocumentsIsRefusedWithItsPlace(String json, String message) {
        assertThatThrownBy(() -> spelled(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(message);
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> spelled("[".repeat(1_000)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("64");
    }
}
