package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Probe;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The schema offers what the contract declares, no more and no less. */
class SchemaParametersTest {
    private static final JsonNode SCHEMA = CampaignSchema.tree();

    @ParameterizedTest
    @EnumSource(Probe.class)
    void everyParameterOfAProbeStandsInTheSchemaWithItsChoicesAndDefault(Probe probe) {
        JsonNode properties =
                SCHEMA.at("/properties/probes/properties").get(probe.spelling()).get("properties");
        for (Parameter parameter : probe.parameters()) {
            // Asked for by the campaign's own key of that name.
            if (parameter == Parameter.EXPLAIN) {
                continue;
            }
            JsonNode property = properties.get(parameter.key());
            assertThat(property).as(probe + "." + parameter.key()).isNotNull();
            assertThat(property.get("description").asString().toLowerCase(Locale.ROOT))
                    .startsWith(parameter.description().toLowerCase(Locale.ROOT));
            assertThat(property.path("default").asString("")).isEqualTo(parameter.defaultText());
            List<String> choices =
                    property.path("enum").valueStream().map(JsonNode::asString).toList();
            assertThat(choices).as(parameter.key()).isEqualTo(parameter.choices());
        }
    }
}
