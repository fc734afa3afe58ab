package io.quietcore.workloads.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected here is what Go 1.22's {@code text/template} with sprig 3 writes for the same template. */
class GoTemplateTest {
    private static final Map<String, String> VALUES =
            Map.of("ES", "http://h:9200", "EMPTY", "", "TRUE", "true", "NAME", " Ann ", "CODED", "aHVudGVyMg==");

    private static String render(String template) throws TemplateException {
        return GoTemplate.render(template, VALUES, 1_000).text();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a {{ .ES }} b;a http://h:9200 b",
                "{{.ES}}{{.ES}};http://h:9200http://h:9200",
                "a {{- .ES -}} b;ahttp://h:9200b",
                "{{ $.ES }};http://h:9200",
                "a{{/* b }} */}}c;ac",
                "a {{- /* b */ -}} c;ac",
                "{{ if .ES }}yes{{ else }}no{{ end }};yes",
                "{{ if .EMPTY }}yes{{ else }}no{{ end }};no",
                "{{ if .EMPTY }}a{{ else if .ES }}b{{ else }}c{{ end }};b",
                "{{ if .EMPTY }}{{ if .ES }}a{{ end }}{{ else }}{{ if .ES }}b{{ end }}{{ end }};b",
                "{{ if and .ES (eq .TRUE \"true\") }}yes{{ end }};yes",
                "{{ if not (or .EMPTY false) }}yes{{ end }};yes",
                "{{ if and .EMPTY .NOT_THERE }}yes{{ else }}no{{ end }};no",
                "{{ if or .ES (b64dec `?`) .NOT_THERE }}yes{{ end }};yes",
                "{{ or .EMPTY `` .ES .NOT_THERE }};http://h:9200",
                "{{ and .ES .TRUE }}{{ and .EMPTY }}{{ or .EMPTY false }};truefalse",
                "{{ .TRUE | and .EMPTY }}{{ .TRUE | or .EMPTY }};true",
                "{{ and .ES (or .EMPTY .TRUE) }};true",
                "{{ if ne .TRUE `false` }}yes{{ end }};yes",
                "{{ .EMPTY | default \"none\" }};none",
                "{{ .ES | default \"none\" | quote }};\"http://h:9200\"",
                "{{ env \"TRUE\" }}{{ env \"NOT_THERE\" }};true",
                "{{ .NAME | trim | lower | printf }};",
                "{{ trimSuffix \":9200\" .ES }};http://h",
                "{{ .CODED | b64dec }};hunter2",
                "{{ \"}}\" }};}}",
                "{{ ternary \"a\" \"b\" true }};a",
                "{{ urlquery .ES }};http%3A%2F%2Fh%3A9200"
            })
    void itWritesWhatGoWrites(String template, String expected) throws TemplateException {
        if (expected == null) {
            assertThatThrownBy(() -> render(template))
                    .hasMessageContaining("'printf' of Go's templates is not rendered");
        } else {
            assertThat(render(template)).isEqualTo(expected);
        }
    }

    @Test
    void whatIsNotEvaluatedIsReadAllTheSame() {
        assertThatThrownBy(() -> render("{{ or .ES (nofunction 1) }}")).hasMessageContaining("nofunction");
        assertThatThrownBy(() -> render("{{ and .ES .NOT_THERE }}")).hasMessageContaining("NOT_THERE");
        assertThatThrownBy(() -> render("{{ and }}")).hasMessageContaining("and: no argument");
    }

    /** As {@code missingkey=error}: where the value would be asked for. */
    @Test
    void trimTakesBlanksFromBothEndsAlone() throws TemplateException {
        assertThat(render("{{ trim \" \\t a  b\\n \" }}")).isEqualTo("a  b");
        assertThat(render("{{ replace \"\" \"-\" \"ab\" }}")).isEqualTo("-a-b-");
    }

    @Test
    void aNameThatIsMissingIsAnError() throws TemplateException {
        assertThatThrownBy(() -> render("a\n{{ if .NOT_THERE }}x{{ end }}"))
                .hasMessage("the environment has no NOT_THERE")
                .extracting(e -> ((TemplateException) e).line())
                .isEqualTo(2);
        assertThatThrownBy(() -> render("{{ .NOT_THERE | default \"x\" }}")).hasMessageContaining("NOT_THERE");
        assertThat(render("{{ if .EMPTY }}{{ .NOT_THERE }}{{ end }}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "{{ .ES; an action that does not end",
                "{{ if .ES }}x; an 'if' without an end",
                "{{ if .ES }}x{{ else }}y; an 'else' without an end",
                "{{ end }}; found 'end'",
                "{{ else }}; found 'else'",
                "{{ }}; an empty action",
                "{{ range .ES }}x{{ end }}; 'range' of Go's templates is not rendered here",
                "{{ $x := .ES }}; more of Go's templates",
                "{{ .A.B }}; more of Go's templates",
                "{{ . }}; more of Go's templates",
                "{{ (.ES }}; found the end of an action",
                "{{ .ES .ES }}; found 'ES'",
                "{{ quote }}; quote: 0 arguments; it takes 1",
                "{{ eq .ES 1 }}; cannot be compared",
                "{{ .ES | .ES }}; found 'ES'"
            })
    void whatIsNotRenderedIsRefused(String template, String words) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aLineOfTheTextKnowsTheOneThatItCameFrom() throws TemplateException {
        Rendered rendered = GoTemplate.render("""
                {{- /* two
                lines */ -}}

                {{ if .EMPTY }}
                a
                {{ else }}
                b {{ "1\\n2" }}
                {{- end }}
                c
                """, VALUES, 1_000);

        assertThat(rendered.text()).isEqualTo("\nb 1\n2\nc\n");
        assertThat(List.of(2, 3, 4)).extracting(rendered::sourceLine).containsExactly(7, 7, 9);
        assertThat(Rendered.asItIs("a\nb").sourceLine(2)).isEqualTo(2);
    }

    @Test
    void whatComesOfItIsBounded() {
        String thousand = "\"" + "a".repeat(1_000) + "\"";
        String often = "(replace \"\" " + thousand + " ";
        assertThatThrownBy(() -> render("{{ " + often.repeat(3) + ".ES" + ")".repeat(3) + " }}"))
                .hasMessageContaining("replace: what comes of it may have more than 1048576 characters");
        assertThatThrownBy(() -> render("{{ .ES }}".repeat(100))).hasMessageContaining("more than 1000 characters");
        assertThatThrownBy(() -> render("{{ " + "(".repeat(1_000) + ".ES" + ")".repeat(1_000) + " }}"))
                .hasMessageContaining("nested more than 32 deep");
        assertThatThrownBy(() -> render("{{ if .ES }}".repeat(10_000)))
                .hasMessageContaining("nested more than 32 deep");
        assertThatThrownBy(() -> render("{{ " + "quote ".repeat(600) + " }}")).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> render("{{ \"" + "\\n".repeat(5_000) + "\" }}"))
                .hasMessageContaining("an action of");
    }
}
