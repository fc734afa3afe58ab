package io.quietcore.harness.cli;

import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The uuid of a run. */
final class UuidConverter implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no uuid; expected one such as 8f370b16-cb48-4dae-9861-d58c5cdf2126");
        }
    }
}
