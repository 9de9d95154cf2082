module Neurovariety.Tests.Oracles.RandomSourceTests

open Expecto
open System.Numerics
open Xunit
open Neurovariety.Numerics

[<Tests>]
let tests =
    testList "RandomSourceTests" [
        testCase "counter and key 0 give the published words of Philox4x32-10" (fun () ->
            let source = RandomSource.Resume(0UL, 0UL)
            Assert.Equal(0xe169c58d6627e8d5UL, source.NextUInt64())
            Assert.Equal(0x9b00dbd8bc57ac4cUL, source.NextUInt64()))

        testCase "a stream taken up again continues as it would have" (fun () ->
            for drawn in [ 0; 1; 2; 7; 100 ] do
                let source = RandomSource.FromSeed 5UL

                for _ in 1..drawn do
                    source.NextUInt64() |> ignore

                let resumed = RandomSource.Resume(source.Key, source.Position)
                Assert.Equal(uint64 drawn, source.Position)

                for _ in 1..9 do
                    Assert.Equal(source.NextUInt64(), resumed.NextUInt64()))

        testCase "sub-streams depend on the label and leave their parent where it was" (fun () ->
            let parent = RandomSource.FromSeed 1UL
            let first = parent.Split("weights").NextUInt64()
            Assert.Equal(0UL, parent.Position)
            Assert.Equal(first, parent.Split("weights").NextUInt64())
            Assert.NotEqual(first, parent.Split("batches").NextUInt64())
            Assert.NotEqual(first, RandomSource.FromSeed(2UL).Split("weights").NextUInt64()))

        // Chi-square of 63 degrees of freedom: below 124.9 with probability 1 - 5e-6 for a uniform source.
        testCase "integers below a bound are uniform" (fun () ->
            let source = RandomSource.FromSeed 3UL
            let counts = Array.zeroCreate 64
            let draws = 64000

            for _ in 1..draws do
                let value = source.NextInt 64
                counts[value] <- counts[value] + 1

            let expected = float draws / 64.0

            let statistic =
                counts |> Array.sumBy (fun c -> (float c - expected) ** 2.0 / expected)

            Assert.InRange(statistic, 20.0, 124.9))

        testCase "large integers stay below their bound and are uniform in the mean" (fun () ->
            let source = RandomSource.FromSeed 4UL
            let bound = BigInteger.Pow(BigInteger 10, 40)
            let draws = [ for _ in 1..2000 -> source.NextBigInteger bound ]
            Assert.All(draws, fun value -> Assert.True(value >= BigInteger.Zero && value < bound))
            let mean = (draws |> List.sumBy float) / 2000.0 / float bound
            // The mean of 2000 uniform numbers has standard deviation .0065: five of them.
            Assert.InRange(mean, 0.5 - 0.0323, 0.5 + 0.0323))

        testCase "gaussian numbers have mean 0, variance 1 and fourth moment 3" (fun () ->
            let source = RandomSource.FromSeed 6UL
            let draws = [| for _ in 1..100000 -> source.NextGaussian() |]

            let moment k =
                draws |> Array.averageBy (fun x -> x ** float k)
            // Five standard deviations of each sample moment.
            Assert.InRange(moment 1, -0.0159, 0.0159)
            Assert.InRange(moment 2, 1.0 - 0.0224, 1.0 + 0.0224)
            Assert.InRange(moment 4, 3.0 - 0.155, 3.0 + 0.155))

        testCase "a shuffle is a permutation and every place is as likely" (fun () ->
            let counts = Array2D.zeroCreate 4 4
            let source = RandomSource.FromSeed 8UL

            for _ in 1..8000 do
                let items = [| 0; 1; 2; 3 |]
                source.Shuffle(System.Span<int> items)
                Assert.Equal<int list>([ 0; 1; 2; 3 ], List.sort (List.ofArray items))

                items
                |> Array.iteri (fun place item -> counts[place, item] <- counts[place, item] + 1)

            // Binomial(8000, 1/4): standard deviation 38.7; five of them.
            for place in 0..3 do
                for item in 0..3 do
                    Assert.InRange(counts[place, item], 2000 - 194, 2000 + 194))
    ]
