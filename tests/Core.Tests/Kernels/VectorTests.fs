module Neurovariety.Tests.Kernels.VectorTests

open Expecto
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private numbers seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> source.NextGaussian())

let private sizes = [ 0; 1; 3; 4; 7; 8; 9; 15; 16; 17; 100; 1003 ]

[<Tests>]
let tests =
    testList "VectorTests" [
        testCase "sums of products and multiples agree with their scalar twins" (fun () ->
            for n in sizes do
                let x, y = numbers 1UL n, numbers 2UL n
                let absolute = Array.fold2 (fun sum a b -> sum + abs (a * b)) 0.0 x y
                let difference = abs (VectorKernel.Dot(x, y) - VectorKernel.DotScalar(x, y))
                Assert.True(difference <= 2.0 * float n * Tolerance.Epsilon * absolute)
                let fast, slow = Array.copy y, Array.copy y
                VectorKernel.AddMultiple(fast, x, 0.3)
                VectorKernel.AddMultipleScalar(slow, x, 0.3)

                for i in 0 .. n - 1 do
                    Assert.True(abs (fast[i] - slow[i]) <= 2.0 * Tolerance.Epsilon * (abs y[i] + abs x[i])))

        testCase "the largest magnitude is found in every lane, and what is not finite is noticed" (fun () ->
            for n in sizes do
                for i in 0 .. min 20 (n - 1) do
                    let x = numbers 3UL n
                    x[i] <- -50.0
                    Assert.Equal(50.0, VectorKernel.LargestMagnitude x)

                    for bad in [ nan; -nan; infinity; -infinity ] do
                        x[i] <- bad
                        Assert.Equal(infinity, VectorKernel.LargestMagnitude x)
                        Assert.Equal(infinity, VectorKernel.LargestMagnitudeScalar x)

            let empty = Array.empty<float>
            Assert.Equal(0.0, VectorKernel.LargestMagnitude empty))

        testCase "the Fourier transform agrees with the sum as it stands" (fun () ->
            for n in [ 1; 2; 3; 4; 5; 8; 12; 28; 31; 37; 74; 100; 128; 211 ] do
                let plan = FourierPlan n
                let x = numbers 4UL (2 * n)
                let before = Array.copy x
                let fast, slow = Array.zeroCreate<float>(2 * n), Array.zeroCreate<float>(2 * n)
                let work = Array.zeroCreate<float> plan.WorkLength
                plan.TransformInto(x, fast, work)
                FourierPlan.DirectInto(x, slow)

                let scale =
                    sqrt (Array.sumBy (fun a -> a * a) x) * float n * Tolerance.Epsilon * 16.0

                for i in 0 .. 2 * n - 1 do
                    Assert.True(abs (fast[i] - slow[i]) <= scale, $"{n}")

                Assert.Equal<float[]>(before, x))
    ]
