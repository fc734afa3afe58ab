package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.quietcore.results.document.JUnitCases.JUnitCase;
import io.quietcore.results.document.JUnitCases.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports from anywhere: what is read of them, and what they cannot do. */
class JUnitCasesTest {
    @TempDir
    private Path folder;

    private static JUnitCases read(String xml) throws IOException {
        return JUnitCases.read(xml.getBytes(StandardCharsets.UTF_8), name -> true);
    }

    @Test
    void messagesAndOutputOfACaseAreItsTextsInTheirOrder() throws IOException {
        JUnitCases cases = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites><testsuite name="s" timestamp="2024-03-05T10:13:02">
                  <properties><property name="p" value="v">text of no case</property></properties>
                  <testcase name="a"><failure message="why" type="failed">where<![CDATA[ <here>]]></failure>
                    <system-out>one &amp; two</system-out></testcase>
                  <testcase name="b"><skipped>no CPUs</skipped></testcase>
                  <testcase name="c"><failure/><system-out>said nothing why</system-out></testcase>
                  <testcase name="d"/>
                </testsuite></testsuites>
                """);

        assertThat(cases.all()).isEqualTo(4);
        JUnitCase failed = cases.wanted().get(0);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.reason()).isEqualTo("why");
        assertThat(failed.texts()).containsExactly("why", "where <here>", "one & two");
        assertThat(failed.suite()).isEqualTo("s");
        assertThat(failed.timestamp()).isEqualTo("2024-03-05T10:13:02");
        assertThat(cases.wanted().get(1).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(cases.wanted().get(1).reason()).isEqualTo("no CPUs");
        assertThat(cases.wanted().get(2).reason()).isEmpty();
        assertThat(cases.wanted().get(3).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void onlyWantedCasesAreKept() throws IOException {
        byte[] xml =
                "<testsuite><testcase name=\"a\"/><testcase name=\"b\"/></testsuite>".getBytes(StandardCharsets.UTF_8);

        assertThat(JUnitCases.read(xml, "b"::equals).wanted())
                .extracting(JUnitCase::name)
                .containsExactly("b");
    }

    /** Neither is a file read nor a server asked, and nothing is expanded. */
    @Test
    void aDoctypeIsNotReadWhateverItDeclares() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the secret");
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
            StringBuilder laughs = new StringBuilder("<!ENTITY l0 \"ha\">");
            for (int i = 1; i < 30; i++) {
                laughs.append("<!ENTITY l").append(i).append(" \"");
                laughs.append(("&l" + (i - 1) + ";").repeat(10)).append("\">");
            }
            for (String doctype : new String[] {
                "<!DOCTYPE testsuite [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
                "<!DOCTYPE testsuite SYSTEM \"" + address + "\">",
                "<!DOCTYPE testsuite [<!ENTITY % p SYSTEM \"" + address + "\"> %p;]>",
                "<!DOCTYPE testsuite [" + laughs + "<!ENTITY x \"&l29;\">]>",
                "<!DOCTYPE testsuite>"
            }) {
                assertThatThrownBy(() ->
                                read("\n" + doctype + "<testsuite><testcase name=\"&x;\"><system-out>&x;</system-out>"
                                        + "</testcase></testsuite>"))
                        .as(doctype)
                        .isInstanceOf(IOException.class)
                        .hasMessage("line 2: found a DOCTYPE, which is not read");
            }
        } finally {
            server.stop(0);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void entitiesThatXmlDoesNotHaveAreAnError() {
        assertThatThrownBy(() ->
                        read("<testsuite>\n<testcase name=\"a\"><system-out>&x;</system-out></testcase></testsuite>"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void malformedXmlIsOneLineWithItsNumber() {
        for (String xml : new String[] {
            "",
            "no",
            "<testsuite>\n",
            "<testsuite>\n</testcase>",
            "<testsuite>\n<testcase name=\"a\" name=\"b\"/></testsuite>",
            "<testsuite>\n<testcase name=\"\u0001\"/></testsuite>",
            "<testsuite/>\n<testsuite/>",
            "<testsuite>&#1;</testsuite>"
        }) {
            assertThatThrownBy(() -> read(xml))
                    .as(xml)
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("line [12]: this is no well-formed XML \\(.+\\)");
        }
    }

    /** A parser bounds what entities expand to; those that a log's characters are spelled with are not meant. */
    @Test
    void aLongLogIsReadWhole() throws IOException {
        String log = "&lt;a&gt; &#34;b&#34;&#xA;".repeat(100_000);

        assertThat(read("<testsuite><testcase name=\"a\"><failure message=\"" + log + "\"/><system-out>" + log
                                + "</system-out></testcase></testsuite>")
                        .wanted()
                        .get(0)
                        .texts())
                .containsExactly("<a> \"b\"\n".repeat(100_000), "<a> \"b\"\n".repeat(100_000));
    }

    @Test
    void onlyUtf8IsRead() throws IOException {
        assertThat(read("\ufeff<testsuite/>").all()).isZero();
        assertThatThrownBy(() -> JUnitCases.read("<testsuite>\n".getBytes(StandardCharsets.UTF_16LE), name -> true))
                .isInstanceOf(IOException.class);
        byte[] latin1 = "<testsuite>\n<testcase name=\"\u00e9\"/></testsuite>".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> JUnitCases.read(latin1, name -> true))
                .isInstanceOf(IOException.class)
                .hasMessage("line 2: found bytes that are no UTF-8");
    }

    @Test
    void depthAndNumberOfElementsAreBounded() {
        assertThatThrownBy(() -> read("<testsuite>".repeat(50_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("or 16 within each other");
        assertThatThrownBy(() -> read("<testsuite>" + "<testcase/>".repeat(1_000_001) + "</testsuite>"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 1000000 elements");
    }

    @Test
    void textOfAReportIsOneLineThatDrivesNoTerminal() {
        assertThat(JUnitCases.oneLine(" a\n\t\u001b[8m b\u009b\u202ec\u2028\ud800 \ud83d\ude80 ", 100))
                .isEqualTo("a [8m b c \ud83d\ude80");
        assertThat(JUnitCases.oneLine("\ud83d\ude80".repeat(3), 2)).isEqualTo("\ud83d\ude80\ud83d\ude80…");
    }

    /** Whatever a broken disk or a hostile sender makes of a report: it is read, or refused in a line, and nothing else. */
    @Test
    void damagedReportsAreReadOrRefusedAndNothingElse() throws IOException {
        byte[] whole;
        try (InputStream in = JUnitCasesTest.class.getResourceAsStream("/cnf-tests/ginkgo1.xml")) {
            whole = in.readAllBytes();
        }
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int j = 0; j < 3 && damaged.length > 0; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(JUnitCases.read(damaged, name -> true).all()).isPositive();
            } catch (IOException e) {
                assertThat(e.getMessage()).matches("line [0-9]+: .+");
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 1_999);
    }

    /** The JDK's parser looks for words that its own resources lack, and throws what is no XMLStreamException. */
    @Test
    void whatTheParserItselfFailsOnIsToldInALine() {
        assertThatThrownBy(() -> read("<!DOCTYPE a [\u0001]><testsuites/>"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no well-formed XML")
                .message()
                .doesNotContain("\n");
    }
}
