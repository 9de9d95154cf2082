/// Nearest matrices and least squares found by a general optimiser that knows no decomposition (varieties.json).
module Neurovariety.Tests.Oracles.FittingReferenceTests

open Expecto
open System.Text.Json
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.Representations
open Xunit

let private cases kind =
    (Fixtures.json "varieties.json").GetProperty("cases").EnumerateArray()
    |> Seq.filter (fun c -> c.GetProperty("kind").GetString() = kind)
    |> Seq.map (fun c -> c.GetProperty("id").GetString(), c.GetProperty "input", c.GetProperty "expected")
    |> Seq.toList

let private matrix (e: JsonElement) =
    Matrix.FromRows [|
        for row in e.EnumerateArray() -> [| for x in row.EnumerateArray() -> x.GetDouble() |]
    |]

let private group (input: JsonElement) =
    let degree = input.GetProperty("n").GetInt32()

    let generators = [|
        for g in input.GetProperty("generators_one_line").EnumerateArray() ->
            let image = [| for i in g.EnumerateArray() -> i.GetInt32() - 1 |]
            Permutation.FromImage image
    |]

    PermutationGroup.FromGenerators(degree, generators)

let private number (e: JsonElement) (name: string) = e.GetProperty(name).GetDouble()
let private rank (e: JsonElement) = e.GetProperty("r").GetInt32()

let private close id expected actual =
    Assert.True(abs (actual - expected) <= 1e-8 * abs expected, $"{id}: expected {expected}, got {actual}")

/// The stored matrices come from an iteration that stopped: compared to 1e-6 of their size.
let private checkFit id (expected: JsonElement) (value: string) (fit: LeastSquaresFit) =
    close id (number expected value) fit.SquaredError
    Assert.Equal(expected.GetProperty("rank").GetInt32(), fit.Rank)
    Assert.True(fit.CertifiedOptimal, id)
    let stored = matrix (expected.GetProperty "matrix")
    Assert.True(distance stored fit.Matrix <= 1e-6 * MatrixArithmetic.FrobeniusNorm stored, id)

let private checkComponents id (expected: JsonElement) (list: string) (value: string) (mine: ComponentError seq) =
    let stored =
        [ for c in expected.GetProperty(list).EnumerateArray() -> number c value ]
        |> List.sort

    let found = mine |> Seq.map (fun c -> c.SquaredError) |> Seq.toList |> List.sort
    Assert.Equal(stored.Length, found.Length)
    List.iter2 (close id) stored found

[<Tests>]
let tests =
    testList "FittingReferenceTests" [
        testCase "the nearest invariant matrix is that of the reference" (fun () ->
            let found = cases "nearest_invariant"
            Assert.NotEmpty found

            for id, input, expected in found do
                let fit =
                    NearestMatrix.Invariant(group input, matrix (input.GetProperty "U"), rank input)

                checkFit id expected "squared_distance" fit)

        testCase "the nearest equivariant matrix is that of the reference, on every component" (fun () ->
            let found = cases "nearest_equivariant"
            Assert.NotEmpty found

            for id, input, expected in found do
                let decomposition = IsotypicDecomposition.Of(group input)
                let u = matrix (input.GetProperty "U")
                checkFit id expected "squared_distance" (NearestMatrix.Equivariant(decomposition, u, rank input))

                let all =
                    (EquivariantLeastSquares.Nearest(decomposition, u)).OnEveryComponent(rank input)

                checkComponents id expected "squared_distance_to_each_component" "squared_distance" all)

        testCase "the equivariant least squares optimum is that of the reference, on every component" (fun () ->
            let found = cases "least_squares_equivariant"
            Assert.NotEmpty found

            for id, input, expected in found do
                let decomposition = IsotypicDecomposition.Of(group input)
                let x = matrix (input.GetProperty "X")
                let y = matrix (input.GetProperty "Y")
                checkFit id expected "loss" (ReducedRankRegression.Equivariant(decomposition, x, y, rank input))

                let all =
                    (EquivariantLeastSquares.Regression(decomposition, x, y)).OnEveryComponent(rank input)

                checkComponents id expected "loss_on_each_component" "loss" all)

        testCase "the invariant least squares optimum is that of the reference" (fun () ->
            let found = cases "least_squares_invariant"
            Assert.NotEmpty found

            for id, input, expected in found do
                let x = matrix (input.GetProperty "X")
                let y = matrix (input.GetProperty "Y")
                checkFit id expected "loss" (ReducedRankRegression.Invariant(group input, x, y, rank input)))

        // The mutant of the isometry: plain column means instead of means weighted by the square root of the orbit's size.
        testCase "deleting repeated columns without weights gives a larger distance" (fun () ->
            let id, input, expected = cases "nearest_invariant" |> List.head
            let u = matrix (input.GetProperty "U")
            let orbits = (group input).Orbits()

            let means =
                Matrix.Create(
                    u.RowCount,
                    orbits.BlockCount,
                    fun i k -> orbits.Blocks[k] |> Array.averageBy (fun j -> u[i, j])
                )

            let truncated = (NearestMatrix.Dense(means, rank input)).Matrix

            let spread =
                Matrix.Create(u.RowCount, u.ColumnCount, (fun i j -> truncated[i, orbits.BlockOf j]))

            let mutant = distance u spread ** 2.0
            Assert.True(mutant > number expected "squared_distance" + 1e-6, id))

        testCase "the nearest matrix without symmetry drops the small singular values" (fun () ->
            let random = Neurovariety.Numerics.RandomSource.FromSeed 9UL

            for rows, columns in [ 1, 1; 3, 5; 5, 3; 4, 4 ] do
                let u = gaussian random rows columns
                let values = Factorizations.SingularValues u

                for rank in 0..6 do
                    let fit = NearestMatrix.Dense(u, rank)

                    let dropped =
                        values |> Seq.skip (min rank values.Length) |> Seq.sumBy (fun s -> s * s)

                    Assert.Equal(dropped, fit.SquaredError, 1e-12)
                    Assert.Equal(min rank values.Length, fit.Rank)
                    Assert.True fit.CertifiedOptimal)
    ]
