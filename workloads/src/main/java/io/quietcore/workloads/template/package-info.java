/** Go's text templates, as far as kube-burner's endpoint files use them. */
@NullMarked
package io.quietcore.workloads.template;

import org.jspecify.annotations.NullMarked;
