package io.quietcore.harness.kubeconfig;

import io.quietcore.contract.Printable;
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

    /** A name as it may be printed. */
    static String shown(String name) {
        return Printable.line(name);
    }

    static String shown(Collection<String> names) {
        return names.stream().map(KubeconfigException::shown).sorted().toList().toString();
    }
}
