package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import java.util.BitSet;

/**
 * A table with a column for each CPU: {@code /proc/interrupts} and {@code /proc/softirqs}. Its first line names the CPUs, for those
 * that are offline have no column, or one. Pure.
 */
final class CpuColumns {
    private static final byte[] CPU = KernelBytes.ascii("CPU");

    private CpuColumns() {}

    /** Takes a row. */
    @FunctionalInterface
    interface Row {
        /**
         * A row.
         *
         * @param name without its colon
         * @param sum of the columns that were asked for
         * @param description what follows them
         */
        void take(String name, long sum, String description);
    }

    /**
     * Reads the table that is in a buffer. Rows with fewer numbers than columns are of no CPU, and passed over.
     *
     * @return whether it has a column for each of the CPUs
     */
    static boolean read(KernelBytes text, CpuSet cpus, Row row) {
        BitSet wanted = new BitSet();
        int columns = 0;
        int found = 0;
        while (text.take(CPU)) {
            long cpu = text.number();
            if (cpu < 0 || cpu > CpuSet.MAX_CPU) {
                return false;
            }
            if (cpus.contains((int) cpu)) {
                wanted.set(columns);
                found++;
            }
            columns++;
        }
        if (found == 0 || found != cpus.cpus().size()) {
            return false;
        }
        text.nextLine();
        while (!text.ended()) {
            String name = text.word();
            long sum = 0;
            int read = 0;
            while (read < columns) {
                long count = text.number();
                if (count < 0) {
                    break;
                }
                sum += wanted.get(read) ? count : 0;
                read++;
            }
            if (read == columns && name.endsWith(":")) {
                row.take(name.substring(0, name.length() - 1), sum, text.rest());
            }
            text.nextLine();
        }
        return true;
    }
}
