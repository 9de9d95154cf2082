module Neurovariety.Tests.Kernels.ListedProductTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels


let private filled (seed: uint64) rows columns =
    let source = RandomSource.FromSeed seed
    let result = AlignedArray<'T>(rows, columns)

    for i in 0 .. rows - 1 do
        for j in 0 .. columns - 1 do
            result.Entries[result.Offset + i * result.Stride + j] <- 'T.CreateChecked(source.NextDouble() - 0.5)

    result

/// Every second number, then the rest: lists need not rise.
let private listed count = [|
    yield! seq { 1..2 .. count - 1 }
    if count > 2 then
        yield 0
|]

/// The panels that a row with its padding is made of: all of them, or every second one and then the first.
let private panels<'T
    when 'T: unmanaged
    and 'T :> System.Numerics.IFloatingPointIeee754<'T>
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType>
    columns
    =
    let all = AlignedArray<'T>.Panels columns
    [ all; Array.map (fun panel -> all[panel]) (listed all.Length) ]

let private worst (x: AlignedArray<'T>) (y: AlignedArray<'T>) =
    Seq.map2
        (fun (a: 'T) (b: 'T) -> abs (Double.CreateChecked a - Double.CreateChecked b))
        (x.All.ToArray())
        (y.All.ToArray())
    |> Seq.fold max 0.0

let private sizes = [
    0, 3, 2
    3, 0, 5
    1, 1, 1
    2, 3, 16
    9, 7, 17
    20, 26, 22
    33, 40, 33
    40, 130, 50
    26, 22, 784
]

let private products<'T
    when 'T: unmanaged
    and 'T :> System.Numerics.IFloatingPointIeee754<'T>
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType>
    epsilon
    =
    for m, k, n in sizes do
        for transposed in [ false; true ] do
            let a =
                if transposed then
                    (filled 1UL k m: AlignedArray<'T>).Operand(k, m).Transpose()
                else
                    (filled 1UL m k: AlignedArray<'T>).Operand(m, k)

            let b = (filled 2UL k n: AlignedArray<'T>).Operand(k, n)
            let fast, slow = AlignedArray<'T>(m, n), AlignedArray<'T>(m, n)
            let rows, terms = listed m, listed k
            let target, twin = fast.Target(), slow.Target()
            let factors = filled 3UL 1 n: AlignedArray<'T>

            for scaled, columns in List.allPairs [ false; true ] (panels<'T> n) do
                let mutable scale = ReadOnlySpan<'T>.Empty

                if scaled then
                    scale <- Span.op_Implicit (factors.Row 0)

                ListedProductKernel.MultiplyInto<'T>(&a, &b, &target, rows, terms, columns, scale)
                ListedProductKernel.MultiplyScalarInto<'T>(&a, &b, &twin, rows, terms, columns, scale)
                Assert.InRange(worst fast slow, 0.0, 2.0 * float k * epsilon * 0.25 * float k)

let private dots<'T
    when 'T: unmanaged
    and 'T :> System.Numerics.IFloatingPointIeee754<'T>
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType>
    epsilon
    =
    for m, n, k in sizes do
        let a = (filled 1UL m k: AlignedArray<'T>).Operand(m, k)
        let b = (filled 2UL n k: AlignedArray<'T>).Operand(n, k)
        let fast, slow = AlignedArray<'T>(m, n), AlignedArray<'T>(m, n)
        let rows, columns = listed m, listed n
        let target, twin = fast.Target(), slow.Target()

        for terms in panels<'T> k do
            ListedDotKernel.MultiplyInto<'T>(&a, &b, &target, rows, columns, terms)
            ListedDotKernel.MultiplyScalarInto<'T>(&a, &b, &twin, rows, columns, terms)
            Assert.InRange(worst fast slow, 0.0, 2.0 * float k * epsilon * 0.25 * float k)

let private lengths = [ 0; 1; 7; 8; 15; 16; 17; 31; 33; 784 ]

let private values (seed: uint64) count scale =
    let source = RandomSource.FromSeed seed

    Array.init count (fun i ->
        if i % 5 = 3 then
            0.0
        else
            scale * (source.NextDouble() - 0.5))

[<Tests>]
let tests =
    testList "ListedProductTests" [
        testCase "products of listed rows agree with their scalar twin" (fun () ->
            products<float> Tolerance.Epsilon
            products<float32> Tolerance.EpsilonSingle)

        testCase "scalar products of listed rows agree with their scalar twin" (fun () ->
            dots<float> Tolerance.Epsilon
            dots<float32> Tolerance.EpsilonSingle)

        testCase "the ReLU with its count of exact zeros agrees with its scalar twin" (fun () ->
            for n in lengths do
                let x = values 3UL n 4.0 |> Array.map float32

                let bias =
                    values 4UL n 1.0 |> Array.mapi (fun i b -> if i % 5 = 3 then 0f else float32 b)

                let fast, slow = Array.copy x, Array.copy x
                let zeros = SlopeKernel.Relu<float32>(fast, bias)
                Assert.Equal(SlopeKernel.ReluScalar<float32>(slow, bias), zeros)
                Assert.Equal(Seq.length (Seq.filter (fun i -> i % 5 = 3) (seq { 0 .. n - 1 })), zeros)
                Assert.Equal<float32[]>(slow, fast))

        testCase "the hyperbolic tangent and its slope are those of the library" (fun () ->
            for n in lengths do
                let x, bias = values 5UL n 60.0, values 6UL n 1.0
                let fast: float[] = Array.copy x
                let slopes: float[] = Array.zeroCreate n
                SlopeKernel.Tanh<float>(fast, bias, slopes)

                for i in 0 .. n - 1 do
                    let sum = x[i] + bias[i]
                    Assert.InRange(fast[i], tanh sum - 4.0 * Tolerance.Epsilon, tanh sum + 4.0 * Tolerance.Epsilon)
                    let slope = 1.0 / (cosh sum * cosh sum)
                    Assert.InRange(slopes[i], slope * (1.0 - 1e-13), slope * (1.0 + 1e-13))

                let single = Array.map float32 x
                let singleSlopes: float32[] = Array.zeroCreate n
                let singleBias = Array.map float32 bias
                SlopeKernel.Tanh<float32>(single, singleBias, singleSlopes)

                for i in 0 .. n - 1 do
                    let sum = float (float32 x[i] + singleBias[i])
                    Assert.InRange(float single[i], tanh sum - 5e-7, tanh sum + 5e-7)
                    // A relative error of the argument of eps becomes one of |x| eps in the exponential.
                    let slope = 1.0 / (cosh sum * cosh sum)
                    let room = 4.0 * Tolerance.EpsilonSingle * (2.0 + abs sum) * slope
                    Assert.InRange(float singleSlopes[i], slope - room, slope + room))

        testCase "squared distances agree with their scalar twin" (fun () ->
            for n in lengths do
                let x, y =
                    values 7UL n 1.0 |> Array.map float32, values 8UL n 1.0 |> Array.map float32

                let slow = SlopeKernel.SquaredDistanceScalar<float32>(x, y)
                let room = 2.0 * float n * Tolerance.Epsilon * slow
                Assert.InRange(SlopeKernel.SquaredDistance<float32>(x, y), slow - room, slow + room))

        testCase "sums over panels agree with their scalar twin" (fun () ->
            for n in lengths do
                let slopes = values 9UL n 1.0 |> Array.map float32
                let weights = values 10UL n 1.0 |> Array.map (float32 >> abs)
                let room () = Array.create ((n + 15) / 16) nanf
                let fast, slow: float32[] * float32[] = room (), room ()
                SlopeKernel.PanelSums<float32>(slopes, weights, fast)
                SlopeKernel.PanelSumsScalar<float32>(slopes, weights, slow)

                for x, y in Array.zip fast slow do
                    Assert.InRange(x, y * (1f - 1e-5f), y * (1f + 1e-5f))

                let expected =
                    Array.map2 (fun s w -> float (abs s) * float w) slopes weights |> Array.sum

                Assert.InRange(Array.sumBy float slow, expected * (1.0 - 1e-5), expected * (1.0 + 1e-5)))

        testCase "masks name the units that are not zero, in rising order" (fun () ->
            for n in [ 0; 1; 15; 16; 17; 63; 64; 65; 130; 784 ] do
                let x = values 11UL n 1.0 |> Array.map float32

                let y =
                    values 12UL n 1.0 |> Array.mapi (fun i v -> if i % 2 = 0 then 0f else float32 v)

                let mask (z: float32[]) =
                    let words: uint64[] = Array.create (UnitMask.Words n) UInt64.MaxValue
                    let twin: uint64[] = Array.create words.Length UInt64.MaxValue
                    UnitMask.Nonzero<float32>(z, words)
                    UnitMask.NonzeroScalar<float32>(z, twin)
                    Assert.Equal<uint64[]>(twin, words)
                    words

                let list: int[] = Array.zeroCreate n
                let count = UnitMask.List(mask x, mask y, list)
                let expected = [| 0 .. n - 1 |] |> Array.filter (fun i -> x[i] <> 0f || y[i] <> 0f)
                Assert.Equal<int[]>(expected, list[.. count - 1]))
    ]
