namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Networks

/// Graphs on samples and their Laplacians.
[<RequireQualifiedAccess>]
module SampleGraphs =

    /// Each sample (a row) tied to its k nearest, with self-tuned Gaussian weights. An ArgumentException for fewer samples than that.
    let ofSamples (neighbours: int) (samples: Matrix) : SampleGraph =
        SampleGraph.OfSamples(samples, neighbours)

    /// The least nonzero eigenvalues of the Laplacian with their vectors and residuals.
    let eigenpairs (count: int) (graph: SampleGraph) : LaplacianEigenResult = LaplacianEigen.Smallest(graph, count)

    /// L+ b with its residual, for a column b for each right-hand side.
    let solve (rightSide: Matrix) (graph: SampleGraph) : LaplacianSolution = LaplacianSolver.Solve(graph, rightSide)

    /// How many dimensions samples (rows) take up: by two nearest neighbours, and the participation ratio.
    let dimension (samples: Matrix) : IntrinsicDimension =
        IntrinsicDimension.Of(samples, NearestNeighbours.Find(samples, 2))

/// Layers of a network through a latent space, step by step; `LayerDecompositions` does all of it.
[<RequireQualifiedAccess>]
module Layer =

    /// What reaches a layer, counted from 1, when samples of the network's input are sent through; centred, without its bias.
    let reached (layer: int) (samples: float32[]) (network: Autoencoder) : LayerSamples =
        LayerSamples.OfNetwork(network, layer, ReadOnlySpan samples)

    /// Weights, outputs x inputs, with samples of their inputs, one in each row.
    let ofWeights (inputs: Matrix) (weights: Matrix) : LayerSamples = LayerSamples.Of(weights, inputs)

    /// Graphs of ten neighbours on inputs, outputs and both, with eigenpairs for every latent width.
    let geometry (layer: LayerSamples) : LayerGeometry = LayerGeometry.Of layer

    /// The reading of graph Laplacians.
    let byGraphs (geometry: LayerGeometry) : LayerMatrixDecomposition =
        LayerMatrixDecomposition.OfGraph geometry

    /// The reading of diffusion, with the weights of the commute time or of the heat kernel at a time.
    let byDiffusion (time: float option) (geometry: LayerGeometry) : LayerMatrixDecomposition =
        match time with
        | Some t -> LayerMatrixDecomposition.OfDiffusion(geometry, DiffusionWeights.HeatKernel, t)
        | None -> LayerMatrixDecomposition.OfDiffusion geometry

    /// The truncated singular value decomposition.
    let byIdentity (layer: LayerSamples) : LayerMatrixDecomposition =
        LayerMatrixDecomposition.OfIdentity layer

    /// Singular values, bulk edge, spikes, stable rank, power law and rank loss of weights.
    let spectrum (weights: Matrix) : WeightSpectrum = WeightSpectrum.Of weights
