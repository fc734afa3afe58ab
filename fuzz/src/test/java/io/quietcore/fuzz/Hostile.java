package io.quietcore.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What every reader is given: nothing, null, much of one kind, bytes that are no text, text that drives a terminal. */
final class Hostile {
    private static final int MANY = 20_000;

    static final List<byte[]> INPUTS = Stream.of(
                    "",
                    " ",
                    "\n",
                    "\0",
                    "null",
                    "[null]",
                    "{}",
                    "[]",
                    "[[]]",
                    "{\"a\":null}",
                    "\"\\u0000\\u001b[2J\\u202e\"",
                    "\u001b[2J\u0007\u009b31m\u202e\u2028",
                    "{\"\\u001b[2J\\u009b\\u202e\\n\":\"\\u001b[2J\"}",
                    "\u001b[2J: \u009b\n\u202e: \u0007",
                    "[".repeat(MANY),
                    "[".repeat(MANY) + "]".repeat(MANY),
                    "{\"a\":".repeat(MANY),
                    "{a: ".repeat(MANY),
                    "- ".repeat(MANY),
                    "(".repeat(MANY),
                    "<a>".repeat(MANY),
                    " ".repeat(MANY),
                    "\n".repeat(MANY),
                    "0,".repeat(MANY) + "0",
                    "9".repeat(MANY),
                    "-" + "9".repeat(MANY),
                    "1e999",
                    "[1e999,-1e999,1e-999,9223372036854775808,0.1]",
                    "a".repeat(MANY),
                    "\ufeff{}")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .collect(java.util.stream.Collectors.collectingAndThen(
                    java.util.stream.Collectors.toList(), Hostile::andBytes));

    private Hostile() {}

    private static List<byte[]> andBytes(List<byte[]> texts) {
        texts.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        texts.add(new byte[] {(byte) 0xc3, 0x28});
        texts.add(new byte[] {(byte) 0x1f, (byte) 0x8b, 8});
        byte[] all = new byte[1_024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        texts.add(all);
        return List.copyOf(texts);
    }
}
