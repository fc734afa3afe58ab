package io.quietcore.harness.kubeconfig;

import java.io.IOException;
import java.util.Collection;

/**
 * A kubeconfig, or what it names, cannot be used. The message is one printable line that says where and what to do. It never
 * repeats a value, for any value may be a secret that stands in the wrong place: names of entries and of files are all that it
 * quotes.
 */
public final class KubeconfigException extends IOException {
    private static final long serialVersionUID = 1L;

    KubeconfigException(String message) {
        super(message);
    }

    /** A name as it may be printed: what moves a terminal's cursor, or hides, is written as in JSON. */
    static String shown(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.PRIVATE_USE,
                        Character.SURROGATE,
                        Character.UNASSIGNED -> text.append(String.format(each > 0xFFFF ? "\\U%08X" : "\\u%04x", each));
                default -> text.appendCodePoint(each);
            }
        });
        return text.toString();
    }

    static String shown(Collection<String> names) {
        return names.stream().map(KubeconfigException::shown).sorted().toList().toString();
    }
}
