module Neurovariety.Tests.Oracles.NumberSortTests

open Expecto
open System
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.Numerics
open Neurovariety.Statistics

let private lengths = [ 0; 1; 2; 7; 100; 2047; 2048; 5000 ]

let private bits (values: float[]) =
    Array.map BitConverter.DoubleToInt64Bits values

// Of either sign, of many sizes, some equal, with both zeros and both infinities.
let private numbers seed count =
    let source = RandomSource.FromSeed seed

    Array.init count (fun i ->
        match i % 11 with
        | 3 -> 0.0
        | 5 -> -0.0
        | 7 -> float (i % 4) - 1.5
        | 9 when i % 3 = 0 -> if i % 2 = 0 then infinity else -infinity
        | _ -> (source.NextDouble() - 0.5) * 10.0 ** (source.NextDouble() * 600.0 - 300.0))

[<Tests>]
let tests =
    testList "NumberSortTests" [
        testCase "sorting by digits is sorting by comparison" (fun () ->
            for count in lengths do
                let values = numbers 1UL count
                let fast, items = Array.copy values, Array.init count id
                NumberSort.Sort<int>(fast, items)
                let alone = Array.copy values
                NumberSort.Sort alone
                Assert.Equal<float[]>(Array.sort values, fast)
                Assert.Equal<float[]>(fast, alone)
                // Every number kept its item, and none was lost.
                Assert.Equal<int64[]>(bits fast, items |> Array.map (fun i -> values[i]) |> bits)
                Assert.Equal<int[]>(Array.init count id, Array.sort items))

        testCase "equal numbers keep the order of what belongs to them" (fun () ->
            let values = Array.init 6000 (fun i -> float (i * 7 % 5) / 3.0)
            let items = Array.init values.Length id

            let expected =
                items |> Array.sortWith (fun i j -> compare (values[i], i) (values[j], j))

            NumberSort.Sort<int>(Array.copy values, items)
            Assert.Equal<int[]>(expected, items))

        testCase "numbers whose digits agree all or in part are sorted" (fun () ->
            for values in
                [
                    Array.create 3000 2.5
                    Array.init 3000 (fun i -> BitConverter.Int64BitsToDouble(int64 (3000 - i)))
                    Array.init 3000 (fun i -> -float i)
                    Array.init 3000 (fun i -> Math.ScaleB(1.0, i % 2000 - 1000))
                ] do
                let sorted = Array.copy values
                NumberSort.Sort sorted
                Assert.Equal<float[]>(Array.sort values, sorted))

        testCase "any numbers are sorted" (fun () ->
            let property (values: NormalFloat[]) =
                let values = values |> Array.map float
                let sorted = Array.copy values
                NumberSort.Sort<byte>(sorted, [||])
                sorted = Array.sort values

            Check.One(Config.QuickThrowOnFailure, property))
    ]
