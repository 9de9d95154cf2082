/// Whether matrices, layers of files, functions and networks have a symmetry, and to which rounding.
module Neurovariety.Scripts.Tests.SurfaceSymmetryTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.GivenObjects

/// An autoencoder of one layer on each side, the second the transpose of the first.
let private networkOf (weights: Matrix) =
    let layer (m: Matrix) =
        AffineLayer.Of(
            m.ColumnCount,
            m.RowCount,
            ReadOnlySpan(m.ToArray() |> Array.map float32),
            ReadOnlySpan(Array.zeroCreate<float32> m.RowCount),
            Activation.Tanh
        )

    Autoencoder.Of([| layer weights |], [| layer (weights.Transpose()) |])

[<Tests>]
let tests =
    testList "SurfaceSymmetryTests" [
        testCase "a matrix is told equivariant to the rounding that it has" (fun () ->
            let level by =
                (Symmetry.ofMatrix ring (moved by circulant)).Equivariance.Value.Level

            Assert.Equal(Exact, level 0.0)
            Assert.Equal(ToDoubleRounding, level 1e-15)
            Assert.Equal(ToSingleRounding, level 1e-7)
            Assert.Equal(Broken, level 1e-3)
            let report = Symmetry.ofMatrix ring (moved 1e-3 circulant)
            // One entry off by h: the defect has two entries h, one on each side of it.
            Assert.Equal(sqrt 2.0 * 1e-3, report.Equivariance.Value.Residual, 12)
            Assert.Equal(Broken, report.Invariance.Level)
            Assert.Equal(2.0 * 6.0 * 2.0 ** -52.0, report.DoubleRounding)
            Assert.Equal(2.0 * 6.0 * 2.0 ** -23.0, report.SingleRounding)
            Assert.Contains("equivariant no", string report)
            Assert.Contains("equivariant exactly", string (Symmetry.ofMatrix ring circulant)))

        testCase "a matrix of equal columns is invariant, and one that is not square has no equivariance" (fun () ->
            let report =
                Symmetry.ofMatrix ring (Matrix.Create(2, 6, (fun i _ -> float i + 0.5)))

            Assert.Equal(Exact, report.Invariance.Level)
            Assert.Equal(None, report.Equivariance)
            Assert.Contains("not as many outputs", string report))

        testCase "a layer of a file is found by its name" (fun () ->
            Program.inFolder (fun folder ->
                let path = Path.Combine(folder, "layers.safetensors")

                let tensors = [
                    StoredTensor.FromMatrix("mix.weight", circulant, ElementType.F32)
                    StoredTensor.FromDoubles(
                        "mix.bias",
                        ReadOnlySpan [| 6 |],
                        ReadOnlySpan(Array.zeroCreate<float> 6)
                    )
                ]

                Safetensors.Of(tensors, Seq.empty).Write path
                let report = Symmetry.ofLayer ring path "mix.weight"
                Assert.Equal(Exact, report.Equivariance.Value.Level)
                Assert.Equal(Broken, report.Invariance.Level)

                let error name group =
                    match Symmetry.tryOfLayer group path name with
                    | Error text -> text
                    | Ok _ -> "no error"

                Assert.Contains("no array 'mix'; its matrices are mix.weight", error "mix" ring)
                Assert.Contains("1 dimensions", error "mix.bias" ring)
                Assert.Contains("expected 5 columns", error "mix.weight" (Group.parse "cyclic:5"))

                Assert.Contains(
                    "6",
                    refusalOf (fun () -> Symmetry.ofLayer (Group.parse "cyclic:5") path "mix.weight")
                )

                let missing = Path.Combine(folder, "none.safetensors")
                Assert.True(Result.isError (Symmetry.tryOfLayer ring missing "mix.weight"))))

        testCase "a function is tried on generated inputs, and a broken symmetry shown by the simplest" (fun () ->
            let apply (m: Matrix) (x: float[]) =
                MatrixProduct.Apply(m, x) |> Array.map tanh

            let kept = Symmetry.ofFunction ring (apply circulant)
            Assert.True(kept.Equivariance.Value.Level <> Broken)
            Assert.Equal(Some 100, kept.Inputs)

            let broken =
                Symmetry.ofFunctionOn { Count = 20; Seed = 5UL } ring (apply (moved 0.1 circulant))

            let witness = broken.Equivariance.Value.WorstInput
            Assert.Equal(Broken, broken.Equivariance.Value.Level)
            // One number is enough: the input of the entry that was moved, or the one that the generator moves there.
            let place = Array.findIndex ((<>) 0.0) witness
            Assert.Equal(1, witness |> Array.filter ((<>) 0.0) |> Array.length)
            Assert.Equal(1.0, abs witness[place])
            Assert.Contains(place, [ 3; 4; 5 ])

            let sum = Symmetry.ofFunction ring (fun x -> [| Array.max x |])
            Assert.Equal(Exact, sum.Invariance.Level)
            Assert.Equal(None, sum.Equivariance)
            Assert.Contains("finite", refusalOf (fun () -> Symmetry.ofFunction ring (fun _ -> [| nan |])))

            Assert.Contains(
                "1 or more",
                refusalOf (fun () -> Symmetry.ofFunctionOn { Count = 0; Seed = 0UL } ring (apply circulant))
            ))

        testCase "an equivariant network is told from one with a perturbed layer" (fun () ->
            let level network =
                (Symmetry.ofNetwork FunctionInputs.Default ring network).Equivariance.Value.Level

            Assert.True(level (networkOf circulant) <> Broken)
            Assert.Equal(Broken, level (networkOf (moved 0.05 circulant)))

            Assert.Contains(
                "acts on 5",
                refusalOf (fun () ->
                    Symmetry.ofNetwork FunctionInputs.Default (Group.parse "cyclic:5") (networkOf circulant))
            ))

        testCase "the perturbed layer of a network is shown by an input of one number" (fun () ->
            let finding network =
                (Symmetry.ofNetwork FunctionInputs.Default ring network).Equivariance.Value

            let witness = (finding (networkOf (moved 0.05 circulant))).WorstInput
            Assert.Equal(1, witness |> Array.filter ((<>) 0.0) |> Array.length)
            Assert.Equal(1.0, witness |> Array.sumBy abs))
    ]
