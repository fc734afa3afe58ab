/** Which cluster a context is, and who asks it: kubeconfigs read as kubectl reads them, and nothing else of the environment. */
@NullMarked
package io.quietcore.harness.kubeconfig;

import org.jspecify.annotations.NullMarked;
