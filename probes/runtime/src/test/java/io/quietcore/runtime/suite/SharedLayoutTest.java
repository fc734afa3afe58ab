package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Where this JVM really puts what two threads touch: 128 bytes and more from everything that somebody else writes. */
class SharedLayoutTest {
    private static final long FREE = 128;

    @Test
    void theRingsFieldsLieApartByWhoWritesThem() {
        ClassLayout layout = ClassLayout.parseClass(TickRing.class);
        List<List<String>> groups = List.of(
                List.of("slots", "mask"), List.of("published", "consumedSeen"), List.of("consumed", "publishedSeen"));

        long end = 0;
        for (List<String> group : groups) {
            assertThat(first(layout, group) - end).as("in front of " + group).isGreaterThanOrEqualTo(FREE);
            end = last(layout, group);
        }
        assertThat(layout.instanceSize() - end).as("behind all").isGreaterThanOrEqualTo(FREE);
    }

    @Test
    void theRingsSlotsLieApartFromTheArraysLengthAndItsNeighbours() {
        TickRing ring = new TickRing(4);
        long base = ClassLayout.parseInstance(ring.slots).fields().first().offset();
        int before = 2 * TickRingLayout.SLOTS_PADDING;

        assertThat(base + (long) before * Long.BYTES).isGreaterThanOrEqualTo(FREE + base);
        assertThat((ring.slots.length - before - 2L * 4) * Long.BYTES).isGreaterThanOrEqualTo(FREE);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.offer(1, 2)).isTrue();
        }
        assertThat(Arrays.copyOf(ring.slots, before)).containsOnly(0);
        assertThat(Arrays.copyOfRange(ring.slots, before + 8, ring.slots.length))
                .containsOnly(0);
        assertThat(Arrays.copyOfRange(ring.slots, before, before + 8)).doesNotContain(0);
    }

    @Test
    void sharedWordsLieApartFromEachOtherAndTheArraysEnds() {
        long[] words = SharedWords.make(2);
        SharedWords.write(words, 0, 7);
        SharedWords.write(words, 1, 8);
        int[] at = IntStream.range(0, words.length).filter(i -> words[i] != 0).toArray();

        assertThat(at).hasSize(2);
        assertThat((long) at[0] * Long.BYTES).isGreaterThanOrEqualTo(FREE);
        assertThat((at[1] - at[0] - 1L) * Long.BYTES).isGreaterThanOrEqualTo(FREE);
        assertThat((words.length - at[1] - 1L) * Long.BYTES).isGreaterThanOrEqualTo(FREE);
    }

    @Test
    void theHandoffWritesNoField() {
        assertThat(Arrays.stream(HandoffLoop.class.getDeclaredFields())
                        .filter(field -> !Modifier.isFinal(field.getModifiers()))
                        .map(Field::getName))
                .isEmpty();
    }

    private static long first(ClassLayout layout, List<String> names) {
        return fields(layout, names).mapToLong(FieldLayout::offset).min().orElseThrow();
    }

    private static long last(ClassLayout layout, List<String> names) {
        return fields(layout, names)
                .mapToLong(field -> field.offset() + field.size())
                .max()
                .orElseThrow();
    }

    private static Stream<FieldLayout> fields(ClassLayout layout, List<String> names) {
        return layout.fields().stream().filter(field -> names.contains(field.name()));
    }
}
