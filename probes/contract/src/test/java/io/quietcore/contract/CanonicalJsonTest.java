package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    /** The right column is what Go 1.22's {@code json.Marshal} prints for the left. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "1.0, 1",
        "0.1, 0.1",
        "2.0E-3, 0.002",
        "1e-6, 0.000001",
        "9.99e-7, 9.99e-7",
        "4.9e-324, 5e-324",
        "9.9e-324, 1e-323",
        "1.5e-323, 1.5e-323",
        "1e-9, 1e-9",
        "1.5e-10, 1.5e-10",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.25e300, 1.25e+300",
        "-3.4e21, -3.4e+21",
        "2e-3, 0.002",
        "1.0E23, 1e+23",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "1234567.891, 1234567.891"
    })
    void floatsAreSpelledAsGoSpellsThem(double value, String expected) {
        assertThat(CanonicalJson.write(value)).isEqualTo(expected);
    }

    @Test
    void textIsEscapedAsGoEscapesIt() {
        assertThat(CanonicalJson.write("<a href=\"x\">&\u2028\u0001\t\n\\ é \ud83d\ude00 \ud800"))
                .isEqualTo("\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\\u0001\\t\\n\\\\ é \ud83d\ude00 \ufffd\"");
    }

    @Test
    void keysAreSortedByCodePoint() {
        java.util.Map<String, Object> map = new java.util.HashMap<>(Map.of("b", 1, "B", List.of(), "\uff5e", 2));
        map.put("\ud83d\ude00", 3);
        map.put("none", null);

        assertThat(CanonicalJson.write(map))
                .isEqualTo("{\"B\":[],\"b\":1,\"none\":null,\"\uff5e\":2,\"\ud83d\ude00\":3}");
    }

    @Test
    void aSpecIsReadBackEqual() {
        ProbeSpec spec = Samples.spec();

        assertThat(CanonicalJson.read(CanonicalJson.bytes(spec), ProbeSpec.class))
                .isEqualTo(spec);
    }

    @Test
    void aResultIsReadBackEqualAndSaysWhetherItIsValid() {
        ProbeResult result = Samples.result(List.of("the pin was lost"));
        byte[] json = CanonicalJson.writeIndented(result).getBytes(StandardCharsets.UTF_8);

        assertThat(CanonicalJson.read(json, ProbeResult.class)).isEqualTo(result);
        assertThat(CanonicalJson.readTree(json).get("valid").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"bootId\":\"a\",\"fingerprint\":{},\"more\":1}",
                "{\"bootId\":\"a\"}",
                "{\"bootId\":\"a\",\"bootId\":\"b\",\"fingerprint\":{}}",
                "{\"bootId\":\"a\",\"fingerprint\":{}} x",
                "{\"bootId\":\"a\",\"fingerprint\":{}",
                "null",
                "{\"bootId\":null,\"fingerprint\":{}}",
                "{\"bootId\":\"a\",\"fingerprint\":null}",
                "{\"bootId\":\"a\",\"fingerprint\":{\"kernel\":null}}",
                "{\"bootId\":1,\"fingerprint\":{}}",
                "{\"bootId\":[\"a\"],\"fingerprint\":{}}",
                "[]",
                ""
            })
    void whatIsNotExactlyTheRecordIsRefusedInOneLine(String json) {
        assertThatThrownBy(() -> CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8), HostFacts.class))
                .isInstanceOf(CanonicalJson.MalformedJsonException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"unreached\":null,\"reasons\":[]}",
                "{\"unreached\":\"true\",\"reasons\":[]}",
                "{\"unreached\":1,\"reasons\":[]}",
                "{\"unreached\":true,\"reasons\":[null]}",
                "{\"unreached\":true,\"reasons\":[1]}",
                "{\"unreached\":true,\"reasons\":\"a\"}"
            })
    void noTypeIsTakenForAnotherAndNoListHoldsNull(String json) {
        assertThatThrownBy(() -> CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8), Frame.Failure.class))
                .isInstanceOf(CanonicalJson.MalformedJsonException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void aFractionIsNoWholeNumber() {
        byte[] json = "{\"phase\":\"window\",\"done\":1.5,\"of\":2}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> CanonicalJson.read(json, Frame.Progress.class))
                .isInstanceOf(CanonicalJson.MalformedJsonException.class);
    }

    @Test
    void whatIsDeclaredNullableMayBeNull() {
        byte[] json = CanonicalJson.bytes(new Settings(true, null, true, true));

        assertThat(CanonicalJson.read(json, Settings.class)).isEqualTo(new Settings(true, null, true, true));
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithThePlaceInIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("host.json"), "{\"bootId\":null,\"fingerprint\":{}}");

        assertThatThrownBy(() -> CanonicalJson.read(file, HostFacts.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": line 1, column ")
                .hasMessageContaining("bootId");
    }
}
