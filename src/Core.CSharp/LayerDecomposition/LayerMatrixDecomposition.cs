using System;
using System.Collections.Generic;
using System.Threading;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>W ≈ U·O_dist·S'·I_dist·Vᵀ through a latent space of n' dimensions, for every n' up to a largest one.</summary>
/// <remarks>
/// Source: [NLQ23, Eqs. 2 to 8], W = U·S·Vᵀ. Correction: S' = I⁻¹SO⁻¹ there has the factors in the wrong order; with pseudo-inverses
/// S' = O_dist⁺·S·I_dist⁺, which is n' × n' and in general not diagonal. So the product is P·W·Q with P and Q the orthogonal
/// projections on the columns of U·O_dist and the rows of I_dist·Vᵀ: it depends on the maps only through what they span, and
/// O·T⁻¹, T·S'·R⁻¹, R·I give the same product for invertible T and R.
/// </remarks>
public sealed class LayerMatrixDecomposition
{
    private readonly LatentMaps _maps;
    private readonly Lazy<DecompositionResiduals> _residuals;
    private readonly Lazy<(Matrix U, Matrix V)> _bases;

    private LayerMatrixDecomposition(LayerSamples layer, DecompositionReading reading, LatentMaps maps)
    {
        Layer = layer;
        Reading = reading;
        _maps = maps;
        _residuals = new Lazy<DecompositionResiduals>(() => DecompositionResiduals.Of(layer, maps));
        _bases = new Lazy<(Matrix U, Matrix V)>(() =>
            (FullBasis.Complete(layer.Svd.U), FullBasis.Complete(layer.Svd.V))
        );
    }

    /// <summary>The layer and its samples.</summary>
    public LayerSamples Layer { get; }

    /// <summary>How the maps were read off.</summary>
    public DecompositionReading Reading { get; }

    /// <summary>The thin singular value decomposition of W.</summary>
    public SvdResult Svd => Layer.Svd;

    /// <summary>Rank of W.</summary>
    public int Rank => Layer.Rank;

    /// <summary>The largest n'.</summary>
    public int LargestLatent => _maps.Input.RowCount;

    /// <summary>
    /// What solving with L_in left over in the graph reading; null in the other readings.
    /// </summary>
    public LaplacianSolution? InputSolution { get; private init; }

    /// <summary>The residuals for n' = 1 … the largest, beside the least that any matrix of rank n' has.</summary>
    public IReadOnlyList<LayerResidual> Residuals => _residuals.Value.Rows;

    /// <summary>The reading of graphs on the samples.</summary>
    /// <param name="geometry">The graphs and eigenpairs.</param>
    /// <param name="cancel">Stops the solution with L_in.</param>
    /// <returns>The decomposition for n' up to the number of eigenpairs.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LayerMatrixDecomposition OfGraph(LayerGeometry geometry, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        (LatentMaps maps, LaplacianSolution solution) = GraphReading.Maps(geometry, geometry.Layer.Moments, cancel);
        return new LayerMatrixDecomposition(geometry.Layer, DecompositionReading.Graph, maps)
        {
            InputSolution = solution,
        };
    }

    /// <summary>The reading of diffusion on the joint graph.</summary>
    /// <param name="geometry">The graphs and eigenpairs.</param>
    /// <param name="weights">Commute time or heat kernel.</param>
    /// <param name="time">t of the heat kernel, positive, in units of 1/λ.</param>
    /// <returns>The decomposition for n' up to the number of eigenpairs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time at which the heat kernel leaves nothing.</exception>
    public static LayerMatrixDecomposition OfDiffusion(
        LayerGeometry geometry,
        DiffusionWeights weights = DiffusionWeights.CommuteTime,
        double time = 1.0
    )
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (!(time > 0.0) || !double.IsFinite(time))
        {
            throw new ArgumentOutOfRangeException(nameof(time), $"time {time}: expected a positive number");
        }

        LatentMaps maps = DiffusionReading.Maps(geometry, geometry.Layer.Moments, weights, time);
        return new LayerMatrixDecomposition(geometry.Layer, DecompositionReading.Diffusion, maps);
    }

    /// <summary>The reading without graphs: the truncated singular value decomposition.</summary>
    /// <param name="layer">Layer and samples.</param>
    /// <returns>The decomposition for n' up to the rank of W.</returns>
    /// <exception cref="ArgumentException">All weights are 0.</exception>
    public static LayerMatrixDecomposition OfIdentity(LayerSamples layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int rank = layer.Rank;
        if (rank == 0)
        {
            throw new ArgumentException("weights: all are 0, so there is nothing to decompose", nameof(layer));
        }

        LatentMaps maps = IdentityReading.Maps(layer.Svd, rank);
        return new LayerMatrixDecomposition(layer, DecompositionReading.Identity, maps);
    }

    /// <summary>From the inputs of the layer to the latent space: I_dist·Vᵀ.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>n' × i, acting on (centred) inputs.</returns>
    public Matrix InputMap(int latent)
    {
        Check(latent);
        return Matrix.FromEntries(
            latent,
            _maps.Input.ColumnCount,
            _maps.Input.Entries[..(latent * _maps.Input.ColumnCount)]
        );
    }

    /// <summary>From the latent space to the outputs of the layer: U·O_dist.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>o × n'.</returns>
    public Matrix OutputMap(int latent)
    {
        Check(latent);
        return Matrix.Create(_maps.Output.RowCount, latent, (i, j) => _maps.Output[i, j]);
    }

    /// <summary>I_dist, in the coordinates of the right singular vectors.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>n' × i.</returns>
    public Matrix InputDistances(int latent) => MatrixProduct.Multiply(InputMap(latent), _bases.Value.V);

    /// <summary>O_dist, in the coordinates of the left singular vectors.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>o × n'.</returns>
    public Matrix OutputDistances(int latent) =>
        MatrixProduct.MultiplyTransposedLeft(_bases.Value.U, OutputMap(latent));

    /// <summary>S' = O_dist⁺·S·I_dist⁺, the layer as it acts within the latent space.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>n' × n'.</returns>
    public Matrix Core(int latent)
    {
        Matrix output = Factorizations.PseudoInverse(OutputMap(latent));
        Matrix input = Factorizations.PseudoInverse(InputMap(latent));
        return MatrixProduct.Multiply(MatrixProduct.Multiply(output, Layer.Weights), input);
    }

    /// <summary>Ŵ = U·O_dist·S'·I_dist·Vᵀ.</summary>
    /// <param name="latent">n', 1 … the largest.</param>
    /// <returns>o × i, of rank at most n'.</returns>
    public Matrix Reconstruct(int latent)
    {
        Check(latent);
        return _residuals.Value.Reconstruct(latent);
    }

    private void Check(int latent)
    {
        if (latent < 1 || latent > LargestLatent)
        {
            throw new ArgumentOutOfRangeException(
                nameof(latent),
                $"latent {latent}: expected 1 ... {LargestLatent}, the widths that were decomposed for"
            );
        }
    }
}
