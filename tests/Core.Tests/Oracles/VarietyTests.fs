/// Degrees, dimensions and singular loci by routes independent of the formulas.
module Neurovariety.Tests.Oracles.VarietyTests

open Expecto
open System.Numerics
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support.GroupGenerators
open Xunit

let private binomial (n: int) (k: int) =
    if k < 0 || k > n then
        0I
    else
        Seq.fold (fun c i -> c * bigint (n - i) / bigint (i + 1)) 1I (seq { 0 .. k - 1 })

/// Determinant of integers by Bareiss' fraction-free elimination.
let private determinant (matrix: bigint[,]) =
    let a = Array2D.copy matrix
    let n = Array2D.length1 a
    let mutable sign = 1I
    let mutable previous = 1I

    for k in 0 .. n - 2 do
        if a[k, k].IsZero then
            match seq { k + 1 .. n - 1 } |> Seq.tryFind (fun i -> not a[i, k].IsZero) with
            | Some row ->
                for j in 0 .. n - 1 do
                    let held = a[k, j]
                    a[k, j] <- a[row, j]
                    a[row, j] <- held

                sign <- -sign
            | None -> sign <- 0I

        if not sign.IsZero then
            for i in k + 1 .. n - 1 do
                for j in k + 1 .. n - 1 do
                    a[i, j] <- (a[i, j] * a[k, k] - a[i, k] * a[k, j]) / previous

            previous <- a[k, k]

    if n = 0 then 1I else sign * a[n - 1, n - 1]

/// Non-intersecting lattice paths: det of binomials C(m + n − i − j, m − i), i, j = 1 … r.
let private latticePaths r m n =
    determinant (Array2D.init r r (fun i j -> binomial (m + n - i - j - 2) (m - i - 1)))

let private sizes bound =
    gen {
        let! m = Gen.choose (1, bound)
        let! n = Gen.choose (1, bound)
        let! r = Gen.choose (0, min m n)
        return r, m, n
    }

let private printedDegree r m n =
    let factorial (k: int) =
        Seq.fold (*) 1I (seq { 1I .. bigint k })

    let terms = [ 0 .. n - r - 1 ]

    if terms |> List.exists (fun i -> m - (r + i) < 0) then
        None
    else
        let top =
            terms |> List.map (fun i -> factorial (m + i) * factorial i) |> List.fold (*) 1I

        let bottom =
            terms
            |> List.map (fun i -> factorial (r + i) * factorial (m - (r + i)))
            |> List.fold (*) 1I

        Some(top / bottom)

let private ranks (entries: int list) =
    let entries = List.toArray entries
    RankVector.Of entries

let private blocks = [|
    IsotypicBlock("a", DivisionAlgebra.Real, 1, 3)
    IsotypicBlock("b", DivisionAlgebra.Complex, 2, 2)
    IsotypicBlock("c", DivisionAlgebra.Quaternionic, 4, 2)
|]

[<Tests>]
let tests =
    testList "VarietyTests" [
        testCase "the degree is the number of non-intersecting lattice paths" (fun () ->
            holds 150 (sizes 14) (fun (r, m, n) -> DeterminantalVariety(r, m, n).Degree = latticePaths r m n))

        testCase "the degree as printed in the slides is wrong" (fun () ->
            Assert.True(
                falsified 150 (sizes 8) (fun (r, m, n) ->
                    match printedDegree r m n with
                    | Some degree -> degree = latticePaths r m n
                    | None -> false)
            ))

        testTheory
            "the corrected degrees are those of the literature"
            [
                2, 3, 4, 6
                2, 4, 4, 20
                3, 5, 5, 50
                2, 5, 5, 175
                3, 6, 6, 980
                3, 7, 7, 24696
                4, 7, 7, 4116
            ]
            (fun (r: int, m: int, n: int, degree: int) ->
                Assert.Equal(BigInteger degree, DeterminantalVariety(r, m, n).Degree)
                Assert.Equal(BigInteger degree, DeterminantalVariety(r, n, m).Degree))

        testCase "the degree of the largest images is exact" (fun () ->
            // det of binomials modulo a prime stands in for the integer of 115759 bits.
            let p = 1000000007I
            let degree = DeterminantalVariety(3, 784, 784).Degree
            Assert.Equal(latticePaths 3 784 784, degree)
            Assert.False((DeterminantalVariety(99, 784, 784).Degree % p).IsZero)
            Assert.Equal(DeterminantalVariety(99, 784, 300).Degree, DeterminantalVariety(99, 300, 784).Degree))

        testCase "the dimension is the rank of the Jacobian of the product" (fun () ->
            holds 60 (sizes 6) (fun (r, m, n) ->
                let variety = DeterminantalVariety(r, m, n)

                BigInteger(TangentSpace.Dimension(variety, RandomSource.FromSeed(uint64 (r + 10 * m + 100 * n)))) =
                    variety.Dimension))

        testCase "the Jacobian of the product is the derivative" (fun () ->
            let a = Matrix.Create(3, 2, (fun i j -> float (i - 2 * j)))
            let b = Matrix.Create(2, 4, (fun i j -> float (i * j + 1)))
            let da = Matrix.Create(3, 2, (fun i j -> float (i + j)))
            let db = Matrix.Create(2, 4, (fun i j -> float (3 - i - j)))

            let expected =
                MatrixArithmetic.Add(MatrixProduct.Multiply(da, b), MatrixProduct.Multiply(a, db))

            let change = Array.append (da.ToArray()) (db.ToArray())
            Assert.Equal<float[]>(expected.ToArray(), MatrixProduct.Apply(TangentSpace.Jacobian(a, b), change)))

        testCase "the dimension of each component is a tangent rank over R and over C" (fun () ->
            for field in [ Field.Real; Field.Complex ] do
                for rank in 0..15 do
                    let components = Components.Of(blocks, rank, field)

                    for v in components.Enumerate() do
                        let variety = components.Variety v
                        let tangent = TangentSpace.Dimension(variety, RandomSource.FromSeed 5UL)
                        Assert.Equal(variety.Dimension, BigInteger tangent))

        testCase "the singular locus has the dimension of the largest component with one rank lowered" (fun () ->
            let components = Components.Of(blocks, 7)

            for v in components.Enumerate() do
                let variety = components.Variety v

                let lowered =
                    variety.SingularBlocks
                    |> Seq.map (fun i ->
                        let entries = v |> Seq.mapi (fun j r -> if i = j then r - 1 else r) |> Seq.toArray
                        (components.Variety(RankVector.Of entries)).Dimension)
                    |> Seq.toList

                match lowered with
                | [] -> Assert.True variety.SingularLocus.IsEmpty
                | _ -> Assert.Equal(List.max lowered, variety.SingularLocus.Dimension.Value))

        testCase "the variety of the published figure is the product in the slides" (fun () ->
            let rotation = [|
                IsotypicBlock("1,1", DivisionAlgebra.Real, 1, 3)
                IsotypicBlock("4,3", DivisionAlgebra.Complex, 2, 2)
                IsotypicBlock("2,1", DivisionAlgebra.Real, 1, 2)
            |]

            let variety = EquivariantVariety(rotation, ranks [ 1; 1; 0 ])
            Assert.Equal("M_{1,3x3}(R) x R(M_{1,2x2}(C)) x M_{0,2x2}(R)", variety.IsomorphicTo)
            Assert.Equal(3, variety.GenericRank))

        testCase "a complex component that no real one complexifies has no critical points" (fun () ->
            let field = Field.Complex

            let degree (v: int[]) =
                EquivariantVariety(blocks, RankVector.Of v, field).EuclideanDistanceDegree
            // Blocks over C by dimension, then multiplicity: b, conj(b), a (cost 1), c (cost 2, size 4).
            Assert.Equal(0I, degree [| 1; 0; 1; 2 |])
            Assert.Equal(0I, degree [| 1; 1; 1; 1 |])
            Assert.Equal(2I * 3I * 2I, degree [| 1; 1; 1; 2 |]))

        testCase "the minors' Jacobian has the codimension as rank exactly off the singular locus" (fun () ->
            let product (r: int) =
                let a =
                    Matrix.Create(4, r, (fun i j -> float ((i * i + 3 * i * j + 2 * j + 1) % 7 - 3)))

                let b = Matrix.Create(r, 4, (fun i j -> float ((5 * i + i * j + j * j) % 5 - 2)))
                MatrixProduct.Multiply(a, b)

            let smooth = TangentSpace.Rank(MinorJacobian.Of(product 2, 3))
            let singular = TangentSpace.Rank(MinorJacobian.Of(product 1, 3))
            Assert.Equal(BigInteger(16 - smooth), DeterminantalVariety(2, 4, 4).Dimension)
            Assert.Equal(0, singular))
    ]
