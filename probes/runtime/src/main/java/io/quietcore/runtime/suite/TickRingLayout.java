package io.quietcore.runtime.suite;

/**
 * Where the fields of {@link TickRing} lie: the producer's and the consumer's, and those that both read and nobody writes,
 * each behind 128 bytes of nothing (as Agrona's queues: a superclass's fields come first, HotSpot's fieldLayoutBuilder.cpp,
 * and adjacent cache lines are fetched in pairs). A layout test holds it.
 */
final class TickRingLayout {
    /** In front of the slots and behind them, in pairs of words: 128 bytes. */
    static final int SLOTS_PADDING = 8;

    private TickRingLayout() {}

    /** The hole behind a header of 12 bytes is filled too, or a field of a subclass would be. */
    abstract static class Front {
        int front;
        long front1, front2, front3, front4, front5, front6, front7, front8;
        long front9, front10, front11, front12, front13, front14, front15, front16;
    }

    /** Read by both. */
    abstract static class Both extends Front {
        final long[] slots;
        final long mask;

        Both(int capacity) {
            slots = new long[2 * (SLOTS_PADDING + capacity + SLOTS_PADDING)];
            mask = capacity - 1L;
        }
    }

    abstract static class BeforeProducer extends Both {
        long producer1, producer2, producer3, producer4, producer5, producer6, producer7, producer8;
        long producer9, producer10, producer11, producer12, producer13, producer14, producer15, producer16;

        BeforeProducer(int capacity) {
            super(capacity);
        }
    }

    /** Written by the producer. */
    abstract static class Producer extends BeforeProducer {
        long published;
        long consumedSeen;

        Producer(int capacity) {
            super(capacity);
        }
    }

    abstract static class BeforeConsumer extends Producer {
        long consumer1, consumer2, consumer3, consumer4, consumer5, consumer6, consumer7, consumer8;
        long consumer9, consumer10, consumer11, consumer12, consumer13, consumer14, consumer15, consumer16;

        BeforeConsumer(int capacity) {
            super(capacity);
        }
    }

    /** Written by the consumer. */
    abstract static class Consumer extends BeforeConsumer {
        long consumed;
        long publishedSeen;

        Consumer(int capacity) {
            super(capacity);
        }
    }

    abstract static class Back extends Consumer {
        long back1, back2, back3, back4, back5, back6, back7, back8;
        long back9, back10, back11, back12, back13, back14, back15, back16;

        Back(int capacity) {
            super(capacity);
        }
    }
}
