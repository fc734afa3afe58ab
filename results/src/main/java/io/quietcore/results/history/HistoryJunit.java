package io.quietcore.results.history;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What was found, as JUnit's XML: a test case for each series; one with too few runs is skipped, not passed. Pure. */
public final class HistoryJunit {
    private HistoryJunit() {}

    /** The whole file. */
    public static String xml(String workload, List<SeriesFindings> all) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", printable("quietcore regress " + workload));
            xml.writeAttribute("tests", Integer.toString(all.size()));
            xml.writeAttribute(
                    "failures",
                    Long.toString(all.stream().filter(SeriesFindings::regressed).count()));
            xml.writeAttribute(
                    "skipped",
                    Long.toString(all.stream().filter(HistoryJunit::skipped).count()));
            xml.writeCharacters("\n");
            for (SeriesFindings found : all) {
                testCase(xml, workload, found);
            }
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e); // A StringWriter refuses nothing.
        }
        return text + "\n";
    }

    private static boolean skipped(SeriesFindings found) {
        return !found.regressed() && !found.missing().isEmpty();
    }

    private static void testCase(XMLStreamWriter xml, String workload, SeriesFindings found) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", printable("quietcore.regress." + workload));
        xml.writeAttribute("name", printable(found.series().words()));
        String lines = printable(String.join("\n", HistoryText.findings(found)));
        if (found.regressed()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", lines.lines().findFirst().orElse("regressed"));
            xml.writeCharacters(lines);
            xml.writeEndElement();
        } else if (skipped(found)) {
            xml.writeStartElement("skipped");
            xml.writeAttribute("message", printable(String.join("; ", found.missing())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    /** XML has no spelling for control characters. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
