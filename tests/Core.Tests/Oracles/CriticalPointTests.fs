/// Critical points against numerical gradients and Hessians over the weights of the networks.
module Neurovariety.Tests.Oracles.CriticalPointTests

open Expecto
open System
open System.Numerics
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallProblems
open Xunit

let private instances () =
    smallGroups () |> List.filter (fun (_, group) -> group.Degree <= 9)

/// A component of rank about half, with its problem; samples in general position.
let private at seed group =
    let decomposition, _, gram = problem seed group
    let solved = EquivariantLeastSquares.Autoencoder gram
    let ranks = (ExactFit.Equivariant(gram, (group.Degree + 1) / 2)).Component
    decomposition, solved, ranks

/// The loss over weights is a polynomial of degree 4 in each direction: differences of step h have error h².
let private loss decomposition (solved: EquivariantLeastSquares) ranks (weights: float[]) =
    solved.SquaredError(EquivariantAutoencoder.FromParameters(decomposition, ranks, weights))

let private hessian (f: float[] -> float) (weights: float[]) =
    let h = 1e-3

    let shifted changes =
        let moved = Array.copy weights

        for i, by in changes do
            moved[i] <- moved[i] + by

        f moved

    Matrix.Create(
        weights.Length,
        weights.Length,
        fun i j ->
            let part a b = shifted [ i, a; j, b ]
            (part h h - part h -h - part -h h + part -h -h) / (4.0 * h * h)
    )

[<Tests>]
let tests =
    testList "CriticalPointTests" [
        testCase "the number of pure critical points is the Euclidean distance degree" (fun () ->
            for _, group in instances () do
                let decomposition, solved, ranks = at 1UL group
                let points = CriticalPoints.Of(solved, ranks)
                Assert.Equal(EquivariantVariety(decomposition.Blocks, ranks).EuclideanDistanceDegree, points.PureCount)
                Assert.Equal(points.PureCount, BigInteger(Seq.length (points.Pure())))
                Assert.Equal(points.SpuriousCount, BigInteger(Seq.length (points.Spurious())))
                Assert.False points.IsDegenerate)

        testCase "the first pure critical point is the optimum and the only minimum" (fun () ->
            for _, group in instances () do
                let _, solved, ranks = at 2UL group
                let points = CriticalPoints.Of(solved, ranks)
                let pure' = points.Pure() |> Seq.toList
                Assert.Equal(solved.SquaredError ranks, pure'.Head.SquaredError, 1e-9 * solved.ZeroError)

                let minima =
                    Seq.append pure' (points.Spurious())
                    |> Seq.filter (fun p -> p.Kind = CriticalPointKind.Minimum)
                    |> Seq.toList

                Assert.Equal(1, minima.Length)
                Assert.Same(pure'.Head, minima.Head)
                Assert.Equal(0L, minima.Head.MorseIndex.Value))

        testCase
            "the gradient over the weights vanishes at critical points and their values are those of their networks"
            (fun () ->
                for name, group in instances () do
                    let decomposition, solved, ranks = at 3UL group
                    let points = CriticalPoints.Of(solved, ranks)

                    for point in Seq.append (points.Pure() |> Seq.truncate 6) (points.Spurious() |> Seq.truncate 6) do
                        let network = points.Network point
                        let f = loss decomposition solved network.Component
                        let weights = network.Parameters()
                        Assert.Equal(point.SquaredError, f weights, 1e-9 * solved.ZeroError)

                        for i in 0 .. weights.Length - 1 do
                            let at by =
                                f (Array.updateAt i (weights[i] + by) weights)

                            let slope = (at 1e-4 - at -1e-4) / 2e-4
                            Assert.True(abs slope <= 1e-6 * solved.ZeroError, $"{name}: slope {slope}"))

        // The index on the variety is that over the weights: the fibres only add zero eigenvalues.
        testCase "the Morse index is the number of negative eigenvalues of a numerical Hessian" (fun () ->
            for name, group in instances () do
                let decomposition, solved, ranks = at 4UL group
                let points = CriticalPoints.Of(solved, ranks)

                for point in points.Pure() |> Seq.truncate 8 do
                    let f = loss decomposition solved ranks

                    let values =
                        (SymmetricEigen.Decompose(hessian f ((points.Network point).Parameters()))).Values

                    let bound = 1e-5 * Array.max (Array.map abs values)
                    let negative = values |> Array.filter (fun v -> v < -bound) |> Array.length

                    Assert.True(
                        point.MorseIndex.Value = int64 negative,
                        $"{name}: {point.MorseIndex} against {negative}"
                    ))

        // At a spurious point the free hidden units open a direction of descent.
        testCase "a spurious critical point is a saddle: a small change of the weights lowers the loss" (fun () ->
            for _, group in instances () do
                let decomposition, solved, ranks = at 5UL group
                let points = CriticalPoints.Of(solved, ranks)

                for point in points.Spurious() |> Seq.truncate 10 do
                    Assert.Equal(CriticalPointKind.Saddle, point.Kind)
                    Assert.False point.IsPure

                    let block =
                        Seq.findIndex (fun i -> point.Kept[i].Count < ranks[i]) (Seq.initInfinite id)

                    let free =
                        Seq.findIndex (fun u -> not (Seq.contains u point.Kept[block])) (Seq.initInfinite id)

                    let build (scale: float) =
                        let encoders, decoders' =
                            [|
                                for i in 0 .. ranks.Count - 1 ->
                                    let size = solved.Blocks[i].Encoder.RowCount
                                    let width = decomposition.Blocks[i].AlgebraDimension * ranks[i]
                                    let units = Seq.toArray point.Kept[i]

                                    let source k =
                                        if k < units.Length then units[k], 1.0
                                        elif i = block && k = units.Length then free, scale
                                        else 0, 0.0

                                    let e' = decomposition.Blocks[i].AlgebraDimension

                                    let encoder =
                                        Matrix.Create(
                                            width,
                                            size,
                                            fun row c ->
                                                let unit', factor = source (row / e')
                                                factor * solved.Blocks[i].Encoder[unit' * e' + row % e', c]
                                        )

                                    let decoder =
                                        Matrix.Create(
                                            size,
                                            width,
                                            fun r column ->
                                                let unit', factor = source (column / e')
                                                factor * solved.Blocks[i].Decoder[r, unit' * e' + column % e']
                                        )

                                    encoder, decoder
                            |]
                            |> Array.unzip

                        solved.SquaredError(
                            EquivariantAutoencoder.FromBlocks(decomposition, ranks, encoders, decoders')
                        )

                    Assert.Equal(point.SquaredError, build 0.0, 1e-9 * solved.ZeroError)
                    Assert.True(build 0.05 < point.SquaredError - 1e-9 * solved.ZeroError))
    ]
