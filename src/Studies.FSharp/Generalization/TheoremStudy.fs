namespace Neurovariety.Studies

open System
open System.Threading
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra

/// A test image and the training image nearest to it, by their places in their sets.
type ImagePair = {
    Test: int
    Train: int
    /// Euclidean distance, pixels in [-1, 1].
    Distance: float
}

/// One bound over all pairs.
type BoundFigures = {
    Name: string
    /// Pairs at which it lies above the squared change of the error, and above part A squared.
    HoldsForChange: int
    HoldsForDistortion: int
    /// Bound over squared change, and over part A squared.
    ChangeRatio: Spread
    DistortionRatio: Spread
}

/// What is found at the pairs whose Jacobian has d nonzero eigenvalues; norms, not their squares.
type TransportFigures = {
    Overlap: Spread
    SmallestOverlap: float
    Condition: Spread
    ProjectionNorm: Spread
    FrobeniusDistance: Spread
    Step: Spread
    Change: Spread
    /// Parts A, B and C of Lemma 3.5, and what the linearisation misses.
    Distortion: Spread
    Outside: Spread
    Start: Spread
    Nonlinear: Spread
    /// Parts A and B and the rest, each over the change of the error.
    DistortionShare: Spread
    OutsideShare: Spread
    NonlinearShare: Spread
    Bounds: BoundFigures list
    /// Pairs at which the theorem's assumption holds and its bound does not.
    CounterexampleCount: int
}

/// Theorem 3.8 of [ADGL21] on real pairs of a training and a test point.
type TheoremFigures = {
    PairCount: int
    /// Pairs without a projection: an eigenvalue of the Jacobian is 0.
    SingularCount: int
    /// The largest overlap for which the theorem is stated, 1/(2(d - 1)).
    OverlapLimit: float
    /// Pairs at which no two eigenvectors overlap by more.
    AssumptionCount: int
    /// None when every Jacobian is singular.
    Transport: TransportFigures option
}

/// Tries Lemma 3.5 and Theorem 3.8 where they are meant: at test points with their nearest training points, in double
/// precision.
[<RequireQualifiedAccess>]
module TheoremStudy =

    // Training images at a time, as doubles.
    let private chunk = 4000

    let private squares (images: Matrix) =
        Array.init images.RowCount (fun row ->
            let mutable sum = 0.0

            for value in images.Row row do
                sum <- sum + value * value

            sum)

    /// Test images spread evenly over their set, each with its nearest training image; of equally near ones the first.
    let pairs count (dataset: Dataset) =
        let count = min count dataset.Test.Count

        let chosen =
            Array.init count (fun i -> int (int64 i * int64 dataset.Test.Count / int64 count))

        let test =
            Matrix.FromRows(
                chosen
                |> Array.map (fun i -> dataset.Test.Slice(i, 1).ToMatrix().Row(0).ToArray())
            )

        let own = squares test
        let nearest = Array.create count -1
        let distances = Array.create count infinity

        for start in 0..chunk .. dataset.Train.Count - 1 do
            let train =
                dataset.Train.Slice(start, min chunk (dataset.Train.Count - start)).ToMatrix()

            let products = MatrixProduct.MultiplyTransposedRight(test, train)
            let others = squares train

            for i in 0 .. count - 1 do
                for j in 0 .. others.Length - 1 do
                    let distance = own[i] + others[j] - 2.0 * products[i, j]

                    if distance < distances[i] then
                        distances[i] <- distance
                        nearest[i] <- start + j

        // Pixels in [0, 1] so far; the networks see [-1, 1].
        Array.init count (fun i -> {
            Test = chosen[i]
            Train = nearest[i]
            Distance = 2.0 * sqrt (max 0.0 distances[i])
        })

    let private point (images: ImageSet) index =
        images.Image(index).ToArray() |> Array.map InputScale.Symmetric.OfPixel

    let private measure (map: JacobianMap) (dataset: Dataset) pair =
        let x = point dataset.Train pair.Train
        let y = point dataset.Test pair.Test
        let image (at: float[]) = map.Decode(map.Encode at)

        try
            let geometry =
                ProjectionGeometry.Of(map.DecoderJacobian(map.Encode x), map.EncoderJacobian x)

            Some(geometry, ErrorTransport.Measure(geometry, x, image x, y, image y))
        with :? PremiseException ->
            None

    // A relative slack of a hundred roundings: bounds that are equalities must not fall by rounding.
    let private isAbove bound value = bound * (1.0 + 1e-12) >= value

    let private ratios (bound: float[]) (value: float[]) =
        Array.map2
            (fun bound value ->
                if value > 0.0 then bound / value
                elif bound > 0.0 then infinity
                else 1.0)
            bound
            value
        |> Spread.ofSample

    let private bound name (pick: TransportBounds -> float) (found: (ProjectionGeometry * ErrorTransport)[]) =
        let bounds = found |> Array.map (fun (_, one) -> pick one.Bounds)
        let change = found |> Array.map (fun (_, one) -> one.Change * one.Change)

        let distortion =
            found |> Array.map (fun (_, one) -> one.Distortion * one.Distortion)

        let holds values =
            Array.map2 isAbove bounds values
            |> Array.sumBy (fun held -> if held then 1 else 0)

        {
            Name = name
            HoldsForChange = holds change
            HoldsForDistortion = holds distortion
            ChangeRatio = ratios bounds change
            DistortionRatio = ratios bounds distortion
        }

    let private summarise (found: (ProjectionGeometry * ErrorTransport)[]) =
        let geometry (pick: ProjectionGeometry -> float) =
            found |> Array.map (fst >> pick) |> Spread.ofSample

        let transport (pick: ErrorTransport -> float) =
            found |> Array.map (snd >> pick) |> Spread.ofSample

        let share (pick: ErrorTransport -> float) =
            ratios (found |> Array.map (fun (_, one) -> pick one)) (found |> Array.map (fun (_, one) -> one.Change))

        {
            Overlap = geometry _.LargestOverlap
            SmallestOverlap = found |> Array.map (fun (one, _) -> one.LargestOverlap) |> Array.min
            Condition = geometry _.ConditionNumber
            ProjectionNorm = geometry _.ProjectionNorm
            FrobeniusDistance = geometry _.FrobeniusDistance
            Step = transport _.Step
            Change = transport _.Change
            Distortion = transport _.Distortion
            Outside = transport _.Outside
            Start = transport _.Start
            Nonlinear = transport _.Nonlinear
            DistortionShare = share _.Distortion
            OutsideShare = share _.Outside
            NonlinearShare = share _.Nonlinear
            Bounds = [
                bound "theorem" _.Theorem found
                bound "spectral" _.Spectral found
                bound "condition" _.Condition found
                bound "normality" _.Normality found
            ]
            CounterexampleCount =
                found
                |> Array.sumBy (fun (geometry, one) ->
                    if
                        geometry.AssumptionHolds
                        && not (isAbove one.Bounds.Theorem (one.Change * one.Change))
                    then
                        1
                    else
                        0)
        }

    /// The study of one network.
    let run threads (cancel: CancellationToken) (dataset: Dataset) (pairs: ImagePair[]) (network: Autoencoder) =
        let map = JacobianMap.Of network
        let all = Array.zeroCreate pairs.Length

        let options =
            ParallelOptions(
                MaxDegreeOfParallelism = (if threads = 0 then Environment.ProcessorCount else threads),
                CancellationToken = cancel
            )

        Parallel.For(0, pairs.Length, options, (fun i -> all[i] <- measure map dataset pairs[i]))
        |> ignore

        let found = Array.choose id all

        {
            PairCount = pairs.Length
            SingularCount = pairs.Length - found.Length
            OverlapLimit = 0.5 / float (max 1 (network.LatentCount - 1))
            AssumptionCount =
                found
                |> Array.sumBy (fun (geometry, _) -> if geometry.AssumptionHolds then 1 else 0)
            Transport = if found.Length = 0 then None else Some(summarise found)
        }
