/// The training of nonlinear autoencoders against backpropagation and optimisers written out in double.
module Neurovariety.Tests.Oracles.TrainingSessionTests

open System
open System.Threading
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

[<Fact>]
let ``the gradient of a step is that of plain backpropagation, for every activation`` () =
    let set = images 1UL 37 5 7

    for hidden in activations do
        for output in activations do
            checkGradient (network "35-17-9-4" hidden output 2UL) set $"{hidden} {output}"

[<Fact>]
let ``the gradient is right for any widths and numbers of samples`` () =
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
            checkGradient start (images 4UL count rows columns) $"{text}, {count} samples"

[<Fact>]
let ``plain backpropagation agrees with central differences`` () =
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
            Assert.True(abs (difference - found[i]) <= bound, $"{phi} {i}: {difference} for {found[i]}")

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

[<Fact>]
let ``the optimisers take the published steps`` () =
    for kind, decay in rules do
        let worst = deviation Nothing kind decay
        Assert.True(worst <= 1.0, $"{kind} {decay}: {worst}")

[<Fact>]
let ``steps with a mistake are told apart`` () =
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
        Assert.True(worst > 3.0, $"{mistake} {kind}: {worst}")

[<Fact>]
let ``an epoch takes the images once each in the order of its stream, and the last batch may be smaller`` () =
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
        Assert.True(abs (own - exact) <= 100.0 * epsilon * exact)
