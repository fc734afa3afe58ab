/** The kernel, as the probes need it: system calls, files of procfs and sysfs, and what became of what was asked. */
@NullMarked
package io.quietcore.runtime.machine;

import org.jspecify.annotations.NullMarked;
