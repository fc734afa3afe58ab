package io.quietcore.fuzz;

import java.util.List;

/**
 * A reader of text that may come from anywhere, and what must hold of it whatever the text is.
 *
 * @param name as {@code scripts/fuzz} takes it; also the folder of its inputs
 * @param reader calls it, and checks what it gave
 * @param refusals the exceptions that are declared for bad input, by their exact classes
 * @param seeds files of this repository to begin with, beside those in the folder; relative to its root
 */
public record Target(String name, Reader reader, List<Class<? extends Exception>> refusals, List<String> seeds) {
    public Target {
        refusals = List.copyOf(refusals);
        seeds = List.copyOf(seeds);
    }

    /** Reads one input. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Whether the input was taken; not where what is returned says what is wrong with it.
         *
         * @throws Exception one of the declared ones where the input is refused; anything else is a fault
         */
        boolean read(byte[] input) throws Exception;
    }

    /** Reads one input, and returns where it was taken. */
    @FunctionalInterface
    public interface Refusing {
        void read(byte[] input) throws Exception;
    }

    /** A reader that throws nothing: bad input is told in what it returns. */
    public static Target telling(String name, Reader reader) {
        return new Target(name, reader, List.of(), List.of());
    }

    /** A reader that refuses bad input by an exception. */
    public static Target refusing(String name, Class<? extends Exception> refusal, Refusing reader) {
        return refusing(name, List.of(refusal), reader);
    }

    /** As before, by one of several. */
    public static Target refusing(String name, List<Class<? extends Exception>> refusals, Refusing reader) {
        return new Target(
                name,
                input -> {
                    reader.read(input);
                    return true;
                },
                refusals,
                List.of());
    }

    /** This one, with more seeds. */
    public Target from(String... files) {
        return new Target(name, reader, refusals, List.of(files));
    }

    /**
     * Reads an input.
     *
     * @return whether it was taken, not refused
     * @throws AssertionError where what must hold does not, or something is thrown that is not declared
     */
    public boolean accepts(byte[] input) {
        long before = Allocation.ofThisThread();
        boolean taken = isTaken(input);
        if (Allocation.isMuch(input.length, Allocation.ofThisThread() - before)) {
            // The first time classes may have been loaded, and a schema compiled: it is the second one that counts.
            before = Allocation.ofThisThread();
            Holds.equal("what became of an input and of the same again", taken, isTaken(input));
            Allocation.check(name, input.length, Allocation.ofThisThread() - before);
        }
        return taken;
    }

    private boolean isTaken(byte[] input) {
        try {
            return reader.read(input);
        } catch (StackOverflowError e) {
            throw new AssertionError(name + ": recursion without a bound", e);
        } catch (Exception e) {
            if (!refusals.contains(e.getClass())) {
                throw new AssertionError(name + ": what is not declared: " + e, e);
            }
            Holds.said("the message of " + name, e.getMessage());
            return false;
        }
    }
}
