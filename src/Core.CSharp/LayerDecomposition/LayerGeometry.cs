using System;
using System.Threading;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>How the graphs of a layer are made.</summary>
/// <param name="Neighbours">k, at least 2.</param>
/// <param name="Latent">Eigenpairs of the joint graph; 0 for as many as the weights have rank, or as the samples allow.</param>
/// <param name="Laplacian">How closely Laplacians are solved.</param>
public sealed record LayerGeometryOptions(int Neighbours = 10, int Latent = 0, LaplacianOptions? Laplacian = null)
{
    /// <summary>Ten neighbours, every latent width.</summary>
    public static LayerGeometryOptions Default { get; } = new();

    /// <summary>Threads to use; 0 for all cores.</summary>
    internal int Threads => Accuracy.Threads;

    /// <summary>How closely Laplacians are solved, chosen or by default.</summary>
    internal LaplacianOptions Accuracy => Laplacian ?? LaplacianOptions.Default;
}

/// <summary>The graphs on the samples of a layer: of its inputs, its outputs, and both together.</summary>
/// <remarks>
/// The joint samples are [X/σ_X, Y/σ_Y], σ the root of the mean squared distance from the mean, so that both sides count alike.
/// Source: [NLQ23, Eqs. 5 and 6]. Correction: the source takes the largest eigenvectors of L, which is right for the Gram matrix of
/// centred samples; of a locally connected graph the smoothest functions belong to the least nonzero eigenvalues.
/// </remarks>
public sealed class LayerGeometry
{
    private LayerGeometry(LayerSamples layer, LayerGeometryOptions options)
    {
        Layer = layer;
        Options = options;
    }

    /// <summary>The layer and its samples.</summary>
    public LayerSamples Layer { get; }

    /// <summary>How the graphs were made.</summary>
    public LayerGeometryOptions Options { get; }

    /// <summary>The graph of the inputs, with Laplacian L_in.</summary>
    public SampleGraph InputGraph { get; private init; } = null!;

    /// <summary>The graph of the outputs, with Laplacian L_out.</summary>
    public SampleGraph OutputGraph { get; private init; } = null!;

    /// <summary>The graph of the joint samples, with Laplacian L.</summary>
    public SampleGraph JointGraph { get; private init; } = null!;

    /// <summary>(Λ, Ψ), the least nonzero eigenvalues of L and their vectors.</summary>
    public LaplacianEigenResult Eigen { get; private init; } = null!;

    /// <summary>How many dimensions the inputs take up.</summary>
    public IntrinsicDimension InputDimension { get; private init; } = null!;

    /// <summary>How many dimensions the outputs take up.</summary>
    public IntrinsicDimension OutputDimension { get; private init; } = null!;

    /// <summary>How many dimensions the joint samples take up.</summary>
    public IntrinsicDimension JointDimension { get; private init; } = null!;

    /// <summary>Builds the three graphs and finds the eigenpairs of the joint one.</summary>
    /// <param name="layer">Layer and samples.</param>
    /// <param name="options">Neighbours, eigenpairs, accuracy.</param>
    /// <param name="progress">Told of each of the four stages.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>The graphs.</returns>
    /// <exception cref="ArgumentException">Not more samples than neighbours, or more eigenpairs than there are.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LayerGeometry Of(
        LayerSamples layer,
        LayerGeometryOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(layer);
        LayerGeometryOptions chosen = options ?? LayerGeometryOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.Neighbours, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(chosen.Latent, nameof(options));
        const int Stages = 4;
        progress?.Report(new Progress("graph of the inputs", 0, Stages));
        (SampleGraph input, IntrinsicDimension inputDimension) = Graph(
            layer.Centred.Samples,
            layer.InputRounding,
            chosen,
            cancel
        );
        progress?.Report(new Progress("graph of the outputs", 1, Stages));
        (SampleGraph output, IntrinsicDimension outputDimension) = Graph(
            layer.Outputs,
            layer.OutputRounding,
            chosen,
            cancel
        );
        progress?.Report(new Progress("joint graph", 2, Stages));
        (SampleGraph joint, IntrinsicDimension jointDimension) = Graph(
            Joint(layer, out double rounding),
            rounding,
            chosen,
            cancel
        );
        progress?.Report(new Progress("eigenpairs", 3, Stages));
        int latent = chosen.Latent;
        if (latent == 0)
        {
            latent = Math.Clamp(layer.Rank, 1, Math.Max(1, joint.SampleCount - joint.ComponentCount));
        }

        LaplacianEigenResult eigen = LaplacianEigen.Smallest(joint, latent, chosen.Accuracy, cancel);
        progress?.Report(new Progress("eigenpairs", Stages, Stages));
        return new LayerGeometry(layer, chosen)
        {
            InputGraph = input,
            OutputGraph = output,
            JointGraph = joint,
            Eigen = eigen,
            InputDimension = inputDimension,
            OutputDimension = outputDimension,
            JointDimension = jointDimension,
        };
    }

    private static (SampleGraph Graph, IntrinsicDimension Dimension) Graph(
        Matrix samples,
        double rounding,
        LayerGeometryOptions options,
        CancellationToken cancel
    )
    {
        NearestNeighbours neighbours = NearestNeighbours.Find(samples, options.Neighbours, options.Threads, cancel);
        return (
            SampleGraph.OfNeighbours(neighbours),
            IntrinsicDimension.Of(samples, neighbours, options.Threads, rounding)
        );
    }

    // A side whose samples all coincide adds nothing: it stays 0.
    private static Matrix Joint(LayerSamples layer, out double rounding)
    {
        Centring outputs = Centring.Centre(layer.Outputs);
        double input = 1.0 / layer.Centred.Spread;
        double output = outputs.Spread > 0.0 ? 1.0 / outputs.Spread : 0.0;
        rounding = Math.Max(input * layer.InputRounding, output * layer.OutputRounding);
        int i = layer.Centred.Samples.ColumnCount;
        int o = layer.Outputs.ColumnCount;
        double[] joint = new double[checked(layer.SampleCount * (i + o))];
        for (int row = 0; row < layer.SampleCount; row++)
        {
            Span<double> target = joint.AsSpan(row * (i + o), i + o);
            System.Numerics.Tensors.TensorPrimitives.Multiply(layer.Centred.Samples.Row(row), input, target);
            System.Numerics.Tensors.TensorPrimitives.Multiply(outputs.Samples.Row(row), output, target[i..]);
        }

        return Matrix.Adopt(layer.SampleCount, i + o, joint);
    }
}
