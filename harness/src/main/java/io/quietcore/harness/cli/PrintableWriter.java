package io.quietcore.harness.cli;

import io.quietcore.contract.Printable;
import java.io.IOException;
import java.io.Writer;

/**
 * Passes text on as {@link Printable#text} shows it: no name and no message of others drives the terminal. JSON stays the JSON
 * that it was. A pair of surrogates may come in two writes. For one thread at a time, as {@link java.io.PrintWriter} sees to.
 */
final class PrintableWriter extends Writer {
    private final Writer to;
    private char high;

    PrintableWriter(Writer to) {
        this.to = to;
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        StringBuilder text = new StringBuilder(length + 1);
        if (high != 0) {
            text.append(high);
            high = 0;
        }
        text.append(chars, from, length);
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            high = text.charAt(last);
            text.setLength(last);
        }
        to.write(Printable.text(text.toString()));
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        if (high != 0) {
            to.write(Printable.line(String.valueOf(high)));
            high = 0;
        }
        to.close();
    }
}
