module Neurovariety.Tests.Kernels.TrainingKernelTests

#nowarn "9"

open Expecto
open System
open System.Runtime.InteropServices
open Microsoft.FSharp.NativeInterop
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private epsilon = 2.0 ** -23.0

let private numbers (seed: uint64) count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> float32 (source.NextGaussian()))

/// Runs an action on the addresses of arrays that stay where they are.
let private pin (arrays: Array list) (action: nativeint list -> unit) =
    let handles = arrays |> List.map (fun a -> GCHandle.Alloc(a, GCHandleType.Pinned))
    action (handles |> List.map _.AddrOfPinnedObject())
    handles |> List.iter _.Free()

let private floats (address: nativeint) : nativeptr<float32> = NativePtr.ofNativeInt address
let private places (address: nativeint) : nativeptr<nativeint> = NativePtr.ofNativeInt address
let private bytes (address: nativeint) : nativeptr<byte> = NativePtr.ofNativeInt address

let private allocated (action: unit -> unit) =
    action ()
    let before = GC.GetAllocatedBytesForCurrentThread()
    action ()
    GC.GetAllocatedBytesForCurrentThread() - before

/// Sizes and signs over the whole range, 0 and the ends of the reduction among them.
let private arguments =
    Array.concat [
        [|
            0f
            -0f
            1e-30f
            0.34657f
            -0.34658f
            1.0397f
            88f
            -88f
            1000f
            -1000f
            0.125f
        |]
        numbers 7UL 500
        numbers 8UL 501 |> Array.map (fun x -> 8f * x)
        numbers 9UL 500 |> Array.map (fun x -> 0.01f * x)
    ]
    |> fun all -> Array.append all (Array.zeroCreate (16 - all.Length % 16))

let private kinds = Enum.GetValues<ActivationKind>()

let private factors kind decay step =
    Neurovariety.Training.OptimizerOptions(Kind = kind, WeightDecay = decay).Factors step

[<Tests>]
let tests =
    testList "TrainingKernelTests" [
        testCase "a tile of a product with a list for its depth agrees with its scalar twin" (fun () ->
            for vectors in 1..3 do
                for depth in [ 0; 1; 7; 32; 61; 130 ] do
                    let columns = 16 * vectors
                    let a, b, init = numbers 1UL 4000, numbers 2UL 9000, numbers 3UL columns
                    let source = RandomSource.FromSeed 4UL
                    let rows = Array.init 8 (fun _ -> nativeint (source.NextInt 3000))

                    let list =
                        Array.init (2 * depth) (fun i -> nativeint (source.NextInt(if i % 2 = 0 then 1000 else 8000)))

                    let fast = Array.create (8 * 60) 7f
                    let slow = Array.copy fast
                    let size = Array.map abs

                    let run (scalar: bool) (a: float32[]) b init (target: float32[]) =
                        pin [ a; b; init; rows; list; target ] (fun at ->
                            let tile = TileSource(floats at[0], places at[3], floats at[1], places at[4], depth)

                            if scalar then
                                TileProduct.RunScalar(columns, &tile, floats at[2], floats at[5], 60n)
                            else
                                TileProduct.Run(vectors, &tile, floats at[2], floats at[5], 60n))

                    run false a b init fast
                    run true a b init slow
                    let absolute = Array.create (8 * 60) 7f
                    run true (size a) (size b) (size init) absolute

                    for i in 0 .. fast.Length - 1 do
                        let bound = 2.0 * float (depth + 1) * epsilon * float absolute[i]
                        Assert.True(abs (float fast[i] - float slow[i]) <= bound, $"{vectors} {depth} {i}")
                        // Columns beyond the tile are left alone.
                        Assert.True(i % 60 < columns || fast[i] = 7f))

        testCase "inner products of four rows with six agree with their scalar twin" (fun () ->
            for vectors in [ 0; 1; 2; 3; 17; 49 ] do
                let depth, stride = 16 * vectors, 16 * vectors + 16
                let x, w = numbers 5UL (4 * stride), numbers 6UL (9 * stride)
                let rows = [| 0; 8; 3; 3; 1; 7 |] |> Array.map (fun row -> nativeint (row * stride))

                let fast, slow, absolute =
                    Array.zeroCreate 24, Array.zeroCreate 24, Array.zeroCreate 24

                let run scalar (x: float32[]) (w: float32[]) (target: float32[]) =
                    pin [ x; w; rows; target ] (fun at ->
                        if scalar then
                            DotTile.RunScalar(
                                depth,
                                floats at[0],
                                nativeint stride,
                                floats at[1],
                                places at[2],
                                floats at[3]
                            )
                        else
                            DotTile.Run(
                                vectors,
                                floats at[0],
                                nativeint stride,
                                floats at[1],
                                places at[2],
                                floats at[3]
                            ))

                run false x w fast
                run true x w slow
                run true (Array.map abs x) (Array.map abs w) absolute

                for i in 0..23 do
                    let bound = 2.0 * float (depth + 1) * epsilon * float absolute[i]
                    Assert.True(abs (float fast[i] - float slow[i]) <= bound, $"{vectors} {i}"))

        testCase "activations and their derivatives are good to a few units of the last place" (fun () ->
            for kind in kinds do
                let activation = enum<Neurovariety.Networks.Activation>(int kind)
                Assert.Equal(string kind, string activation)

                let y, slope, error =
                    Array.copy arguments, Array.create arguments.Length 1f, Array.create arguments.Length 1f

                pin [ y; slope; error ] (fun at ->
                    ActivationKernel.Apply(kind, floats at[0], floats at[1], y.Length)
                    ActivationKernel.Differentiate(kind, floats at[0], floats at[1], floats at[2], y.Length))

                for i in 0 .. y.Length - 1 do
                    let x = float arguments[i]
                    let value = Neurovariety.Networks.Activations.Value(activation, x)
                    let derivative = Neurovariety.Networks.Activations.Derivative(activation, x)
                    // The smallest results lie among the subnormal numbers; derivatives are 1 or less and come from rounded values.
                    Assert.True(
                        abs (float y[i] - value) <= 4.0 * epsilon * abs value + 1e-37,
                        $"{kind} {x}: {y[i]} for {value}"
                    )

                    Assert.True(
                        abs (float error[i] - derivative) <= 4.0 * epsilon,
                        $"{kind} {x}: {error[i]} for {derivative}"
                    ))

        testCase "what is no number stays so through every activation and counts as active" (fun () ->
            for kind in kinds do
                for bad in [ nanf; -nanf ] do
                    let y, slope = Array.create 16 1f, Array.create 16 1f
                    y[5] <- bad
                    pin [ y; slope ] (fun at -> ActivationKernel.Apply(kind, floats at[0], floats at[1], 16))
                    Assert.True(Single.IsNaN y[5], string kind)
                    Assert.True(y |> Array.removeAt 5 |> Array.forall Single.IsFinite)

            let y, active = Array.create 16 -1f, Array.zeroCreate<uint16> 1
            y[3] <- nanf
            y[9] <- 2f
            pin [ y; active ] (fun at -> ActivationKernel.Relu(floats at[0], 16n, 1, 1, NativePtr.ofNativeInt at[1]))
            Assert.Equal((1us <<< 3) ||| (1us <<< 9), active[0]))

        testCase "the rectifier finds the units that are active in some row, and leaves other rows alone" (fun () ->
            for rows in [ 0; 1; 5; 32 ] do
                let y =
                    numbers 10UL (33 * 48)
                    |> Array.mapi (fun i x -> if i % 48 % 3 = 0 then -abs x else x - 1.5f)

                let before, active = Array.copy y, Array.create 2 9us

                pin [ y; active ] (fun at ->
                    ActivationKernel.Relu(floats at[0], 48n, rows, 2, NativePtr.ofNativeInt at[1]))

                for i in 0 .. y.Length - 1 do
                    let touched = i / 48 < rows && i % 48 < 32
                    Assert.Equal((if touched then max 0f before[i] else before[i]), y[i])

                for j in 0..31 do
                    let expected =
                        Seq.exists (fun row -> before[row * 48 + j] > 0f) (seq { 0 .. rows - 1 })

                    Assert.Equal(expected, active[j / 16] >>> (j % 16) &&& 1us = 1us))

        testCase "bytes are scaled to the nearest floats of [-1, 1] or their neighbours" (fun () ->
            for count in [ 0; 1; 15; 16; 17; 784; 256 ] do
                let pixels = Array.init count byte
                let target = Array.create (count + 1) 5f
                pin [ pixels; target ] (fun at -> PixelKernel.Scale(bytes at[0], floats at[1], count))
                Assert.Equal(5f, target[count])

                for i in 0 .. count - 1 do
                    let exact = float pixels[i] / 127.5 - 1.0
                    Assert.True(abs (float target[i] - exact) <= 0.5 * epsilon * abs exact))

        testCase "the squared error agrees with its scalar twin and is 0 in the padding" (fun () ->
            for count in [ 0; 1; 15; 16; 17; 31; 784; 1003 ] do
                let padded = (count + 15) / 16 * 16
                let y, x = numbers 11UL (padded + 1), numbers 12UL (padded + 1)
                let fast, slow = Array.create (padded + 1) 3f, Array.create (padded + 1) 3f
                let mutable sums = 0.0, 0.0

                pin [ y; x; fast; slow ] (fun at ->
                    let first =
                        PixelKernel.Error(floats at[0], floats at[1], floats at[2], 0.25f, count)

                    sums <- first, PixelKernel.ErrorScalar(floats at[0], floats at[1], floats at[3], 0.25f, count))

                Assert.True(abs (fst sums - snd sums) <= 2.0 * float count * Tolerance.Epsilon * snd sums)
                Assert.Equal<float32[]>(slow, fast)
                Assert.True(fast[count .. padded - 1] |> Array.forall ((=) 0f))
                Assert.Equal(3f, fast[padded]))

        testCase "optimiser steps agree with their scalar twin, and tiny moments become 0" (fun () ->
            for kind in Enum.GetValues<Neurovariety.Training.OptimizerKind>() do
                for decay in [ 0.0; 0.1 ] do
                    for count in [ 0; 16; 80; 784 ] do
                        let step = factors kind decay 3L

                        let g =
                            numbers 13UL (count + 1)
                            |> Array.mapi (fun i x -> if i % 5 = 0 then 0f else 0.01f * x)

                        let start: float32[] list = [
                            numbers 14UL (count + 1)
                            numbers 15UL (count + 1)
                            numbers 16UL (count + 1)
                        ]

                        let start: float32[] list = [
                            start[0]
                            Array.map ((*) 1e-3f) start[1]
                            Array.map (fun v -> 1e-6f * v * v) start[2]
                        ]

                        if count > 16 then
                            start[1][20] <- 1e-30f
                            start[2][20] <- 1e-36f
                            start[1][21] <- 0f
                            start[2][21] <- 0f

                        let fast: float32[] list = List.map Array.copy start
                        let slow: float32[] list = List.map Array.copy start

                        pin (g :> Array :: List.map (fun a -> a :> Array) (fast @ slow)) (fun at ->
                            let at = at |> List.map floats
                            OptimizerKernel.Step(&step, at[1], at[2], at[3], at[0], count)
                            OptimizerKernel.StepScalar(&step, at[4], at[5], at[6], at[0], count))

                        for j in 0..2 do
                            let fast, slow, start = fast[j], slow[j], start[j]

                            for i in 0..count do
                                // A step moves a parameter by about the rate, 1e-3.
                                let scale =
                                    abs (float slow[i]) + abs (float start[i]) + (if j = 0 then 1e-3 else 0.0)

                                let difference = abs (float fast[i] - float slow[i])

                                Assert.True(
                                    difference <= 4.0 * epsilon * scale,
                                    $"{kind} {decay} {count} {j} {i}: {difference}"
                                )

                                Assert.True(i < count || fast[i] = start[i])

                        if count > 16 && decay = 0.0 then
                            Assert.Equal(0f, fast[1][20]))

        testCase "second moments without gradients fade to 0 and say so" (fun () ->
            let step = factors Neurovariety.Training.OptimizerKind.Adam 0.0 5L
            let fast, slow = Array.create 48 1e-33f, Array.create 48 1e-33f
            fast[47] <- 1e-32f
            slow[47] <- 1e-32f
            let mutable steps = 0
            let mutable rests = false

            while not rests do
                pin [ fast; slow ] (fun at ->
                    rests <- OptimizerKernel.Fade(&step, floats at[0], 48)
                    Assert.Equal(rests, OptimizerKernel.FadeScalar(&step, floats at[1], 48)))

                Assert.Equal<float32[]>(slow, fast)
                Assert.Equal(rests, Array.forall ((=) 0f) fast)
                steps <- steps + 1

            Assert.InRange(steps, 9000, 9500))

        testCase "sums of columns agree with their scalar twin bit for bit" (fun () ->
            for count in [ 0; 1; 2; 31; 130 ] do
                for vectors in [ 1; 2; 5 ] do
                    let length, stride = 16 * vectors, 16 * vectors + 16
                    let rows = numbers 31UL (stride * max 1 count)
                    let before = Array.copy rows
                    let fast, slow = Array.create stride 7f, Array.create stride 7f

                    pin [ rows; fast; slow ] (fun at ->
                        ColumnSumKernel.SumInto(floats at[0], nativeint stride, count, floats at[1], length)
                        ColumnSumKernel.SumScalarInto(floats at[0], nativeint stride, count, floats at[2], length))

                    Assert.Equal<float32[]>(slow, fast)
                    Assert.Equal<float32[]>(before, rows)
                    Assert.All(fast[length..], fun untouched -> Assert.Equal(7f, untouched))

                    for j in 0 .. length - 1 do
                        let exact = Seq.sum (Seq.init count (fun i -> float rows[i * stride + j]))
                        let size = Seq.sum (Seq.init count (fun i -> abs (float rows[i * stride + j])))
                        Assert.True(abs (float slow[j] - exact) <= 2.0 * float count * epsilon * size))

        testCase "the kernels of training allocate nothing" (fun () ->
            let a, b = numbers 17UL 4096, numbers 18UL 4096
            let rows, list = Array.init 8 (fun i -> nativeint (16 * i)), Array.init 64 nativeint
            let active, pixels = Array.zeroCreate<uint16> 4, Array.zeroCreate<byte> 64

            pin [ a; b; rows; list; active; pixels ] (fun at ->
                let step = factors Neurovariety.Training.OptimizerKind.AdamW 0.1 1L
                let x, y = floats at[0], floats at[1]

                let all () =
                    let tile = TileSource(x, places at[2], y, places at[3], 32)

                    for vectors in 1..3 do
                        TileProduct.Run(vectors, &tile, x, NativePtr.add y 2048, 64n)

                    DotTile.Run(3, x, 64n, y, places at[2], NativePtr.add y 1024)
                    ActivationKernel.Relu(x, 64n, 4, 4, NativePtr.ofNativeInt at[4])

                    for kind = 0 to 5 do
                        ActivationKernel.Apply(enum kind, x, y, 64)
                        ActivationKernel.Differentiate(enum kind, x, y, y, 64)

                    PixelKernel.Scale(bytes at[5], x, 64)
                    PixelKernel.Error(x, y, y, 1f, 60) |> ignore
                    OptimizerKernel.Step(&step, x, y, NativePtr.add y 64, NativePtr.add y 128, 64)
                    OptimizerKernel.Fade(&step, x, 64) |> ignore

                Assert.Equal(0L, allocated all)))
    ]
