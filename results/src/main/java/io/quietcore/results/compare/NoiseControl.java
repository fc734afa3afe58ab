package io.quietcore.results.compare;

import io.quietcore.contract.Metric;

/**
 * The machine's noise in one figure: the reference compared with itself, over all balanced splits of its repetitions.
 * No test (the smallest p of three against three is 0.1).
 *
 * @param metric a primary one
 * @param splits how many there are: 6 repetitions have 10, 10 have 126; an odd number leaves its last repetition out; of more than
 *     10,000 so many are drawn from the seed
 * @param beyondMargin how many of them show an effect beyond the margin
 * @param drawn whether the splits were drawn
 */
public record NoiseControl(Metric metric, int splits, int beyondMargin, boolean drawn) {}
