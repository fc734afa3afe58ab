package io.quietcore.results.compare;

/**
 * One node's own effect, for ranking: no verdict, and no correction for their number.
 *
 * @param node its name
 * @param control whether nobody touched it between the sides
 * @param effect over its repetitions, its NUMA nodes merged
 * @param highestRank the best case of what is worst: 1 plus the nodes whose whole interval lies above this one's
 * @param lowestRank the number of nodes less those whose whole interval lies below (M. Klein, T. Wright, J. Wieczorek,
 *     "A joint confidence region for an overall ranking of populations", J. R. Stat. Soc. C 69, 2020)
 */
public record NodeEffect(String node, boolean control, Effect effect, int highestRank, int lowestRank) {}
