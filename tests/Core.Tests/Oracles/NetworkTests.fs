/// Networks whose weights can express the right maps only, and the pictures of their shared weights.
module Neurovariety.Tests.Oracles.NetworkTests

open Expecto
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

let private instances () =
    ("two quaternions", twoQuaternions ()) :: smallGroups ()

let private classes (sharing: WeightSharing) =
    Seq.append sharing.EncoderEdges sharing.DecoderEdges
    |> Seq.map (fun e -> e.WeightClass)
    |> Seq.distinct
    |> Seq.length

[<Tests>]
let tests =
    testList "NetworkTests" [
        testCase "any weights give an equivariant map of the component, and generic ones its full ranks" (fun () ->
            let random = RandomSource.FromSeed 1UL

            for name, group in instances () do
                let decomposition = IsotypicDecomposition.Of group

                for ranks in components decomposition.Blocks (group.Degree / 2) |> List.truncate 5 do
                    let network = randomNetwork random decomposition (vector ranks)
                    let map = network.EndToEnd()
                    let audit = EquivarianceAudit.Of(map, group)
                    Assert.True(audit.Equivariance.RelativeResidual <= 1e-12, name)
                    Assert.Equal<int>(ranks, network.BlockRanks())
                    Assert.Equal(cost decomposition.Blocks ranks, Factorizations.NumericalRank(map, 1e-9))
                    Assert.Equal(cost decomposition.Blocks ranks, network.LatentCount)
                    let variety = EquivariantVariety(decomposition.Blocks, vector ranks)
                    Assert.Equal(variety.ParameterCount, System.Numerics.BigInteger network.ParameterCount))

        testCase "the classes of shared weights are as many as the parameters, and no edge is missing" (fun () ->
            let random = RandomSource.FromSeed 2UL

            for _, group in instances () do
                let decomposition = IsotypicDecomposition.Of group
                let q = decomposition.OrthogonalMatrix()

                for ranks in components decomposition.Blocks (group.Degree / 2) |> List.truncate 3 do
                    let network = randomNetwork random decomposition (vector ranks)
                    let sharing = network.WeightSharing()
                    Assert.Equal(network.ParameterCount, sharing.ClassCount)
                    Assert.Equal(int sharing.ClassCount, classes sharing)
                    let encoder = network.EncoderInIsotypicCoordinates() *. q.Transpose()
                    let decoder = q *. network.DecoderInIsotypicCoordinates()

                    Assert.True(
                        distance encoder network.Encoder
                        <= 1e-12 * (1.0 + MatrixArithmetic.FrobeniusNorm encoder)
                    )

                    Assert.True(
                        distance decoder network.Decoder
                        <= 1e-12 * (1.0 + MatrixArithmetic.FrobeniusNorm decoder)
                    ))

        // [KSS24]: rotation of 3 × 3 images, r = (1, 0, 1) in the order 1,1; 4,3; 2,1 has one real and one complex unit; the
        // slides order the blocks 1,1; 2,1; 4,3.
        testCase "the published weight sharing of the rotation of 3 x 3 images comes out" (fun () ->
            let decomposition =
                IsotypicDecomposition.Of(PermutationGroup.Cyclic(GridActions.Rotate 3))

            let labels = decomposition.Blocks |> Seq.map (fun b -> b.Label) |> Seq.toList
            Assert.Equal<string list>([ "1,1"; "4,3"; "2,1" ], labels)
            let ranks = vector [| 1; 1; 0 |]
            let sharing = WeightSharing.OfEquivariant(decomposition.Blocks, ranks)
            Assert.Equal(9, sharing.InputCount)
            Assert.Equal(3, sharing.LatentCount)
            Assert.Equal(14L, sharing.ClassCount)
            // Three edges of the real unit; four coordinates enter each of the two coordinates of the complex one.
            Assert.Equal(3 + 8, sharing.EncoderEdges.Count)
            Assert.Equal(3 + 8, sharing.DecoderEdges.Count)
            // In a cell [[a, -b], [b, a]] one edge in four is dashed.
            Assert.Equal(2, sharing.EncoderEdges |> Seq.filter (fun e -> e.Sign < 0) |> Seq.length)
            Assert.True(sharing.EncoderEdges |> Seq.forall (fun e -> e.From < 3 = (e.To = 0))))

        // [KSS24]: the encoder for (1 3 4)(2 5) with two hidden units: inputs 1, 3, 4 share a weight, and 2, 5.
        testCase "the published weight sharing of the invariant encoder comes out" (fun () ->
            let orbits = (ofCycles 5 [ [ [ 1; 3; 4 ]; [ 2; 5 ] ] ]).Orbits()
            let sharing = WeightSharing.OfInvariant(orbits, 2, 5)

            let weight from into =
                (sharing.EncoderEdges |> Seq.find (fun e -> e.From = from && e.To = into)).WeightClass

            for hidden in 0..1 do
                Assert.Equal(weight 0 hidden, weight 2 hidden)
                Assert.Equal(weight 0 hidden, weight 3 hidden)
                Assert.Equal(weight 1 hidden, weight 4 hidden)
                Assert.NotEqual(weight 0 hidden, weight 1 hidden)

            Assert.Equal(2L * 2L + 2L * 5L, sharing.ClassCount)
            Assert.Equal(int sharing.ClassCount, classes sharing))

        testCase "a network without one sign is not equivariant" (fun () ->
            let decomposition =
                IsotypicDecomposition.Of(PermutationGroup.Cyclic(GridActions.Rotate 3))

            let network =
                randomNetwork (RandomSource.FromSeed 3UL) decomposition (vector [| 1; 1; 0 |])

            let q = decomposition.OrthogonalMatrix()
            let mutant = network.EncoderInIsotypicCoordinates()
            let unsigned = Matrix.Create(3, 9, (fun i j -> abs mutant[i, j]))
            let map = (network.Decoder *. unsigned) *. q.Transpose()
            let audit = EquivarianceAudit.Of(map, decomposition.Group)
            Assert.True(audit.Equivariance.RelativeResidual > 1e-3))

        testCase "random starts are orthogonal projections of the right kind" (fun () ->
            let random = RandomSource.FromSeed 4UL

            for name, group in instances () do
                let decomposition = IsotypicDecomposition.Of group
                let orbits = group.Orbits()
                let ranks = components decomposition.Blocks (group.Degree / 2) |> List.head

                let networks: LinearAutoencoder list = [
                    DenseAutoencoder.Random(group.Degree, group.Degree / 2, random)
                    InvariantAutoencoder.Random(orbits, orbits.BlockCount, random)
                    EquivariantAutoencoder.Random(decomposition, vector ranks, random)
                ]

                for network in networks do
                    let map = network.EndToEnd()
                    Assert.True(distance (map *. map) map <= 1e-12, name)
                    Assert.True(distance (map.Transpose()) map <= 1e-12, name)
                    Assert.Equal(float network.LatentCount, MatrixArithmetic.Trace map, 1e-9))

        testCase
            "the audit finds the worst generator, the worst input and the distance to the symmetric matrices"
            (fun () ->
                let random = RandomSource.FromSeed 5UL

                for name, group in instances () do
                    let n = group.Degree
                    let m = gaussian random n n
                    let audit = EquivarianceAudit.Of(m, group)
                    let decomposition = IsotypicDecomposition.Of group
                    let nearest = NearestMatrix.Equivariant(decomposition, m, n)
                    Assert.Equal(sqrt nearest.SquaredError, audit.Equivariance.NearestDistance, 1e-9)
                    let invariant = NearestMatrix.Invariant(group, m, n)
                    Assert.Equal(sqrt invariant.SquaredError, audit.Invariance.NearestDistance, 1e-9)

                    let p =
                        PermutationAction.PermutationMatrix(group.Generators[audit.Equivariance.WorstGenerator])

                    let defect = MatrixArithmetic.Subtract(m *. p, p *. m)
                    Assert.Equal(MatrixArithmetic.FrobeniusNorm defect, audit.Equivariance.Residual, 1e-9)
                    let input = Seq.toArray audit.Equivariance.WorstInput
                    let output = MatrixProduct.Apply(defect, input)

                    Assert.Equal(
                        audit.Equivariance.WorstOutputDefect,
                        sqrt (Array.sumBy (fun x -> x * x) output),
                        1e-8
                    )

                    Assert.Equal((Factorizations.SingularValues defect)[0], audit.Equivariance.WorstOutputDefect, 1e-8)

                    for _ in 1..20 do
                        let x = Array.init n (fun _ -> random.NextGaussian())
                        let norm = sqrt (Array.sumBy (fun v -> v * v) x)
                        let y = MatrixProduct.Apply(defect, x)
                        let size = sqrt (Array.sumBy (fun v -> v * v) y)
                        Assert.True(size <= norm * audit.Equivariance.WorstOutputDefect * (1.0 + 1e-9), name))
    ]
