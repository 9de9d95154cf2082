/// The exact fit against routes that share nothing with it: averaged moments, enumeration, random networks, derivatives.
module Neurovariety.Tests.Oracles.ExactFitTests

open Expecto
open System
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallProblems
open Neurovariety.Tests.Support.Representations
open Xunit

let private near (scale: float) (expected: float) (actual: float) =
    Assert.True(abs (expected - actual) <= 1e-10 * scale, $"expected {expected}, got {actual}")

let private instances () =
    ("two quaternions", twoQuaternions ()) :: smallGroups ()

/// Brute force over all components with the energies of the solved blocks.
let private bruteForce (problem: EquivariantLeastSquares) rank =
    components problem.Decomposition.Blocks rank
    |> List.map (fun ranks -> problem.SquaredError(vector ranks), ranks)
    |> List.sortBy fst

let private beats slack (fit: LinearFit) (gram: BlockGram) (random: RandomSource) =
    let network = randomNetwork random gram.Decomposition fit.Component
    gram.MeanSquaredError network < fit.TrainLoss - slack

[<Tests>]
let tests =
    testList "ExactFitTests" [
        testCase "the best component and the runner-up are those of brute force, for every rank" (fun () ->
            for _, group in instances () do
                let _, _, gram = problem 1UL group
                let solved = EquivariantLeastSquares.Autoencoder gram

                for rank in 0 .. group.Degree do
                    let fit = ExactFit.Equivariant(gram, rank)
                    let all = bruteForce solved rank
                    let cells = float gram.SampleCount * float group.Degree
                    near gram.MeanSquare (fst all[0] / cells) fit.TrainLoss
                    Assert.Equal<int>(snd all[0], fit.Component)
                    Assert.True fit.CertifiedOptimal

                    match all with
                    | _ :: (error, _) :: _ -> near gram.MeanSquare (error / cells) fit.RunnerUpLoss.Value
                    | _ -> Assert.Null fit.RunnerUp)

        testCase "enumerated components have the errors that the fit on each of them reaches" (fun () ->
            for _, group in instances () do
                let _, _, gram = problem 2UL group
                let solved = EquivariantLeastSquares.Autoencoder gram
                let cells = float gram.SampleCount * float group.Degree

                for rank in [ 1; group.Degree / 2 ] do
                    for entry in solved.OnEveryComponent rank do
                        let fit = ExactFit.Equivariant(gram, entry.Component)
                        near gram.MeanSquare (entry.SquaredError / cells) fit.TrainLoss
                        Assert.True fit.CertifiedOptimal)

        // The averaged moments commute with the group; their eigenvalues, sorted into a knapsack by multiplets, are the energies.
        testCase
            "the eigenvalues of the averaged moments are those of the blocks, each as often as its dimension"
            (fun () ->
                for _, group in instances () do
                    let decomposition, gram, blockGram = problem 3UL group
                    let averaged = OrbitalAverage.Of(gram.Moments, group)
                    let expected = (SymmetricEigen.Decompose averaged).Values
                    let solved = EquivariantLeastSquares.Autoencoder blockGram

                    let mine =
                        Seq.zip decomposition.Blocks solved.Blocks
                        |> Seq.collect (fun (block, solution) ->
                            solution.Energies
                            |> Seq.collect (fun x -> Seq.replicate block.Dimension (x / float block.Dimension)))
                        |> Seq.sortDescending
                        |> Seq.toArray

                    Array.iter2 (near expected[0]) expected mine)

        testCase "the fit is below the dense optimum of the averaged moments by nothing" (fun () ->
            for _, group in instances () do
                let _, gram, blockGram = problem 4UL group
                let averaged = OrbitalAverage.Of(gram.Moments, group)

                for rank in 0 .. group.Degree do
                    let dense = ExactFit.Dense(SampleGram.FromMoments(averaged, gram.SampleCount), rank)
                    let fit = ExactFit.Equivariant(blockGram, rank)
                    Assert.True(fit.TrainLoss >= dense.TrainLoss - 1e-12 * gram.MeanSquare)
                    Assert.True(dense.CertifiedOptimal, $"{dense.TrainLoss} against {dense.LowerBound}"))

        testCase "no random member of a component beats its optimum, not even near it" (fun () ->
            let random = RandomSource.FromSeed 5UL

            for _, group in instances () do
                let decomposition, _, gram = problem 5UL group
                let fit = ExactFit.Equivariant(gram, group.Degree / 2)
                let best = (fit.Network :?> EquivariantAutoencoder).Parameters()

                for size in [ 1e-3; 0.1; 1.0 ] do
                    for _ in 1..30 do
                        let weights = best |> Array.map (fun w -> w + size * random.NextGaussian())

                        let network =
                            EquivariantAutoencoder.FromParameters(decomposition, fit.Component, weights)

                        Assert.True(gram.MeanSquaredError network >= fit.TrainLoss - 1e-12 * gram.MeanSquare)

                Assert.False(beats 0.0 fit gram random))

        // The mutant: complex units counted at half their cost claim a loss that no matrix of the rank has.
        testCase "forgetting that a complex unit costs two ranks claims an impossible loss" (fun () ->
            let group = PermutationGroup.Cyclic(GridActions.Shift(2, 4, true, 1L))
            let _, gram, blockGram = problem 6UL group
            let solved = EquivariantLeastSquares.Autoencoder blockGram

            let cheap =
                blockGram.Decomposition.Blocks
                |> Seq.map (fun b -> IsotypicBlock(b.Label, b.Type, 1, b.Multiplicity))
                |> Seq.toArray

            let energies = solved.Blocks |> Seq.map (fun b -> b.Energies) |> Seq.toArray
            let claimed = (RankAllocation.Solve(cheap, energies, 3)).Best 3
            let cells = float gram.SampleCount * 8.0
            let averaged = OrbitalAverage.Of(gram.Moments, group)

            let floor =
                (ExactFit.Dense(SampleGram.FromMoments(averaged, gram.SampleCount), 3)).TrainLoss

            Assert.True((solved.ZeroError - claimed.Value) / cells < 0.999 * floor))

        testCase
            "the network of a fit commutes with the group and has the loss that its matrix has on the samples"
            (fun () ->
                for name, group in instances () do
                    let data = samples 7UL (3 * group.Degree) group.Degree
                    let decomposition = IsotypicDecomposition.Of group
                    let gram = BlockGram.FromSamples(decomposition, SampleGram.FromSamples data)
                    let fit = ExactFit.Equivariant(gram, group.Degree / 2)
                    let map = fit.Network.EndToEnd()
                    let audit = EquivarianceAudit.Of(map, group)
                    Assert.True(audit.Equivariance.RelativeResidual <= 1e-12, name)

                    let error =
                        MatrixArithmetic.SquaredFrobeniusNorm(MatrixArithmetic.Subtract(fit.Network.Apply data, data))

                    near gram.MeanSquare (error / (float data.RowCount * float group.Degree)) fit.TrainLoss
                    Assert.Equal<RankVector>(fit.Component, (fit.Network :?> EquivariantAutoencoder).BlockRanks()))

        testCase "the invariant fit is that of the projected moments and beats random invariant maps" (fun () ->
            let random = RandomSource.FromSeed 8UL

            for _, group in instances () do
                let _, gram, _ = problem 8UL group
                let orbits = group.Orbits()

                for rank in 0 .. orbits.BlockCount + 1 do
                    let fit = ExactFit.Invariant(gram, group, rank)
                    Assert.True fit.CertifiedOptimal
                    Assert.Equal(min rank orbits.BlockCount, fit.Rank)
                    let audit = EquivarianceAudit.Of(fit.Network.EndToEnd(), group)
                    Assert.True(audit.Invariance.Residual <= 1e-12)
                    let network = fit.Network :?> InvariantAutoencoder

                    for _ in 1..10 do
                        let move (m: Matrix) =
                            MatrixArithmetic.Add(
                                m,
                                MatrixArithmetic.Scale(gaussian random m.RowCount m.ColumnCount, 0.01)
                            )

                        let other =
                            InvariantAutoencoder.FromParameters(
                                orbits,
                                move network.OrbitWeights,
                                move network.Decoder
                            )

                        Assert.True(gram.MeanSquaredError other >= fit.TrainLoss - 1e-12 * gram.MeanSquare))

        testCase "tied singular values of quaternionic blocks are cut between whole lines over H" (fun () ->
            let decomposition = IsotypicDecomposition.Of(twoQuaternions ())
            let problem = EquivariantLeastSquares.Nearest(decomposition, Matrix.Identity 16)

            for entry in problem.OnEveryComponent 8 do
                let nearest =
                    NearestMatrix.Equivariant(decomposition, Matrix.Identity 16, 8, entry.Component)

                let audit = EquivarianceAudit.Of(nearest.Matrix, decomposition.Group)
                Assert.True(audit.Equivariance.Residual <= 1e-11)
                Assert.Equal(entry.SquaredError, nearest.SquaredError, 1e-9)
                Assert.Equal(nearest.Rank, Factorizations.NumericalRank(nearest.Matrix, 1e-9)))
    ]
