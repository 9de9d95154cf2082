module Neurovariety.Tests.Kernels.GramTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private bytes seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> byte (source.NextInt 256))

let private sizes = [ 0, 3; 3, 0; 1, 1; 5, 13; 300, 33; 1000, 70; 777, 56 ]

let private scalarGram (entry: int -> int -> float) samples features =
    let result = Array.zeroCreate (features * features)
    GramKernel.GramScalarInto(Func<_, _, _>(entry), samples, features, result)
    result

[<Tests>]
let tests =
    testList "GramTests" [
        testCase "the Gram matrix of bytes is exact" (fun () ->
            for samples, features in sizes do
                let x = bytes 1UL (samples * features)
                let fast = Array.create (features * features) nan
                GramKernel.GramBytesInto(ReadOnlySpan<byte> x, samples, features, fast, 2)
                Assert.Equal<float[]>(scalarGram (fun k i -> float x[k * features + i]) samples features, fast))

        testCase
            "the Gram matrix of bytes is exact where features are zero in all samples, and for any number of threads"
            (fun () ->
                for samples, features in [ 1, 20; 7, 5; 255, 90; 1025, 130 ] do
                    let x = bytes 4UL (samples * features)

                    for k in 0 .. samples - 1 do
                        for i in 0 .. features - 1 do
                            if i % 7 = 0 || i / 20 % 2 = 1 then
                                x[k * features + i] <- 0uy

                    let expected = scalarGram (fun k i -> float x[k * features + i]) samples features

                    for threads in [ 1; 2; 5 ] do
                        let fast = Array.create (features * features) nan
                        GramKernel.GramBytesInto(ReadOnlySpan<byte> x, samples, features, fast, threads)
                        Assert.Equal<float[]>(expected, fast))

        testCase "the Gram matrix of black images is zero" (fun () ->
            let fast = Array.create 400 nan
            GramKernel.GramBytesInto(ReadOnlySpan<byte>(Array.zeroCreate (40 * 20)), 40, 20, fast, 0)
            Assert.Equal<float[]>(Array.zeroCreate 400, fast))

        testCase "the Gram matrix of white images is exact, at the limit of float" (fun () ->
            let x = Array.create (600 * 20) 255uy
            let fast = Array.zeroCreate 400
            GramKernel.GramBytesInto(ReadOnlySpan<byte> x, 600, 20, fast, 1)
            Assert.Equal<float[]>(Array.create 400 (600.0 * 65025.0), fast))

        testCase "Gram matrices in double and from float to double agree with the scalar twin" (fun () ->
            for samples, features in sizes do
                let x = bytes 2UL (samples * features) |> Array.map (fun b -> float b / 255.0)
                let single = Array.map float32 x
                let twin = scalarGram (fun k i -> x[k * features + i]) samples features
                let plain, wide = Array.zeroCreate twin.Length, Array.zeroCreate twin.Length
                GramKernel.GramInto(Operand<float>(x, samples, features), plain, 2)
                GramKernel.GramWideInto(Operand<float32>(single, samples, features), wide, 2)
                let scale = float samples

                for i in 0 .. twin.Length - 1 do
                    Assert.True(abs (plain[i] - twin[i]) <= 2.0 * scale * Tolerance.Epsilon * scale)
                    Assert.True(abs (wide[i] - twin[i]) <= 2.0 * 384.0 * Tolerance.EpsilonSingle * scale))

        testCase "the Gram matrix is symmetric and has the same bits for any number of threads" (fun () ->
            let samples, features = 2000, 100
            let x = bytes 3UL (samples * features) |> Array.map (fun b -> float32 b / 255.0f)

            let gram threads =
                let result = Array.zeroCreate (features * features)
                GramKernel.GramWideInto(Operand<float32>(x, samples, features), result, threads)
                result

            let expected = gram 1

            for i in 0 .. features - 1 do
                for j in 0 .. i - 1 do
                    Assert.Equal(expected[i * features + j], expected[j * features + i])

            for threads in [ 2; 3; 7 ] do
                Assert.Equal<float[]>(expected, gram threads))
    ]
