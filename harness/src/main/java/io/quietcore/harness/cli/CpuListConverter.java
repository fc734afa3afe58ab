package io.quietcore.harness.cli;

import io.quietcore.contract.CpuSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the kernel's list format, such as {@code 2,4-7}. */
final class CpuListConverter implements ITypeConverter<CpuSet> {
    @Override
    public CpuSet convert(String typed) {
        try {
            CpuSet cpus = CpuSet.parse(typed);
            if (cpus.isEmpty()) {
                throw new TypeConversionException("expected CPU numbers, such as 2,4-7");
            }
            return cpus;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
