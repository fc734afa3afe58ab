package io.quietcore.workloads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quietcore.contract.HostFacts;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CampaignSchemaTest {
    /** Fixtures whose mistakes a schema cannot see: sums, what another key says, YAML that means the same as JSON. */
    private static final Set<String> ONLY_THE_READER = Set.of(
            "blocked-with-blocks",
            "blocks",
            "blocks-by-default",
            "control",
            "no-margin",
            "mixtures",
            "period-over-window",
            "primary-more-windows",
            "priorities",
            "too-few-samples");

    /** Fixtures that Jackson or the validator does not read at all (1e300 makes the validator throw). */
    private static final Set<String> UNREADABLE = Set.of(
            "escape",
            "huge-numbers",
            "indentation",
            "odd-keys",
            "second-document",
            "tab",
            "unclosed",
            "unclosed-quote",
            "yaml-version");

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CampaignSchema.text(), InputFormat.JSON);

    static List<Path> bad() {
        return Texts.bad();
    }

    @Test
    void theSchemaIsAValidDraft202012Schema() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        assertThat(meta.validate(CampaignSchema.text(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void namesAreThoseOfTheContract() {
        JsonNode tree = CampaignSchema.tree();
        List<String> metrics = Arrays.stream(Probe.values())
                .flatMap(probe -> ProbeSeries.of(probe, Parameters.NONE).stream())
                .flatMap(series -> series.probe().statistics().stream().map(s -> new Metric(series, s).name()))
                .toList();
        JsonNode metric = tree.at("/$defs/metric");
        assertThat(texts(metric.get("examples"))).containsExactlyElementsOf(metrics);
        String pattern = metric.get("pattern").asString();
        assertThat(metrics).allMatch(name -> name.matches(pattern));
        for (Probe probe : Probe.values()) {
            for (Statistic statistic : Statistic.values()) {
                String ending = "-" + statistic.spelling();
                assertThat(ProbeSeries.hasSeveral(probe) && probe.statistics().contains(statistic))
                        .isEqualTo((probe.spelling() + "-a-1" + ending).matches(pattern));
                assertThat(probe.statistics().contains(statistic))
                        .isEqualTo((probe.spelling() + ending).matches(pattern));
            }
            boolean gated = tree.at("/properties/gates/items/patternProperties")
                    .propertyStream()
                    .anyMatch(each -> (probe.spelling() + "-a").matches(each.getKey()));
            assertThat(gated).isEqualTo(ProbeSeries.hasSeveral(probe));
        }
        assertThat(texts(tree.at("/$defs/fingerprintKey/enum"))).containsExactlyElementsOf(HostFacts.FINGERPRINT_KEYS);
        assertThat(tree.at("/properties/probes/properties").propertyNames())
                .containsExactlyElementsOf(
                        Arrays.stream(Probe.values()).map(Probe::spelling).toList());
        assertThat(texts(tree.at("/properties/switching/enum"))).containsExactly("interleaved", "blocked");
        assertThat(Switching.values()).hasSize(2);
        assertThat(texts(tree.at("/properties/load/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(Load.values()).map(Load::spelling).toList());
        assertThat(tree.at("/properties/primary/maxItems").intValue()).isEqualTo(Campaign.MAX_PRIMARY);
    }

    @Test
    void aProbeTakesTheParametersThatTheContractDeclaresForIt() {
        for (Probe probe : Probe.values()) {
            List<String> expected = new ArrayList<>(List.of("windows", "window", "warmupWindows", "discard"));
            if (probe.periodic()) {
                expected.add("period");
            }
            if (probe.countsGaps()) {
                expected.add("threshold");
            }
            // A sampler beside the windows disturbs what is compared: it is for 'quietcore probe' alone.
            probe.parameters().stream()
                    .filter(each -> each != Parameter.EXPLAIN)
                    .map(Parameter::key)
                    .forEach(expected::add);
            JsonNode properties =
                    CampaignSchema.tree().at("/properties/probes/properties/" + probe.spelling() + "/properties");
            assertThat(properties.propertyNames()).as(probe.spelling()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void itsDefaultsAreTheReaders() {
        JsonNode tree = CampaignSchema.tree();
        ObjectNode said = defaults(tree);
        said.put("campaign", "x");
        ObjectNode probes = said.putObject("probes");
        for (String probe : List.of("jitter", "wakeup")) {
            probes.set(probe, defaults(tree.at("/properties/probes/properties/" + probe)));
        }
        said.set("margin", defaults(tree.at("/properties/margin")));
        said.putObject("sides").set("a", defaults(tree.at("/$defs/side")));

        Campaign spelledOut = Texts.campaign(said.toString());
        Campaign leftOut = Texts.campaign("{campaign: x, probes: {jitter: {}, wakeup: {}}, sides: {a: {}}}");

        assertThat(said.at("/probes/wakeup").propertyNames()).hasSize(5);
        assertThat(spelledOut)
                .usingRecursiveComparison()
                .ignoringFields("sourceSha256")
                .isEqualTo(leftOut);
    }

    /** Read by Jackson's own YAML parser, so that our reading of YAML is checked with our use of the schema. */
    @ParameterizedTest
    @MethodSource("bad")
    void theSchemaAloneRefusesWhatTheReaderRefusesForItsStructure(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".yml", "");
        if (UNREADABLE.contains(name)) {
            assertThatThrownBy(() -> schema.validate(Files.readString(file), InputFormat.YAML))
                    .isInstanceOf(JacksonException.class);
            return;
        }
        boolean accepted =
                schema.validate(Files.readString(file), InputFormat.YAML).isEmpty();
        assertThat(accepted).isEqualTo(ONLY_THE_READER.contains(name));
    }

    @Test
    void theSchemaAloneAcceptsWhatTheReaderAccepts() {
        for (String name : BundledWorkloads.names()) {
            assertThat(schema.validate(BundledWorkloads.load(name), InputFormat.YAML))
                    .isEmpty();
        }
        assertThat(schema.validate(Texts.SHORTEST, InputFormat.YAML)).isEmpty();
    }

    @Test
    void everyMappingIsClosedAndEveryKeyIsDescribed() {
        JsonNode tree = CampaignSchema.tree();
        List<JsonNode> mappings = mappings(tree).toList();
        assertThat(mappings).hasSize(6 + Probe.values().length);
        for (JsonNode mapping : mappings) {
            assertThat(mapping.path("additionalProperties").isBoolean()).isTrue();
        }
        assertThat(CampaignReference.markdown().lines().filter(line -> line.endsWith("|  |")))
                .isEmpty();
    }

    @Test
    void theTextIsTheResource() throws IOException {
        byte[] resource =
                CampaignSchema.class.getResourceAsStream("campaign.schema.json").readAllBytes();
        assertThat(CampaignSchema.text().getBytes(UTF_8)).isEqualTo(resource);
    }

    private static Stream<JsonNode> mappings(JsonNode node) {
        Stream<JsonNode> below = node.valueStream().flatMap(CampaignSchemaTest::mappings);
        return node.path("properties").isObject() ? Stream.concat(Stream.of(node), below) : below;
    }

    private static ObjectNode defaults(JsonNode mapping) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        mapping.get("properties").forEachEntry((key, property) -> {
            if (property.has("default")) {
                said.set(key, property.get("default"));
            }
        });
        return said;
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
