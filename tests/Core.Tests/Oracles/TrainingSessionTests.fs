/// The training of nonlinear autoencoders against backpropagation and optimisers written out in double.
module Neurovariety.Tests.Oracles.TrainingSessionTests

open Expecto
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

let private epsilon = 2.0 ** -23.0
let private activations = Enum.GetValues<Activation>()

let private network (text: string) hidden output seed =
    Autoencoder.Initialise(Architecture.Parse(text).With(hidden, output), RandomSource.FromSeed seed)

let private largest (values: float[]) =
    values |> Array.fold (fun best x -> max best (abs x)) 0.0

let private run (session: TrainingSession) threads =
    let result = session.RunEpoch(threads, CancellationToken.None)
    Assert.Equal(EpochStatus.Completed, result.Status)
    result

/// Momenta of one step of gradient descent from rest: the gradient.
let private flatMoments (state: TrainingState) = [|
    for moments in state.Moments do
        yield! moments.FirstWeights.ToArray() |> Array.map float
        yield! moments.FirstBias.ToArray() |> Array.map float
|]

let private flatSeconds (state: TrainingState) = [|
    for moments in state.Moments do
        yield! moments.SecondWeights.ToArray() |> Array.map float
        yield! moments.SecondBias.ToArray() |> Array.map float
|]

let private sgd batch =
    AutoencoderTrainingOptions(
        BatchSize = batch,
        Optimizer = OptimizerOptions(Kind = OptimizerKind.Sgd, LearningRate = 0.01)
    )

let private gradientOf (start: Autoencoder) (set: ImageSet) =
    let session = TrainingSession(TrainingState.Start start, set, sgd 1000)
    let result = run session 2
    flatMoments (session.Snapshot()), result.MeanSquaredError

let private checkGradient (start: Autoencoder) (set: ImageSet) name =
    let samples = Array.init set.Count (scaled set)
    let layers = ofNetwork start
    let expected = gradient layers samples
    let found, loss = gradientOf start set
    let widest = start.Layers |> Seq.map (fun l -> max l.Inputs l.Outputs) |> Seq.max
    let bound = 2.0 * float (max widest set.Count) * epsilon * largest expected
    let difference = largest (Array.map2 (-) found expected)
    Assert.True(difference <= bound, $"{name}: {difference} above {bound}")
    let exact = squaredError layers samples / float (set.Count * set.PixelCount)
    Assert.True(abs (loss - exact) <= 2.0 * float widest * epsilon * exact, $"{name}: {loss} for {exact}")

/// Largest deviation of a few steps from the formulas with a mistake, over what rounding explains.
let private deviation mistake kind decay =
    let set = images 7UL 24 4 5
    let samples = Array.init set.Count (scaled set)
    let rate, small = 0.01, 1e-3

    let optimizer =
        OptimizerOptions(Kind = kind, LearningRate = rate, Epsilon = small, WeightDecay = decay)

    let start = network "20-7-3" Activation.Tanh Activation.Sigmoid 8UL
    let options = AutoencoderTrainingOptions(BatchSize = 24, Optimizer = optimizer)
    let session = TrainingSession(TrainingState.Start start, set, options)
    let mutable worst = 0.0

    for t in 1..6 do
        let before = session.Snapshot()
        run session 1 |> ignore
        let after = session.Snapshot()
        let layers = ofNetwork before.Network
        let g = gradient layers samples

        let expected =
            step
                mistake
                kind
                rate
                decay
                small
                t
                {
                    P = flat layers
                    M = flatMoments before
                    V = flatSeconds before
                }
                g

        let compare found (wanted: float[]) scale =
            let bound = 2.0 * 24.0 * epsilon * scale
            worst <- max worst (largest (Array.map2 (-) found wanted) / bound)

        compare (flatMoments after) expected.M (largest g)
        compare (flatSeconds after) expected.V (largest g * largest g)
        // An error of the gradient moves a parameter by the rate times it over epsilon at most.
        compare (flat (ofNetwork after.Network)) expected.P (1.0 + rate * largest g / small)

    worst

let private rules = [
    OptimizerKind.Adam, 0.0
    OptimizerKind.Adam, 0.1
    OptimizerKind.AdamW, 0.1
    OptimizerKind.Sgd, 0.0
    OptimizerKind.Sgd, 0.1
]

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

[<Tests>]
let tests =
    testList "TrainingSessionTests" [
        testCase "the gradient of a step is that of plain backpropagation, for every activation" (fun () ->
            let set = images 1UL 37 5 7

            for hidden in activations do
                for output in activations do
                    checkGradient (network "35-17-9-4" hidden output 2UL) set $"{hidden} {output}")

        testCase "the gradient is right for any widths and numbers of samples" (fun () ->
            for text, rows, columns in
                [
                    "2-1", 1, 2
                    "9-4", 3, 3
                    "16-16-16-15", 4, 4
                    "20-260-3", 4, 5
                    "400-33-130-2", 20, 20
                    "210-200-1-195-5", 10, 21
                ] do
                for count in [ 1; 8; 33; 70 ] do
                    let start = network text Activation.Relu Activation.Tanh 3UL
                    checkGradient start (images 4UL count rows columns) $"{text}, {count} samples")

        testCase "plain backpropagation agrees with central differences" (fun () ->
            let samples = Array.init 3 (scaled (images 5UL 3 2 3))

            for phi in activations do
                let layers = ofNetwork (network "6-5-2" phi phi 6UL)
                let start = flat layers
                let found = gradient layers samples
                let scale = float (samples.Length * samples[0].Length)

                let loss parameters =
                    squaredError (rebuild layers parameters) samples / scale

                for i in 0 .. start.Length - 1 do
                    let h = Math.Cbrt Tolerance.Epsilon * max 1.0 (abs start[i])

                    let moved d =
                        loss (Array.mapi (fun j p -> if i = j then p + d else p) start)

                    let difference = (moved h - moved -h) / (2.0 * h)
                    let bound = 100.0 * Math.Pow(Tolerance.Epsilon, 2.0 / 3.0) * loss start
                    Assert.True(abs (difference - found[i]) <= bound, $"{phi} {i}: {difference} for {found[i]}"))

        testCase "the optimisers take the published steps" (fun () ->
            for kind, decay in rules do
                let worst = deviation Nothing kind decay
                Assert.True(worst <= 1.0, $"{kind} {decay}: {worst}"))

        testCase "steps with a mistake are told apart" (fun () ->
            for mistake, kind, decay in
                [
                    NoBiasCorrection, OptimizerKind.Adam, 0.0
                    NoBiasCorrection, OptimizerKind.AdamW, 0.1
                    EpsilonUnderRoot, OptimizerKind.Adam, 0.0
                    NoMomentum, OptimizerKind.Sgd, 0.0
                    OtherDecay, OptimizerKind.AdamW, 0.1
                    OtherDecay, OptimizerKind.Adam, 0.1
                ] do
                let worst = deviation mistake kind decay
                Assert.True(worst > 3.0, $"{mistake} {kind}: {worst}"))

        testCase
            "an epoch takes the images once each in the order of its stream, and the last batch may be smaller"
            (fun () ->
                for count, batch in [ 37, 16; 32, 16; 5, 50; 7, 1 ] do
                    let set = images 9UL count 3 4
                    let start = network "12-6-2" Activation.Softplus Activation.Identity 10UL
                    let options = sgd batch
                    let session = TrainingSession(TrainingState.Start start, set, options)
                    let layers = ofNetwork start

                    let mutable state = {
                        P = flat layers
                        M = Array.zeroCreate (Array.length (flat layers))
                        V = [||]
                    }

                    for epoch in 1..2 do
                        let order = Array.init count id
                        RandomSource.FromSeed(0UL).Split($"epoch {epoch}").Shuffle(order.AsSpan())
                        let mutable sum = 0.0

                        for part in Array.chunkBySize (min batch count) order do
                            let samples = Array.map (scaled set) part
                            let now = rebuild layers state.P
                            sum <- sum + squaredError now samples
                            state <- step Nothing OptimizerKind.Sgd 0.01 0.0 0.0 1 state (gradient now samples)

                        let result = run session 1
                        let expected = sum / float (count * 12)
                        Assert.Equal(epoch, result.Epoch)
                        Assert.True(abs (result.MeanSquaredError - expected) <= 100.0 * epsilon * expected)

                    let found = flat (ofNetwork (session.Snapshot().Network))
                    Assert.True(largest (Array.map2 (-) found state.P) <= 100.0 * epsilon * largest state.P)

                    let exact =
                        squaredError (rebuild layers state.P) (Array.init count (scaled set))
                        / float (count * 12)

                    Assert.True(abs (session.Evaluate(set, 2) - exact) <= 100.0 * epsilon * exact)
                    let own = TrainingSession.Evaluate(session.Snapshot().Network, set, 1)
                    Assert.True(abs (own - exact) <= 100.0 * epsilon * exact))

        testCase "the bits do not depend on the threads, nor on other sessions at work" (fun () ->
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
            Assert.NotEqual(alone[0], alone[1]))

        testCase "a run interrupted within epochs and taken up by another session ends with the same bits" (fun () ->
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
            Assert.Equal(525L, state.TotalSteps))

        testCase "leaving out silent units does not change a bit, even those that are silent for good" (fun () ->
            let set = digits.Value

            for kind in Enum.GetValues<OptimizerKind>() do
                let rate = if kind = OptimizerKind.Sgd then 0.5 else 0.01

                let options =
                    AutoencoderTrainingOptions(
                        BatchSize = 8,
                        Optimizer = OptimizerOptions(Kind = kind, LearningRate = rate)
                    )

                let sessions = [
                    for skip in [ true; false ] -> TrainingSession(begun 2UL, set, options, skip)
                ]

                for epoch in 1..14 do
                    let results = sessions |> List.map (fun session -> run session 1)
                    Assert.Equal(results[0], results[1])

                    if epoch % 4 = 0 then
                        let other = SyntheticDigits.Draw(50, RandomSource.FromSeed 12UL, 1)
                        Assert.Equal(sessions[0].Evaluate(other, 1), sessions[1].Evaluate(other, 1))
                        Assert.Equal(sessions[0].Evaluate(set, 1), sessions[1].Evaluate(set, 1))

                Assert.Equal<uint32[]>(bits (sessions[1].Snapshot()), bits (sessions[0].Snapshot()))
                Assert.True(sessions[0].SilentCount > 0, $"{kind}: no unit fell silent")
                Assert.Equal(0, sessions[1].SilentCount))

        testCase "a step allocates nothing" (fun () ->
            let set = digits.Value

            for threads in [ 1; 2 ] do
                let perEpoch batch =
                    let session = TrainingSession(begun 3UL, set, options batch)

                    // The least of several epochs: a thread of the team may be started in any one of them, what steps allocate
                    // comes back in each.
                    [
                        for _ in 1..5 do
                            let before = GC.GetAllocatedBytesForCurrentThread()
                            session.RunEpoch(threads, CancellationToken.None) |> ignore
                            GC.GetAllocatedBytesForCurrentThread() - before
                    ]
                    |> List.min

                Assert.Equal(perEpoch 100, perEpoch 5)
                Assert.InRange(perEpoch 5, 0L, 2000L))

        testCase "a loss that is no number ends the epoch before it moves anything" (fun () ->
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
            Assert.Equal<uint32[]>(bits state, bits (session.Snapshot())))

        testCase "sessions refuse images and settings that do not fit" (fun () ->
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
            |> ignore)

        mnistCase "two epochs of the published training come as far as they should" (fun () ->
            let state =
                Autoencoder.Initialise(
                    Architecture.Parse("exp-default", 20),
                    RandomSource.FromSeed(0UL).Split("weights")
                )

            let session =
                TrainingSession(TrainingState.Start state, Mnist.train (), AutoencoderTrainingOptions())

            let losses = [ for _ in 1..2 -> (run session 0).MeanSquaredError ]
            Assert.Equal(469, session.StepCount)
            Assert.InRange(losses[0], 0.20, 0.30)
            Assert.InRange(losses[1], 0.11, 0.17)
            Assert.InRange(session.Evaluate(Mnist.test (), 0), 0.09, 0.15))
    ]
