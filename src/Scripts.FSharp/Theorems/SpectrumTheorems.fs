/// Jacobians of autoencoders: which spectra they share, what the eigenvalues say of them, and what bounds their parts.
module internal Neurovariety.Scripts.Theorems.SpectrumTheorems

open System
open System.Numerics
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Scripts.Theorems.NetworkSubjects
open Neurovariety.Scripts.Theorems.Subjects

/// Smooth networks whose weights have the size 1, or a given network.
let private smooth =
    networks "an autoencoder at a point" (bent Activation.Tanh Activation.Tanh)
    |> reconstructing

/// Traces of the powers 1, ..., count: equal for equal nonzero spectra, and only then when count reaches both sizes.
let private powerTraces count (a: Matrix) =
    Seq.unfold (fun power -> Some(MatrixArithmetic.Trace power, times power a)) a
    |> Seq.truncate count
    |> Array.ofSeq

/// Whether traces of powers agree up to a share of the powers of a size.
let private tracesAgree share (size: float) (a: float[]) (b: float[]) =
    Array.zip a b
    |> Array.indexed
    |> Array.forall (fun (k, (x, y)) -> abs (x - y) <= share * size ** float (k + 1))

/// The rounding errors of a product follow the norms of its factors.
let private sizeAt (map: JacobianMap) (point: float[]) =
    let latentPoint = map.Encode(ReadOnlySpan point)
    let image = map.Decode(ReadOnlySpan latentPoint)

    let encoders =
        [ point; image ]
        |> List.map (fun x -> norm (map.EncoderJacobian(ReadOnlySpan x)))

    max 1.0 (List.max encoders * norm (map.DecoderJacobian(ReadOnlySpan latentPoint)))

let private sharedSpectrum =
    let claim (choose: JacobianMap -> float[] -> Matrix) (instance: NetworkPoint) =
        let network, point = instance.Network, instance.Point
        let map = JacobianMap.Of network
        let full = map.InputJacobian(ReadOnlySpan point)
        let small = choose map point
        let count = instance.Network.InputCount

        tracesAgree
            (64.0 * float (count * count) * Tolerance.Epsilon)
            (sizeAt map point)
            (powerTraces count full)
            (powerTraces count small)

    Theorem.about
        (smooth |> Subject.upTo 128)
        ("shared-spectrum",
         "At every point x the nonzero eigenvalues of the N x N Jacobian J_I(x) = DD(z) DE(x) are those of the d x d matrix DE(x) DD(z): the traces of all their powers agree.",
         "[ADGL21, Section 4.1]; AB and BA share their nonzero eigenvalues")
        (claim (fun map point -> map.SmallInputJacobian(ReadOnlySpan point)))
        "DE is taken at D(z) in place of x: that is J_L"
        (claim (fun map point -> map.LatentJacobian(ReadOnlySpan point)))

/// The table of one point, in double precision.
let private tableOf (network: Autoencoder) (point: float[]) =
    let samples = point |> Array.map float32

    JacobianSpectrum.OfSamples(
        network,
        ReadOnlyMemory samples,
        SpectrumOptions(SpectrumPrecision.DoublePrecision, Threads = 1)
    )

let private sumOfEigenvalues =
    let claim (number: Complex -> float) (instance: NetworkPoint) =
        let network, point = instance.Network, instance.Point
        let map = JacobianMap.Of network
        let table = tableOf network point

        [
            table.Input, map.InputJacobian(ReadOnlySpan point)
            table.LatentSpace, map.LatentJacobian(ReadOnlySpan point)
        ]
        |> List.forall (fun (column, jacobian) ->
            let sum = column.EigenvaluesAt(0).ToArray() |> Array.sumBy number
            let bound = Tolerance.Factorization(instance.Network.InputCount, sizeAt map point)

            abs (sum - MatrixArithmetic.Trace jacobian) <= bound
            && abs (column.Trace[0] - MatrixArithmetic.Trace jacobian) <= bound)

    Theorem.about
        (smooth |> Subject.upTo 2000)
        ("trace-of-jacobian",
         "The d eigenvalues of a table sum to the trace of the N x N Jacobian J_I, and to that of J_L.",
         "[ADGL21, Section 4.3]")
        (claim _.Real)
        "their moduli are summed"
        (claim Complex.Abs)

/// The determinant by elimination with pivots of largest size.
let private determinant (a: Matrix) =
    let n = a.RowCount
    let rows = Array.init n (fun i -> a.Row(i).ToArray())
    let mutable product = 1.0

    for k in 0 .. n - 1 do
        let pivot = [ k .. n - 1 ] |> List.maxBy (fun i -> abs (rows[i][k]))

        if pivot <> k then
            product <- -product
            let row = rows[k]
            rows[k] <- rows[pivot]
            rows[pivot] <- row

        product <- product * rows[k][k]

        if rows[k][k] <> 0.0 then
            for i in k + 1 .. n - 1 do
                let factor = rows[i][k] / rows[k][k]

                for j in k .. n - 1 do
                    rows[i][j] <- rows[i][j] - factor * rows[k][j]

    product

let private orientation =
    let claim (sign: SpectrumColumn -> int) (instance: NetworkPoint) =
        let network, point = instance.Network, instance.Point
        let map = JacobianMap.Of network
        let table = tableOf network point

        [
            table.Input, map.SmallInputJacobian(ReadOnlySpan point)
            table.LatentSpace, map.LatentJacobian(ReadOnlySpan point)
        ]
        |> List.forall (fun (column, jacobian) ->
            let expected = determinant jacobian

            let bound =
                Tolerance.Factorization(instance.Network.InputCount, sizeAt map point ** float jacobian.RowCount)

            // Below the rounding errors a sign means nothing.
            abs expected <= bound
            || (sign column = Math.Sign expected
                && abs (exp (column.LogOmega[0]) - abs expected) <= bound + 1e-9 * abs expected))

    Theorem.about
        (smooth |> Subject.upTo 2000)
        ("orientation-sign",
         "omega, the product of the d eigenvalues, is the determinant of DE(x) DD(z) and of J_L: both the sign and the logarithm of its size.",
         "[ADGL21, Section 4.2, orientation reversals]")
        (claim (fun column -> int (column.SignOmega[0])))
        "the sign is that of the trace"
        (claim (fun column -> Math.Sign(column.Trace[0])))

/// The same network followed by a shift, so that the point is its own reconstruction, to single precision.
let private through (point: float[]) (network: Autoencoder) =
    let map = JacobianMap.Of network
    let image = map.Decode(ReadOnlySpan(map.Encode(ReadOnlySpan point)))
    let width = point.Length

    let identity =
        Array.init (width * width) (fun k -> if k / width = k % width then 1.0f else 0.0f)

    let shift = Array.map2 (fun wanted got -> float32 (wanted - got)) point image

    let moved =
        AffineLayer.Of(width, width, ReadOnlySpan identity, ReadOnlySpan shift, Activation.Identity)

    Autoencoder.Of(Array.ofSeq network.Encoder, Array.append (Array.ofSeq network.Decoder) [| moved |])

/// Whether the rounding of that shift leaves every ReLU unit of the encoder as it is at the point.
let private isSettled (point: float[]) (network: Autoencoder) =
    let map = JacobianMap.Of(through point network)
    let image = map.Decode(ReadOnlySpan(map.Encode(ReadOnlySpan point)))
    switches network.Encoder point = switches network.Encoder image

let private fixedPoints =
    let claim (prepare: float[] -> Autoencoder -> Autoencoder) (instance: NetworkPoint) =
        let point = instance.Point
        let network = prepare point instance.Network
        let map = JacobianMap.Of network
        let input = map.SmallInputJacobian(ReadOnlySpan point)
        let latentSpace = map.LatentJacobian(ReadOnlySpan point)
        let count = latent instance
        // The reconstruction misses the point by the rounding of the bias; slopes of tanh change by as much at most, times
        // the sums of weights before them.
        let layers = Seq.toArray instance.Network.Layers

        let growth =
            layers
            |> Array.map (fun layer -> 1.0 + sqrt (Array.sumBy (fun w -> float w * float w) (layer.Weights.ToArray())))
            |> Array.reduce (*)

        let size = max 1.0 (max (norm input) (norm latentSpace))

        let slack =
            16.0
            * Tolerance.EpsilonSingle
            * growth
            * float count
            * (1.0 + norm (Matrix.FromRows [| point |]))

        not (isSettled point instance.Network)
        || tracesAgree slack size (powerTraces count input) (powerTraces count latentSpace)

    Theorem.about
        (networks "an autoencoder at a point that it reconstructs" (bent Activation.Tanh Activation.Identity)
         |> reconstructing
         |> Subject.upTo 2000)
        ("spectra-at-fixed-points",
         "Where the autoencoder reconstructs a point exactly, D(E(x)) = x, the nonzero eigenvalues of J_I(x) and J_L(E(x)) are the same.",
         "[ADGL21, Proposition 3.10]")
        (claim through)
        "the point is any point"
        (claim (fun _ network -> network))

let private partA =
    let claim (bound: ProjectionGeometry -> float -> float -> float) (instance: NetworkPoint) =
        let network, point = instance.Network, instance.Point
        let random = (randomOf instance.Seed).Split "step"
        let map = JacobianMap.Of network
        let z = map.Encode(ReadOnlySpan point)
        let decoder = map.DecoderJacobian(ReadOnlySpan z)
        let encoder = map.EncoderJacobian(ReadOnlySpan point)
        let small = times encoder decoder
        // The projection needs rank d, well away from rounding.
        let singular = (Factorizations.Svd small).SingularValues

        if Array.last singular <= 1e-6 * singular[0] then
            true
        else
            let geometry = ProjectionGeometry.Of(decoder, encoder)
            let step = Array.init point.Length (fun _ -> random.NextGaussian())
            let moved = geometry.Apply(ReadOnlySpan step)
            let projected = geometry.Project(ReadOnlySpan step)

            let length (values: float[]) =
                sqrt (Array.sumBy (fun v -> v * v) values)

            let distortion = length (Array.map2 (-) moved projected)
            let limit = bound geometry (length step) (length projected)
            distortion <= limit * (1.0 + 1e-6) + 1e-9 * length step

    let spectral (geometry: ProjectionGeometry) step _ = geometry.SpectralDistance * step

    let all (geometry: ProjectionGeometry) step inside =
        List.min [
            spectral geometry step inside
            geometry.ConditionNumber * geometry.LargestShift * inside
            (geometry.LargestShift + geometry.DepartureFromNormality) * step
        ]

    Theorem.about
        (smooth |> Subject.upTo 2000)
        ("distortion-bounds",
         "Part A of the error's change, |(J - P)(y - x)|, is at most |J - P|_2 |y - x|, at most kappa max|lambda - 1| |P(y - x)|, and at most (max|lambda - 1| + departure from normality) |y - x|.",
         "[ADGL21, Lemma 3.5]; [Henrici62]; derivation in ErrorTransport")
        (claim all)
        "the eigenvalues alone bound it, as if J were normal: max|lambda - 1| |y - x|"
        (claim (fun geometry step _ -> geometry.LargestShift * step))

let all = [ sharedSpectrum; sumOfEigenvalues; orientation; fixedPoints; partA ]
