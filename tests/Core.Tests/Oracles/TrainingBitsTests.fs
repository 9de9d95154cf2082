/// The training of nonlinear autoencoders to the bit: threads, interruptions, silent units, what a step allocates and refuses.
module Neurovariety.Tests.Oracles.TrainingBitsTests

open System
open System.Threading
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.Backpropagation
open Xunit

let private network (text: string) hidden output seed =
    Autoencoder.Initialise(Architecture.Parse(text).With(hidden, output), RandomSource.FromSeed seed)

let private run (session: TrainingSession) threads =
    let result = session.RunEpoch(threads, CancellationToken.None)
    Assert.Equal(EpochStatus.Completed, result.Status)
    result

let private bits (state: TrainingState) = [|
    for layer in state.Network.Layers do
        yield! layer.Weights.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
        yield! layer.Bias.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
    for m in state.Moments do
        yield! m.FirstWeights.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
        yield! m.SecondWeights.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
        yield! m.FirstBias.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
        yield! m.SecondBias.ToArray() |> Array.map BitConverter.SingleToUInt32Bits
|]

let private digits = lazy (SyntheticDigits.Draw(700, RandomSource.FromSeed 11UL, 1))

let private begun seed =
    TrainingState.Start(network "784-40-12-3" Activation.Relu Activation.Tanh seed)

let private options batch =
    AutoencoderTrainingOptions(BatchSize = batch, Seed = 5UL)

[<Fact>]
let ``the bits do not depend on the threads, nor on other sessions at work`` () =
    let set = digits.Value

    let trained seed threads =
        let session = TrainingSession(begun seed, set, options 100)
        let losses = [ for _ in 1..3 -> (run session threads).MeanSquaredError ]
        losses, session.Evaluate(set, threads), bits (session.Snapshot())

    let alone = [| for seed in 0UL .. 3UL -> trained seed 1 |]

    for threads in [ 0; 2; 3; 16 ] do
        Assert.Equal(alone[0], trained 0UL threads)

    let together = Array.zeroCreate alone.Length

    Parallel.For(0, alone.Length, fun i -> together[i] <- trained (uint64 i) (1 + i % 2))
    |> ignore

    Assert.Equal<(float list * float * uint32[])[]>(alone, together)
    Assert.NotEqual(alone[0], alone[1])

[<Fact>]
let ``a run interrupted within epochs and taken up by another session ends with the same bits`` () =
    let set = digits.Value
    let undisturbed = TrainingSession(begun 1UL, set, options 4)
    let losses = [ for _ in 1..3 -> (run undisturbed 1).MeanSquaredError ]
    let mutable state = begun 1UL
    let mutable found = []
    use asked = new CancellationTokenSource()
    asked.Cancel()

    // Prime lengths, so that the cuts fall everywhere, between epochs too.
    for limit in
        Seq.initInfinite (fun i -> [| 61; 53; 0; 1; 127 |][i % 5])
        |> Seq.takeWhile (fun _ -> state.Epoch < 3) do
        let session = TrainingSession(state, set, options 4)
        let result = session.RunEpoch(1, CancellationToken.None, limit)

        if result.Status = EpochStatus.Completed then
            found <- found @ [ result.MeanSquaredError ]
        else
            Assert.Equal(EpochStatus.Interrupted, result.Status)
            Assert.Equal(result, session.RunEpoch(2, asked.Token))

        // Looking on does not disturb the run.
        session.Evaluate(set, 1) |> ignore
        state <- session.Snapshot()

    Assert.Equal<float list>(losses, found)
    Assert.Equal<uint32[]>(bits (undisturbed.Snapshot()), bits state)
    Assert.Equal(3, state.Epoch)
    Assert.Equal(525L, state.TotalSteps)

[<Fact>]
let ``leaving out silent units does not change a bit, even those that are silent for good`` () =
    let set = digits.Value

    for kind in Enum.GetValues<OptimizerKind>() do
        let rate = if kind = OptimizerKind.Sgd then 0.5 else 0.01

        let options =
            AutoencoderTrainingOptions(BatchSize = 8, Optimizer = OptimizerOptions(Kind = kind, LearningRate = rate))

        let sessions = [
            for skip in [ true; false ] -> TrainingSession(begun 2UL, set, options, skip)
        ]

        for epoch in 1..14 do
            let results = sessions |> List.map (fun session -> run session 1)
            Assert.Equal(results[0], results[1])

            if epoch % 4 = 0 then
                let other = SyntheticDigits.Draw(50, RandomSource.FromSeed 12UL, 1)
                Assert.Equal(sessions[0].Evaluate(other, 1), sessions[1].Evaluate(other, 1))

        Assert.Equal<uint32[]>(bits (sessions[1].Snapshot()), bits (sessions[0].Snapshot()))
        Assert.True(sessions[0].SilentCount > 0, $"{kind}: no unit fell silent")
        Assert.Equal(0, sessions[1].SilentCount)

[<Fact>]
let ``a step allocates nothing`` () =
    let set = digits.Value

    for threads in [ 1; 2 ] do
        let perEpoch batch =
            let session = TrainingSession(begun 3UL, set, options batch)
            run session threads |> ignore
            let before = GC.GetAllocatedBytesForCurrentThread()
            session.RunEpoch(threads, CancellationToken.None) |> ignore
            GC.GetAllocatedBytesForCurrentThread() - before

        perEpoch 100 |> ignore
        Assert.Equal(perEpoch 100, perEpoch 5)
        Assert.InRange(perEpoch 5, 0L, 2000L)

[<Fact>]
let ``a loss that is no number ends the epoch before it moves anything`` () =
    let set = digits.Value

    let options =
        AutoencoderTrainingOptions(
            BatchSize = 50,
            Optimizer = OptimizerOptions(Kind = OptimizerKind.Sgd, LearningRate = 1e25)
        )

    let start =
        TrainingState.Start(network "784-30-4" Activation.Relu Activation.Identity 4UL)

    let session = TrainingSession(start, set, options)
    let result = session.RunEpoch(1, CancellationToken.None)
    Assert.Equal(EpochStatus.NotFinite, result.Status)
    Assert.InRange(result.Step, 1, 3)
    let state = session.Snapshot()
    Assert.Equal(result.Step, state.Step)
    Assert.Equal(result, session.RunEpoch(2, CancellationToken.None))
    Assert.Equal<uint32[]>(bits state, bits (session.Snapshot()))

[<Fact>]
let ``sessions refuse images and settings that do not fit`` () =
    let state = begun 1UL
    let set = digits.Value
    let small = images 1UL 3 2 2

    Assert.Throws<ArgumentException>(fun () -> TrainingSession(state, small, options 4) |> ignore)
    |> ignore

    Assert.Throws<ArgumentException>(fun () -> TrainingSession.Evaluate(state.Network, small, 1) |> ignore)
    |> ignore

    let refused (change: OptimizerOptions) =
        let wrong = AutoencoderTrainingOptions(Optimizer = change)

        Assert.Throws<ArgumentOutOfRangeException>(fun () -> TrainingSession(state, set, wrong) |> ignore)
        |> ignore

    refused (OptimizerOptions(LearningRate = 0.0))
    refused (OptimizerOptions(LearningRate = nan))
    refused (OptimizerOptions(Beta1 = 1.0))
    refused (OptimizerOptions(Beta2 = -0.1))
    refused (OptimizerOptions(Epsilon = 0.0))
    refused (OptimizerOptions(Momentum = 1.0))
    refused (OptimizerOptions(WeightDecay = infinity))
    refused (OptimizerOptions(Kind = enum 7))

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> TrainingSession(state, set, options 0) |> ignore)
    |> ignore

    let late = TrainingState.Of(state.Network, state.Moments, 0, 7, 0.0, 7L)

    Assert.Throws<ArgumentException>(fun () -> TrainingSession(late, set, options 100) |> ignore)
    |> ignore

[<MnistFact>]
let ``two epochs of the published training come as far as they should`` () =
    let state =
        Autoencoder.Initialise(Architecture.Parse("exp-default", 20), RandomSource.FromSeed(0UL).Split("weights"))

    let session =
        TrainingSession(TrainingState.Start state, Mnist.train (), AutoencoderTrainingOptions())

    let losses = [ for _ in 1..2 -> (run session 0).MeanSquaredError ]
    Assert.Equal(469, session.StepCount)
    Assert.InRange(losses[0], 0.20, 0.30)
    Assert.InRange(losses[1], 0.11, 0.17)
    Assert.InRange(session.Evaluate(Mnist.test (), 0), 0.09, 0.15)
