module Neurovariety.Tests.Oracles.PermutationActionTests

open Expecto
open Xunit
open FsCheck.FSharp
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Tests.Support.GroupGenerators
open Neurovariety.Tests.Support.Representations

[<Tests>]
let tests =
    testList "PermutationActionTests" [
        testCase "acting without the matrix equals multiplying by it" (fun () ->
            holds 50 (permutation 9) (fun sigma ->
                let random = RandomSource.FromSeed(uint64 sigma.Degree)
                let n = sigma.Degree
                let p = PermutationAction.PermutationMatrix sigma
                let tall = gaussian random n 3
                let wide = gaussian random 4 n
                let square = gaussian random n n

                PermutationAction.ActOnRows(sigma, tall).Equals(p *. tall)
                && PermutationAction.ActOnColumns(wide, sigma).Equals(wide *. p)
                && PermutationAction.Conjugate(sigma, square).Equals(p *. square *. p.Transpose())))

        testCase "permutation matrices multiply like permutations and move basis vectors to their images" (fun () ->
            let pairs =
                gen {
                    let! ps = permutations 8 2
                    return ps[0], ps[1]
                }

            holds 50 pairs (fun (s, t) ->
                let matrix = PermutationAction.PermutationMatrix
                let values = [| for i in 1 .. s.Degree -> float i |]
                let moved = s.Apply<float> values

                (matrix (s * t)).Equals(matrix s *. matrix t)
                && moved = Neurovariety.LinearAlgebra.MatrixProduct.Apply(matrix s, values)))

        testCase "mutant: the transposed matrix does not move basis vectors to their images" (fun () ->
            let property (s: Neurovariety.Groups.Permutation) =
                let p = PermutationAction.PermutationMatrix(s).Transpose()
                PermutationAction.ActOnRows(s, Neurovariety.LinearAlgebra.Matrix.Identity s.Degree).Equals p

            Assert.True(falsified 30 (permutation 9) property))

        testCase "a wrong size is refused with both sizes" (fun () ->
            let sigma = Neurovariety.Groups.Permutation.Identity 3
            let wrong = Neurovariety.LinearAlgebra.Matrix.Zero(4, 4)

            let error =
                Assert.Throws<System.ArgumentException>(fun () -> PermutationAction.ActOnRows(sigma, wrong) |> ignore)

            Assert.Contains("expected 3 rows", error.Message)
            Assert.Contains("4 x 4", error.Message))
    ]
