package io.quietcore.harness.kubernetes;

/** A pod that cannot measure, and may be replaced by one that can; the message has no node and no role in it. */
final class NoPodException extends Exception {
    private static final long serialVersionUID = 1L;

    NoPodException(String message) {
        super(message);
    }
}
