/** YAML that knows its lines: read in bounds, checked against a JSON Schema, every problem with its place. */
@NullMarked
package io.quietcore.workloads.yaml;

import org.jspecify.annotations.NullMarked;
