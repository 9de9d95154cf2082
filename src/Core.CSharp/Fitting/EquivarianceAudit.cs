using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Representations;

namespace Neurovariety.Fitting;

/// <summary>How far a matrix is from one symmetry.</summary>
/// <param name="Residual">Largest ‖defect‖_F over the generators: of M·P − M, or of M·P − P·M.</param>
/// <param name="RelativeResidual">That divided by ‖M‖_F; 0 for M = 0.</param>
/// <param name="ResidualByGenerator">‖defect‖_F for each generator.</param>
/// <param name="WorstGenerator">0-based position of the generator with the largest defect.</param>
/// <param name="WorstInput">Unit vector on which that generator's defect is largest, n numbers.</param>
/// <param name="WorstOutputDefect">Norm of the defect at that input: the largest singular value of the defect.</param>
/// <param name="NearestDistance">Frobenius distance to the nearest matrix that has the symmetry exactly.</param>
public sealed record SymmetryDefect(
    double Residual,
    double RelativeResidual,
    IReadOnlyList<double> ResidualByGenerator,
    int WorstGenerator,
    IReadOnlyList<double> WorstInput,
    double WorstOutputDefect,
    double NearestDistance
);

/// <summary>How far a matrix is from invariance and from equivariance under a permutation group.</summary>
/// <param name="Invariance">M·P_σ = M.</param>
/// <param name="Equivariance">M·P_σ = P_σ·M; null when M is not square.</param>
public sealed record EquivarianceAudit(SymmetryDefect Invariance, SymmetryDefect? Equivariance)
{
    /// <summary>Audits a matrix.</summary>
    /// <param name="matrix">M, m × n.</param>
    /// <param name="group">A permutation group on n points.</param>
    /// <returns>The defects.</returns>
    /// <exception cref="ArgumentException">The degree of the group is not n, or an entry is not finite.</exception>
    public static EquivarianceAudit Of(Matrix matrix, PermutationGroup group)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        MatrixArithmetic.CheckFinite(matrix, nameof(matrix));
        int exponent = BinaryScale.Exponent(matrix);
        matrix = BinaryScale.Multiply(matrix, -exponent);
        OrbitCoordinates orbits = OrbitCoordinates.Of(group, matrix.ColumnCount);
        SymmetryDefect invariance = Measure(
            matrix,
            group,
            p => MatrixArithmetic.Subtract(PermutationAction.ActOnColumns(matrix, p), matrix),
            orbits.Expand(orbits.Contract(matrix)),
            exponent
        );
        if (matrix.RowCount != matrix.ColumnCount)
        {
            return new EquivarianceAudit(invariance, null);
        }

        SymmetryDefect equivariance = Measure(
            matrix,
            group,
            p =>
                MatrixArithmetic.Subtract(
                    PermutationAction.ActOnColumns(matrix, p),
                    PermutationAction.ActOnRows(p, matrix)
                ),
            OrbitalAverage.Of(matrix, group),
            exponent
        );
        return new EquivarianceAudit(invariance, equivariance);
    }

    // Of a matrix near 1; lengths are given times 2^exponent.
    private static SymmetryDefect Measure(
        Matrix matrix,
        PermutationGroup group,
        Func<Permutation, Matrix> defect,
        Matrix nearest,
        int exponent
    )
    {
        double[] residuals = [.. group.Generators.Select(p => MatrixArithmetic.FrobeniusNorm(defect(p)))];
        int worst = Array.IndexOf(residuals, residuals.Max());
        SymmetricEigenResult top = SymmetricEigen.Largest(MatrixProduct.Gram(defect(group.Generators[worst])), 1);
        double norm = MatrixArithmetic.FrobeniusNorm(matrix);
        return new SymmetryDefect(
            Math.ScaleB(residuals[worst], exponent),
            norm > 0.0 ? residuals[worst] / norm : 0.0,
            [.. residuals.Select(x => Math.ScaleB(x, exponent))],
            worst,
            top.Vectors.ToArray(),
            Math.ScaleB(Math.Sqrt(Math.Max(0.0, top.Values[0])), exponent),
            Math.ScaleB(MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(matrix, nearest)), exponent)
        );
    }
}
