module Neurovariety.Tests.Oracles.SpectrumTests

open Expecto
open System
open System.IO
open System.Numerics
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Tests.Support

let private double = SpectrumOptions(SpectrumPrecision.DoublePrecision)

let private samples seed count width =
    ReadOnlyMemory(
        Array.init count (fun i -> Models.point (seed + uint64 i) width)
        |> Array.concat
        |> Array.map float32
    )

/// A field of a point of the reference, as numbers.
let private numbers (point: JsonElement) (name: string) = [|
    for item in point.GetProperty(name).EnumerateArray() do
        if item.ValueKind = JsonValueKind.Array then
            for part in item.EnumerateArray() do
                yield part.GetDouble()
        else
            yield item.GetDouble()
|]

let private complex (values: float[]) =
    values
    |> Array.chunkBySize 2
    |> Array.map (fun pair -> Complex(pair[0], pair[1]))

/// The points of the reference with the table computed at them.
let private referenceTable options =
    let root = Fixtures.json "autoencoder_small_spectra.json"

    let points = [|
        for list in [ "points"; "negative_omega_points" ] do
            yield! root.GetProperty(list).EnumerateArray()
    |]

    let test = Mnist.test ()

    let indices =
        points |> Array.map (fun point -> point.GetProperty("index").GetInt32())

    let pixels = indices |> Array.collect (fun index -> test.Image(index).ToArray())
    let labels = indices |> Array.map (fun index -> test.Labels[index])
    let images = ImageSet.FromPixels(28, 28, pixels, labels, "reference")
    points, JacobianSpectrum.OfImages(Models.reference (), null, images, options)

/// The largest relative difference of a point's row from the reference.
let private deviation (point: JsonElement) (table: SpectrumTable) i =
    let relative (expected: float) actual = abs (actual - expected) / abs expected

    let spectrum (name: string) (column: SpectrumColumn) =
        let expected = complex (numbers point $"eig_{name}")
        let largest = Complex.Abs expected[0]

        Seq.concat [
            Seq.map2 (fun (a: Complex) b -> Complex.Abs(a - b) / largest) expected (column.EigenvaluesAt(i).ToArray())
            seq { relative (point.GetProperty($"trace_{name}").GetDouble()) column.Trace[i] }
            // The logarithm of a product of relative error e is off by e.
            seq { abs (point.GetProperty($"log_abs_omega_{name}").GetDouble() - column.LogOmega[i]) }
            seq {
                if point.GetProperty($"sign_omega_{name}").GetInt32() = int column.SignOmega[i] then
                    0.0
                else
                    1.0
            }
        ]

    let latent = numbers point "latent"
    let scale = latent |> Array.map abs |> Array.max

    Seq.concat [
        spectrum "L" table.LatentSpace
        spectrum "I" table.Input
        seq { relative (point.GetProperty("mse").GetDouble()) table.Mse[i] }
        Seq.map2 (fun a b -> abs (a - b) / scale) latent (table.Latents.Slice(5 * i, 5).ToArray())
    ]
    |> Seq.max

[<Tests>]
let tests =
    testList "SpectrumTests" [
        mnistCase "the reference spectra are met in double" (fun () ->
            let points, table = referenceTable double
            Assert.Equal(57, table.Count)

            for i, point in Array.indexed points do
                Assert.InRange(deviation point table i, 0.0, 1e-9)
                Assert.Equal(point.GetProperty("label").GetInt32(), table.Labels[i])

            Assert.InRange(table.Input.ReversingCount + table.LatentSpace.ReversingCount, 7, 14)
            Assert.Equal(0, table.Input.SingularCount))

        mnistCase "the reference spectra are met in single but where a ReLU input rounds across zero" (fun () ->
            let points, table = referenceTable SpectrumOptions.Default
            let _, exact = referenceTable double

            let far =
                [ 0 .. points.Length - 1 ]
                |> List.filter (fun i -> deviation points[i] table i > 1e-4)

            // Such a unit receives almost 0 in double: its point is among those where the two paths differ.
            Assert.InRange(far.Length, 0, 3)

            let different i =
                abs (table.Input.Trace[i] - exact.Input.Trace[i]) > 1e-4
                || abs (table.LatentSpace.Trace[i] - exact.LatentSpace.Trace[i]) > 1e-4

            Assert.All(far, (fun i -> Assert.True(different i))))

        testCase "what is told of a point follows from its eigenvalues" (fun () ->
            let network = Models.random 3UL "30-20-d" 5 Activation.Relu Activation.Tanh
            let points = samples 1UL 40 30
            let table = JacobianSpectrum.OfSamples(network, points, double)
            let map = JacobianMap.Of network

            for i in 0 .. table.Count - 1 do
                let x = points.Slice(30 * i, 30).ToArray() |> Array.map float
                let input, latent = map.SmallInputJacobian x, map.LatentJacobian x

                for matrix, column in [ input, table.Input; latent, table.LatentSpace ] do
                    let values = column.EigenvaluesAt(i).ToArray()
                    let expected = (Factorizations.GeneralEigen matrix).Values
                    let product = Array.fold (fun (a: Complex) b -> a * b) Complex.One values
                    let scale = Complex.Abs expected[0] + 1e-300

                    if column.SignOmega[i] <> 0y then
                        for a, b in Array.zip expected values do
                            Assert.InRange(Complex.Abs(a - b), 0.0, 1e-9 * scale)

                        Assert.Equal(sign product.Real, int column.SignOmega[i])
                        Assert.Equal(log (Complex.Abs product), column.LogOmega[i], 9)
                        Assert.Equal(Complex.Abs product ** 0.2, column.GeometricMean i, 9)
                    else
                        Assert.Equal(Double.NegativeInfinity, column.LogOmega[i])
                        Assert.Equal(0.0, column.GeometricMean i)

                    Assert.Equal(MatrixArithmetic.Trace matrix, column.Trace[i], 9)
                    Assert.Equal(column.Trace[i] / 5.0, column.ArithmeticMean i)

                    Assert.Equal(
                        Seq.length (Seq.filter (fun (z: Complex) -> Complex.Abs z < 0.1) values),
                        column.SmallCount[i]
                    )

                let apart =
                    Array.map2
                        (fun (a: Complex) b -> Complex.Abs(a - b))
                        (table.Input.EigenvaluesAt(i).ToArray())
                        (table.LatentSpace.EigenvaluesAt(i).ToArray())

                Assert.Equal(Array.sum apart / 5.0, table.AbsoluteDistance i, 12)
                Assert.Equal(sqrt (Array.sumBy (fun a -> a * a) apart) / 5.0, table.EuclideanDistance i, 12)
                let decoded = map.Decode(map.Encode x)
                Assert.Equal(Array.map2 (fun a b -> (a - b) ** 2.0) x decoded |> Array.average, table.Mse[i], 12)
                let z = map.Encode x

                let cycle =
                    Array.map2 (fun a b -> (a - b) ** 2.0) (map.Encode decoded) z
                    |> Array.sum
                    |> sqrt

                Assert.Equal(cycle / sqrt (Array.sumBy (fun a -> a * a) z), table.LatentCycle[i], 9))

        testCase "singular Jacobians are counted and have no NaN" (fun () ->
            // Three hidden units, about half of them active, before five latent ones.
            let network = Models.random 4UL "30-3-d" 5 Activation.Relu Activation.Tanh
            let table = JacobianSpectrum.OfSamples(network, samples 9UL 50 30)
            Assert.Equal(50, table.Input.SingularCount)
            Assert.Equal(50, table.LatentSpace.SingularCount)
            Assert.All(table.Input.LogOmega.ToArray(), (fun log -> Assert.Equal(Double.NegativeInfinity, log)))

            for i in 0..49 do
                Assert.Equal(Complex.Zero, table.Input.EigenvaluesAt(i)[3])
                Assert.InRange(table.Input.SmallCount[i], 2, 5)

            Assert.All(table.Input.Eigenvalues.ToArray(), (fun z -> Assert.True(Complex.IsFinite z))))

        testCase "tables are the same for any number of threads and any block" (fun () ->
            let network = Models.random 3UL "30-20-d" 5 Activation.Relu Activation.Tanh
            let points = samples 1UL 100 30

            for precision in [ SpectrumPrecision.SinglePrecision; SpectrumPrecision.DoublePrecision ] do
                let expected =
                    JacobianSpectrum.OfSamples(network, points, SpectrumOptions(precision, 1, 100))

                for threads, block in [ 1, 3; 2, 7; 2, 64 ] do
                    let table =
                        JacobianSpectrum.OfSamples(network, points, SpectrumOptions(precision, threads, block))

                    Assert.Equal<Complex[]>(expected.Input.Eigenvalues.ToArray(), table.Input.Eigenvalues.ToArray())

                    Assert.Equal<Complex[]>(
                        expected.LatentSpace.Eigenvalues.ToArray(),
                        table.LatentSpace.Eigenvalues.ToArray()
                    )

                    Assert.Equal<float[]>(expected.Mse.ToArray(), table.Mse.ToArray()))

        testCase "spectra of more than 64 latent numbers come from the general solver" (fun () ->
            let network = Models.random 3UL "100-90-d" 70 Activation.Tanh Activation.Tanh
            let points = samples 1UL 2 100
            let table = JacobianSpectrum.OfSamples(network, points, double)
            let x = points.Slice(100, 100).ToArray() |> Array.map float

            let expected =
                (Factorizations.GeneralEigen(JacobianMap.Of(network).LatentJacobian x)).Values

            Assert.Equal(Complex.Abs expected[0], Complex.Abs(table.LatentSpace.EigenvaluesAt(1)[0]), 9))

        testCase "images are scaled, labelled and split" (fun () ->
            let network = Models.random 3UL "12-9-d" 3 Activation.Relu Activation.Tanh

            let bytes count =
                Array.init (12 * count) (fun i -> byte (37 * i % 256))

            let pixels, labels, others = bytes 3, [| 5uy; 6uy; 7uy |], bytes 2
            let train = ImageSet.FromPixels(3, 4, pixels, labels, "train")
            let test = ImageSet.FromPixels(4, 3, others, ReadOnlySpan.Empty, "test")
            let table = JacobianSpectrum.OfImages(network, train, test)
            Assert.Equal<int[]>([| 5; 6; 7; -1; -1 |], table.Labels.ToArray())
            Assert.Equal<bool[]>([| false; false; false; true; true |], table.IsTest.ToArray())

            let scaled =
                Array.append pixels others
                |> Array.map (fun p -> float32 (float p / 127.5 - 1.0))

            let direct = JacobianSpectrum.OfSamples(network, ReadOnlyMemory scaled)
            Assert.Equal<Complex[]>(direct.Input.Eigenvalues.ToArray(), table.Input.Eigenvalues.ToArray()))

        testCase "tables are written and read back" (fun () ->
            use folder = new TemporaryFolder()
            let network = Models.random 3UL "30-3-d" 2 Activation.Relu Activation.Tanh
            let table = JacobianSpectrum.OfSamples(network, samples 1UL 6 30)
            let path = Path.Combine(folder.Path, "spectra.safetensors")
            SpectrumFile.Write(path, table, dict [ "model", "small" ])
            let again = SpectrumFile.Read path
            Assert.Equal<Complex[]>(table.Input.Eigenvalues.ToArray(), again.Input.Eigenvalues.ToArray())
            Assert.Equal<float[]>(table.LatentSpace.LogOmega.ToArray(), again.LatentSpace.LogOmega.ToArray())
            Assert.Equal<sbyte[]>(table.LatentSpace.SignOmega.ToArray(), again.LatentSpace.SignOmega.ToArray())
            Assert.Equal<float[]>(table.Input.Trace.ToArray(), again.Input.Trace.ToArray())
            Assert.Equal<float[]>(table.Latents.ToArray(), again.Latents.ToArray())
            Assert.Equal<float[]>(table.LatentCycle.ToArray(), again.LatentCycle.ToArray())
            let shape = (Safetensors.Read path).Find("eigenvaluesI").Shape
            Assert.Equal<int64 list>([ 6L; 2L; 2L ], List.ofSeq shape)
            let csv = Path.Combine(folder.Path, "spectra.csv")
            SpectrumFile.WriteCsv(csv, table)
            let lines = File.ReadAllLines csv
            Assert.Equal(7, lines.Length)
            Assert.StartsWith("index,label,isTest,mse,latentCycle,traceI", lines[0])
            let cells = lines[3].Split ','
            Assert.Equal(table.Mse[2], Double.Parse(cells[3], Globalization.CultureInfo.InvariantCulture))

            Assert.Equal(
                table.EuclideanDistance 2,
                Double.Parse(cells[16], Globalization.CultureInfo.InvariantCulture)
            )

            File.WriteAllText(path, "")

            Assert.Throws<DataFormatException>(fun () -> SpectrumFile.Read path |> ignore)
            |> ignore

            Safetensors.Of([ StoredTensor.FromMatrix("latent", Matrix.Zero(3, 2)) ]).Write path

            let error =
                Assert.Throws<DataFormatException>(fun () -> SpectrumFile.Read path |> ignore)

            Assert.Contains("'mse'", error.Message))

        testCase "points that do not fit are refused in one line" (fun () ->
            let network = Models.random 3UL "12-9-d" 3 Activation.Relu Activation.Tanh

            let refused part (work: unit -> SpectrumTable) =
                let error = Assert.ThrowsAny<ArgumentException>(fun () -> work () |> ignore)
                Assert.Contains(part, error.Message)

            refused "rows of 12" (fun () -> JacobianSpectrum.OfSamples(network, ReadOnlyMemory(Array.zeroCreate 13)))
            refused "no point" (fun () -> JacobianSpectrum.OfSamples(network, ReadOnlyMemory.Empty))
            let spoiled = Array.init 24 (fun i -> if i = 17 then nanf else 0f)

            refused "number 5 of point 1 is NaN" (fun () ->
                JacobianSpectrum.OfSamples(network, ReadOnlyMemory spoiled))

            let pixels = Array.zeroCreate<byte> 10
            let images = ImageSet.FromPixels(2, 5, pixels, ReadOnlySpan.Empty, "none")
            refused "got 2 x 5" (fun () -> JacobianSpectrum.OfImages(network, null, images))

            refused "BlockSize" (fun () ->
                JacobianSpectrum.OfSamples(
                    network,
                    ReadOnlyMemory(Array.zeroCreate 12),
                    SpectrumOptions(BlockSize = 0)
                )))
    ]
