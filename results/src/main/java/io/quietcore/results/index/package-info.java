/** Documents on the road: tarballs, and OpenSearch or Elasticsearch, in both directions with kube-burner. */
@NullMarked
package io.quietcore.results.index;

import org.jspecify.annotations.NullMarked;
