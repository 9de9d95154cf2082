module Neurovariety.Tests.Kernels.RandomFillTests

open Expecto
open System
open Xunit
open Neurovariety.Kernels
open Neurovariety.Numerics
open Neurovariety.RandomMatrices

let private sizes = [ 0; 1; 7; 31; 32; 33; 63; 64; 65; 96; 1000; 1024 ]

[<Tests>]
let tests =
    testList "RandomFillTests" [
        testCase "uniform floats are those of the scalar twin, bit for bit" (fun () ->
            for n in sizes do
                let fast, slow = Array.create (n + 3) 9.0f, Array.create (n + 3) 9.0f
                PhiloxFill.Uniform(0x123456789ABCDEFUL, 0xFEDCBA9876543210UL, 5u, 0.25f, Span(fast, 0, n))
                PhiloxFill.UniformScalar(0x123456789ABCDEFUL, 0xFEDCBA9876543210UL, 5u, 0.25f, Span(slow, 0, n))
                Assert.Equal<float32[]>(slow, fast))

        // Logarithm, sine and cosine of vectors are right to a few units of the last place; 4 of the largest magnitude, 6.6.
        testCase "Gaussian floats are those of the scalar twin but for rounding" (fun () ->
            for n in sizes do
                let fast, slow = Array.create (n + 3) 9.0f, Array.create (n + 3) 9.0f
                PhiloxFill.Gaussian(77UL, 3UL, 1u, 1.0f, Span(fast, 0, n))
                PhiloxFill.GaussianScalar(77UL, 3UL, 1u, 1.0f, Span(slow, 0, n))

                for i in 0 .. n + 2 do
                    Assert.InRange(abs (fast[i] - slow[i]), 0.0f, 32.0f * 1.1920929e-7f))

        // [SMDS11]: the generator's own words, counter (b, 0, s, 0): block 0 of stream 0 under key 0 begins with 6627e8d5 e169c58d.
        testCase "the words are those of Philox4x32-10" (fun () ->
            let numbers = Array.zeroCreate<float32> 32
            PhiloxFill.Uniform(0UL, 0UL, 0u, 2147483648.0f, Span numbers)
            Assert.Equal(float32 (int 0x6627e8d5u), numbers[0])
            Assert.Equal(float32 (int 0xe169c58du), numbers[1])
            Assert.Equal(float32 (int 0xbc57ac4cu), numbers[16])
            Assert.Equal(float32 (int 0x9b00dbd8u), numbers[17]))

        testCase "a stream can be taken up at any group" (fun () ->
            let whole = Array.zeroCreate<float32> 320
            PhiloxFill.Uniform(1UL, 2UL, 0u, 1.0f, Span whole)
            let part = Array.zeroCreate<float32> 64
            PhiloxFill.Uniform(1UL, 2UL, 3u, 1.0f, Span part)
            Assert.Equal<float32[]>(whole[96..159], part))

        // One false alarm in 10^4 seeds, were the seed not fixed.
        testCase "uniform and Gaussian floats have their laws" (fun () ->
            let numbers = Array.zeroCreate<float32> 100000
            PhiloxFill.Uniform(5UL, 0UL, 0u, 1.0f, Span numbers)
            let moduli = numbers |> Array.map (float >> abs)
            Assert.InRange(Distances.FromLaw(moduli, GinibreProduct 2).KolmogorovSmirnovPValue, 1e-4, 1.0)
            PhiloxFill.Gaussian(6UL, 0UL, 0u, 1.0f, Span numbers)
            let probabilities = numbers |> Array.map (float >> ErrorFunction.NormalDistribution)
            Assert.InRange(Distances.FromLaw(probabilities, GinibreProduct 2).KolmogorovSmirnovPValue, 1e-4, 1.0)
            // Numbers of a pair are independent: the correlation of their squares is within 4/sqrt(50000).
            let pairs = [|
                for i in 0 .. numbers.Length - 17 do
                    if i % 32 < 16 then
                        float numbers[i] ** 2.0 - 1.0, float numbers[i + 16] ** 2.0 - 1.0
            |]

            Assert.InRange(pairs |> Array.averageBy (fun (a, b) -> a * b / 2.0), -0.018, 0.018))

        testCase "products with triangles are those of the scalar twin, bit for bit" (fun () ->
            for size in [ 1; 2; 7; 8; 9; 16; 20; 33 ] do
                let stride = (size + 7) / 8 * 8
                let random = RandomSource.FromSeed 4UL

                let entry inside =
                    if inside then random.NextGaussian() else 0.0

                let a = Array.init (size * stride) (fun at -> entry (at % stride < size))

                let r =
                    Array.init (size * stride) (fun at -> entry (at % stride < size && at % stride >= at / stride))

                let fast, slow = Array.create (size * stride) nan, Array.create (size * stride) nan
                TriangularProduct.MultiplyInto(a, r, fast, size, stride)
                TriangularProduct.MultiplyScalarInto(a, r, slow, size, stride)
                Assert.Equal<float[]>(slow, fast))
    ]
