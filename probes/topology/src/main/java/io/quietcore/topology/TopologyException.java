package io.quietcore.topology;

import java.io.IOException;

/** A topology that cannot be read; the message says in one line which file, what was found and what was expected. */
public final class TopologyException extends IOException {
    private static final long serialVersionUID = 1L;

    TopologyException(String message) {
        super(message);
    }
}
