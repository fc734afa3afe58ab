package io.quietcore.results.statistics;

/** A few columns fitted to values by ordinary least squares, by Cholesky's decomposition of the normal equations. */
final class LeastSquares {
    private final double[][] lower;
    private final double[] coefficients;
    private final double residual;
    private final double explainedBeyondFirst;

    private LeastSquares(double[][] lower, double[] rotated, double[] coefficients, double squares) {
        this.lower = lower;
        this.coefficients = coefficients;
        double explained = 0;
        for (int i = 1; i < rotated.length; i++) {
            explained += rotated[i] * rotated[i];
        }
        this.explainedBeyondFirst = explained;
        this.residual = Math.max(0, squares - explained - rotated[0] * rotated[0]);
    }

    /**
     * Fits.
     *
     * @param columns independent, each as long as the values
     */
    static LeastSquares of(double[] values, double[][] columns) {
        int n = columns.length;
        double[][] lower = new double[n][n];
        double[] rotated = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = dot(columns[i], columns[j]) - dot(lower[i], lower[j]);
                lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
            }
            rotated[i] = (dot(columns[i], values) - dot(lower[i], rotated)) / lower[i][i];
        }
        double[] coefficients = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double rest = rotated[i];
            for (int j = i + 1; j < n; j++) {
                rest -= lower[j][i] * coefficients[j];
            }
            coefficients[i] = rest / lower[i][i];
        }
        return new LeastSquares(lower, rotated, coefficients, dot(values, values));
    }

    /** The sum of products; what is not yet filled is 0. */
    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    double coefficient(int column) {
        return coefficients[column];
    }

    /** Of a coefficient, in units of the residuals' variance: an element of the inverse of the normal equations. */
    double variance(int column) {
        int n = coefficients.length;
        double[] solved = new double[n];
        double sum = 0;
        for (int i = column; i < n; i++) {
            double rest = i == column ? 1 : 0;
            for (int j = column; j < i; j++) {
                rest -= lower[i][j] * solved[j];
            }
            solved[i] = rest / lower[i][i];
            sum += solved[i] * solved[i];
        }
        return sum;
    }

    /** Sum of squares of what is left. */
    double residual() {
        return residual;
    }

    /** Sum of squares that the columns explain beyond the first one. */
    double explainedBeyondFirst() {
        return explainedBeyondFirst;
    }

    /** Of the normal equations. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < lower.length; i++) {
            sum += 2 * Math.log(lower[i][i]);
        }
        return sum;
    }
}
