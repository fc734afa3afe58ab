package io.quietcore.harness.run;

import java.io.IOException;

/** What is to be measured fails before its first repetition, and would fail again. The message is for a person. */
public final class HopelessException extends IOException {
    private static final long serialVersionUID = 1L;

    HopelessException(String message) {
        super(message);
    }
}
