/// Layers, memories and random matrices in the F# surface: each figure against one that is known otherwise, and the commands beside it.
module Neurovariety.Scripts.Tests.SurfaceLayerTests

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support

let private close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

let private error (result: Result<'a, string>) =
    match result with
    | Error line -> line
    | Ok _ -> failwith "expected an error"

let private refused (part: string) (job: unit -> 'a) =
    Assert.Contains(part, Attempt.run (job >> ignore) |> error)

let private text json = Json.compact json

// What a command prints, but for the time it took.
let private untimed (document: string) =
    let element = JsonDocument.Parse(document).RootElement

    [
        for field in element.EnumerateObject() do
            if field.Name <> "seconds" then
                field.Name, field.Value.GetRawText()
    ]

let private same json arguments =
    Assert.Equal<(string * string) list>(untimed (text json), untimed ((Program.json arguments).GetRawText()))

// ---- numbers -------------------------------------------------------------------------------------------------------------------

[<Fact>]
let ``significant digits are the same at any scale`` () =
    for value, expected in
        [
            1e30, "1.000e30"
            1e-30, "1.000e-30"
            0.053, "0.05300"
            -12.3456, "-12.35"
            9.9996, "10.00"
            0.00099996, "0.001000"
            123456.0, "123456"
            1234567.0, "1.235e6"
            999999.9, "1.000e6"
            1.0 / 3.0, "0.3333"
            0.0, "0"
            nan, "NaN"
        ] do
        Assert.Equal(expected, FigureText.significant 4 value)

    Assert.Equal("0.1", FigureText.significant 1 0.096)
    // Scaling by a power of ten changes the exponent alone.
    let digits (value: float) =
        (FigureText.significant 6 value).Split('e')[0]

    for exponent in -300..7..300 do
        if exponent < -4 || exponent >= 6 then
            Assert.Equal("2.71828", digits (2.718281828 * 10.0 ** float exponent))

    refused "expected 1 to 17" (fun () -> FigureText.significant 0 1.0)

[<Fact>]
let ``columns are right-aligned, and every row has a cell for each`` () =
    Assert.Equal(
        " n  error\n 1    0.5\n10   0.05",
        FigureText.columns [ "n"; "error" ] [ [ "1"; "0.5" ]; [ "10"; "0.05" ] ]
    )

    refused "expected 2 cells" (fun () -> FigureText.columns [ "n"; "error" ] [ [ "1" ] ])

// ---- graphs and single steps ---------------------------------------------------------------------------------------------------

let private noise seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian())

[<Fact>]
let ``graphs on two far clusters have two components, eigenpairs and solutions`` () =
    let samples =
        let drawn = noise 1UL 40 3
        Matrix.Create(40, 3, fun i j -> drawn[i, j] + (if i < 15 then 0.0 else 100.0))

    let graph = SampleGraphs.ofSamples 5 samples
    Assert.Equal(2, graph.ComponentCount)
    Assert.Equal<int list>([ 15; 25 ], List.sort (List.ofArray (graph.ComponentSizes.ToArray())))
    let pairs = SampleGraphs.eigenpairs 3 graph
    let images = graph.ApplyLaplacian pairs.Vectors

    for k in 0..2 do
        for i in 0..39 do
            close (1e-6 * graph.EigenvalueBound) (pairs.Values[k] * pairs.Vectors[i, k]) images[i, k]

    // A right-hand side that sums to 0 on each component is L x for some x.
    let right =
        Matrix.Create(
            40,
            1,
            fun i _ ->
                if i = 0 || i = 20 then 1.0
                elif i = 1 || i = 21 then -1.0
                else 0.0
        )

    let solution = SampleGraphs.solve right graph
    let back = graph.ApplyLaplacian solution.Solution

    for i in 0..39 do
        close 1e-6 right[i, 0] back[i, 0]

[<Fact>]
let ``a plane in a larger space has two dimensions`` () =
    let plane = MatrixProduct.Multiply(noise 2UL 600 2, noise 3UL 2 7)
    let dimension = SampleGraphs.dimension plane
    close 0.35 2.0 dimension.TwoNearest.Value
    Assert.InRange(dimension.ParticipationRatio, 1.0, 2.0 + 1e-9)

let private network =
    Autoencoder.Initialise(Architecture.Parse("6-5-4-d", Nullable 3), RandomSource.FromSeed 4UL)

let private samples =
    let random = RandomSource.FromSeed 5UL

    Array.init (60 * 6) (fun k ->
        float32 (tanh (sin (float ((k / 6) * (k % 6 + 2)) / 7.0) + 0.1 * random.NextGaussian())))

[<Fact>]
let ``what reaches a layer is what the layers before it send on, centred`` () =
    let found = network |> Layer.reached 2 samples
    let first = network.Layers[0]

    let sent i unit =
        let sum = [
            for j in 0..5 -> float first.Weights[unit * 6 + j] * float samples[i * 6 + j]
        ]

        max 0.0 (List.sum sum + float first.Bias[unit])

    for unit in 0..4 do
        let column = [ for i in 0..59 -> sent i unit ]

        for i in [ 0; 17; 59 ] do
            close 1e-5 (column[i] - List.average column) found.Inputs[i, unit]

[<Fact>]
let ``the readings of a layer of given weights stand beside the least errors`` () =
    let weights, inputs = noise 6UL 5 8, noise 7UL 90 8
    let layer = weights |> Layer.ofWeights inputs
    let values = Factorizations.SingularValues weights
    let total = values |> Array.sumBy (fun s -> s * s)
    let identity = Layer.byIdentity layer

    for row in identity.Residuals do
        let rest = values[row.Latent ..] |> Array.sumBy (fun s -> s * s)
        close 1e-9 (sqrt (rest / total)) row.Frobenius

    let geometry = Layer.geometry layer
    Assert.Equal(90, geometry.JointGraph.SampleCount)

    for found in
        [
            Layer.byGraphs geometry
            Layer.byDiffusion None geometry
            Layer.byDiffusion (Some 2.0) geometry
        ] do
        for row, best in Seq.zip found.Residuals identity.Residuals do
            Assert.True(row.Frobenius >= best.Frobenius - 1e-9)
            Assert.True(row.Data >= row.DataOptimum - 1e-9)

    let spectrum = Layer.spectrum weights
    Assert.Equal<float>(values, spectrum.SingularValues)
    close 1e-9 (total / (values[0] * values[0])) spectrum.StableRank

// ---- the layer matrix decomposition --------------------------------------------------------------------------------------------

let private model: Model = {
    Path = "model.safetensors"
    Format = "safetensors"
    Architecture = "6-5-4-3"
    Seed = None
    Epoch = None
    Network = network
}

let private inFolder act =
    Program.inFolder (fun folder ->
        let path = Path.Combine(folder, "model.safetensors")
        AutoencoderFile.Write(path, network)
        let file = Path.Combine(folder, "points.csv")
        MatrixFile.Write(file, Matrix.Create(60, 6, fun i j -> float samples[i * 6 + j]))
        act folder path file)

let private symmetric path =
    PointSource.File(path, PointFileOptions(Range = PointFileOptions.ParseRange "-1..1"))

// Points of a file of so many rows of six numbers.
let private pointsOf count entry =
    let mutable points = Unchecked.defaultof<Points>

    Program.inFolder (fun folder ->
        let file = Path.Combine(folder, "points.npy")
        MatrixFile.Write(file, Matrix.Create(count, 6, entry))
        points <- Points.load (symmetric file))

    points

let private usual = pointsOf 60 (fun i j -> float samples[i * 6 + j])

let private quiet = LayerDecompositions.defaults

[<Fact>]
let ``one call decomposes all layers, and lmd prints the same`` () =
    inFolder (fun folder path file ->
        let model = Models.load path
        let points = Points.load (symmetric file)
        let found = model |> LayerDecompositions.run quiet points
        Assert.Equal<int list>([ 1..6 ], found.Layers |> List.map _.Layer)
        Assert.Equal<int list>(found.Layers |> List.map _.Layer, LayerDecompositions.layers quiet model)
        Assert.Empty found.Warnings
        let arguments = [ "lmd"; path; "--points"; file; "--range"; "-1..1" ]
        same (LayerReport.toJson found) arguments

        for reading in LayerReading.all do
            let name = LayerReading.name reading
            Assert.Equal(reading, LayerDecompositions.parseReading name)

            let one =
                model
                |> LayerDecompositions.run
                    {
                        quiet with
                            Reading = reading
                            Layer = Some 2
                            Latent = Some 3
                            Time = Some 2.0
                            AbsorbBias = true
                            Neighbours = 7
                            Epsilon = 0.3
                            Seed = 5UL
                    }
                    points

            same
                (LayerReport.toJson one)
                (arguments
                 @ [
                     "--reading"
                     name
                     "--layer"
                     "2"
                     "--latent"
                     "3"
                     "--time"
                     "2"
                     "--absorb-bias"
                     "--neighbours"
                     "7"
                     "--epsilon"
                     "0.3"
                     "--seed"
                     "5"
                 ])

            Assert.Equal<int list>([ 3 ], [ for row in LayerFigures.residuals reading one.Layers.Head -> row.Latent ])

        let out = Path.Combine(folder, "saved")
        LayerReport.save out found
        Assert.Equal(text (LayerReport.toJson found), File.ReadAllText(Path.Combine(out, "result.json")).Trim())
        Assert.Equal(1 + 3 * 24, File.ReadAllLines(Path.Combine(out, "residuals.csv")).Length)
        Assert.Contains("Layer matrix decomposition of 6-5-4-3", File.ReadAllText(Path.Combine(out, "report.html")))
        let lines = (string found).Split '\n'
        Assert.Equal(8, lines.Length)
        Assert.Contains("reading graph", lines[0])
        Assert.Contains("6 to 5", lines[2]))

[<Fact>]
let ``weights of any scale are printed with significant digits`` () =
    let scaled (factor: float32) =
        let layer inputs outputs seed =
            let random = RandomSource.FromSeed seed

            let weights =
                Array.init (inputs * outputs) (fun _ -> factor * float32 (random.NextGaussian()))

            AffineLayer.Of(
                inputs,
                outputs,
                ReadOnlySpan weights,
                ReadOnlySpan(Array.zeroCreate outputs),
                Activation.Identity
            )

        Autoencoder.Of([| layer 6 3 1UL |], [| layer 3 6 2UL |])

    let values factor =
        let found =
            { model with Network = scaled factor }
            |> LayerDecompositions.run { quiet with Layer = Some 1 } usual

        let row = (LayerReport.spectra found.Layers).Rows.Head
        row[2], found.Layers.Head.Spectrum.SingularValues[0]

    for factor in [ 1e-18f; 1e-3f; 1f; 1e18f ] do
        let printed, value = values factor
        close (5e-4 * value) value (Double.Parse(printed, Globalization.CultureInfo.InvariantCulture))
        Assert.InRange(printed.Length, 4, 10)

[<Fact>]
let ``what makes no sense is refused before anything is computed`` () =
    let points = usual

    let run options =
        LayerDecompositions.tryRun options points model |> error

    Assert.StartsWith("epsilon 2: expected a number between 0 and 1", run { quiet with Epsilon = 2.0 })
    Assert.StartsWith("neighbours 1: expected 2 or more", run { quiet with Neighbours = 1 })
    Assert.StartsWith("latent 0: expected 1 or more", run { quiet with Latent = Some 0 })
    Assert.StartsWith("time 0: expected a positive number", run { quiet with Time = Some 0.0 })
    Assert.Contains("expected 1 ... 6", run { quiet with Layer = Some 7 })
    Assert.Contains("which is at most 3", run { quiet with Latent = Some 4 })
    Assert.Contains("60 points are too few for 60 neighbours", run { quiet with Neighbours = 60 })
    refused "expected graph, identity, diffusion" (fun () -> LayerDecompositions.parseReading "other")
    refused "expected 2 or more" (fun () -> LayerDecompositions.require { quiet with Neighbours = 0 })
    Assert.Equal(2000L, LayerDecompositions.usualPoints)

    let still =
        pointsOf 60 (fun i j -> if j = 2 then 0.25 else float samples[i * 6 + j])

    Assert.Contains(
        "column 3 is constant (0.25 at all 60 points)",
        error (LayerDecompositions.tryRun quiet still model)
    )

    let allowed =
        model
        |> LayerDecompositions.run
            {
                quiet with
                    AllowConstant = true
                    Layer = Some 1
            }
            still

    Assert.Equal(1, allowed.Layers.Head.ConstantInputs)

[<Fact>]
let ``dead layers are told, refused alone, and few points are told`` () =
    let layer inputs outputs (bias: float32) activation =
        let weights = Array.init (inputs * outputs) (fun i -> 0.1f * sin (float32 i))
        AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan(Array.create outputs bias), activation)

    let dead = {
        model with
            Network =
                Autoencoder.Of(
                    [| layer 6 5 -90.0f Activation.Relu; layer 5 3 0.0f Activation.Identity |],
                    [| layer 3 6 0.0f Activation.Tanh |]
                )
    }

    let points = usual

    let found = dead |> LayerDecompositions.run quiet points

    Assert.Equal(
        2,
        found.Warnings
        |> List.filter (fun line -> line.Contains "is not decomposed")
        |> List.length
    )

    Assert.StartsWith("layer 2 is not decomposed: ", found.Warnings.Head)
    Assert.Contains(found.Warnings.Head, string found)
    Assert.StartsWith("layer 2: ", error (LayerDecompositions.tryRun { quiet with Layer = Some 2 } points dead))

    let few = pointsOf 4 (fun i j -> float samples[i * 6 + j])

    let limited =
        model
        |> LayerDecompositions.run
            {
                quiet with
                    Neighbours = 2
                    Layer = Some 1
            }
            few

    Assert.Contains(limited.Warnings, fun line -> line.Contains "4 points allow latent widths up to")

[<Fact>]
let ``work tells its progress, does not change results and is cancelled`` () =
    let points = usual

    let told = List<string>()

    let run work =
        LayerReport.toJson (model |> LayerDecompositions.run { quiet with Work = work } points)
        |> text

    let one =
        run (Work.quiet |> Work.onThreads 1 |> Work.telling (fun step -> told.Add step.Stage))

    Assert.Equal(one, run (Work.quiet |> Work.onThreads 3))
    Assert.Contains(told, fun stage -> stage.StartsWith "layer 6, ")
    let stopped = CancellationToken true

    Assert.ThrowsAny<OperationCanceledException>(fun () -> run (Work.quiet |> Work.until stopped) |> ignore)
    |> ignore

// ---- laws ----------------------------------------------------------------------------------------------------------------------

[<Fact>]
let ``laws have the figures that formulas give`` () =
    let semicircle = SpectralLaw.semicircle 1.5
    close 1e-12 3.0 semicircle.Upper
    close 1e-9 (1.5 * 1.5) semicircle.Variance
    close 1e-9 (2.0 / sqrt 2.0) (SpectralLaw.circular 2.0).Median
    // Without correlation the ellipse is the disc.
    close 1e-6 (SpectralLaw.circular 1.0).Median (SpectralLaw.elliptic 0.0).Median
    // P(|lambda| <= r) = r^(2/k).
    close 1e-6 (0.5 ** 1.5) (SpectralLaw.ginibreProduct 3).Median
    close 1e-6 (0.5 ** 1.5) (SpectralLaw.rectangularProduct 1.0 [ 40; 40; 40 ]).Median
    // One complex normal number: P(|z| > r) = exp(-r^2).
    close 1e-6 (sqrt (log 2.0)) (SpectralLaw.finiteProduct 1.0 [ 1 ]).Median
    close 1e-4 0.2797 (SpectralLaw.reluProduct [ 20; 32; 64; 128; 784; 128; 64; 32 ]).MassAtZero
    close 1e-9 4.0 (SpectralLaw.marchenkoPastur 1.0).Upper
    close 1e-6 1.0 (SpectralLaw.marchenkoPastur 0.5).Mean
    // The means of Tracy and Widom's laws as [Bornemann10] prints them.
    close 1e-4 -1.2065 (SpectralLaw.tracyWidom 1).Mean
    close 1e-4 -1.7711 (SpectralLaw.tracyWidom 2).Mean
    let sample = [| for i in 1..50 -> semicircle.Quantile((float i - 0.5) / 50.0) |]
    close 1e-6 0.01 (SpectralLaw.distances sample semicircle).KolmogorovSmirnov

[<Fact>]
let ``matrices of one number have the distribution of their entry`` () =
    let normal =
        RandomMatrix.gaussianProduct 4.0 [ 1 ] |> RandomMatrix.sample 3UL 10.0 20000L
    // |x| of a normal number of deviation 2: its median is 2 * 0.67449.
    close 0.05 1.34898 (normal.Moduli.Quantile 0.5)
    Assert.Equal(1.0, normal.Arguments.RealShare)

    let uniform =
        RandomMatrix.uniformProduct 3.0 [ 1 ] |> RandomMatrix.eigenvalues 3UL 2000

    Assert.Equal(2000, uniform.Length)
    // Of variance 3: uniform on +-3.
    let moduli = uniform |> Array.map Numerics.Complex.Abs |> Array.sort
    Assert.InRange(moduli[1999], 2.9, 3.0)
    close 0.1 1.5 moduli[1000]

let private few law = {
    LawComparisons.defaults law with
        Samples = Some 60L
}

let private laws = [ for name in ComparedLaw.names -> name, LawComparisons.parseLaw None name ]

[<Fact>]
let ``every law stands beside its samples, and random-matrix prints the same`` () =
    for name, law in laws do
        let options = {
            few law with
                Data = DataSource.Synthetic
        }

        let found = LawComparisons.run options
        Assert.Equal(name, ComparedLaw.name found.Settings.Law)
        let needsImages = LawComparisons.needsImages found.Settings
        Assert.Equal((name = "relu-product"), needsImages)
        Assert.Equal(needsImages, found.Images.IsSome)
        // One eigenvalue for each row of each matrix.
        Assert.Equal(60L * int64 found.Settings.Widths[0], found.Observed.Moduli.Count)
        Assert.Equal(found.Law.Median, found.LawFigures.Median)

        if not needsImages then
            close (0.1 * found.LawFigures.Median) found.LawFigures.Median found.ObservedFigures.Median

        same
            (RandomMatrixReport.toJson found)
            ([ "random-matrix"; "--law"; name; "--samples"; "60" ]
             @ (if needsImages then [ "--data"; "synthetic" ] else []))

        Assert.Contains($"of 60 matrices, {name}", string found)
        Assert.Contains("Kolmogorov-Smirnov", string found)

[<Fact>]
let ``choices that are not made depend on the law`` () =
    let settled law =
        LawComparisons.settle (LawComparisons.defaults law)

    Assert.Equal<int>([| 50 |], (settled ComparedLaw.Circular).Widths)
    Assert.Equal<int>([| 50; 50; 50 |], (settled ComparedLaw.GinibreProduct).Widths)
    Assert.Equal<int>([| 50; 100 |], (settled ComparedLaw.MarchenkoPastur).Widths)
    Assert.Equal<int>([| 20; 32; 64; 128; 784; 128; 64; 32 |], (settled ComparedLaw.ReluProduct).Widths)
    Assert.Equal(EntrySource.Torch, (settled ComparedLaw.RectangularProduct).Entries)
    Assert.Equal(EntrySource.Gaussian, (settled ComparedLaw.Semicircle).Entries)
    Assert.Equal(1000L, (settled ComparedLaw.Circular).Samples)

    let wide = {
        LawComparisons.defaults ComparedLaw.Circular with
            Widths = Some [ 65 ]
    }

    Assert.Equal(50L, (LawComparisons.settle wide).Samples)
    Assert.Equal<int list>([ 20; 32 ], LawComparisons.parseWidths "20, 32")
    Assert.Equal(ComparedLaw.Elliptic 0.5, LawComparisons.parseLaw None "elliptic")
    Assert.Equal(ComparedLaw.Elliptic -0.25, LawComparisons.parseLaw (Some -0.25) "elliptic")

    for name in LawComparisons.entryNames do
        Assert.Equal(name, LawComparisons.entryName (LawComparisons.parseEntries name))

[<Fact>]
let ``laws of what cannot be are refused`` () =
    refused "law wigner: expected semicircle" (fun () -> LawComparisons.parseLaw None "wigner")
    refused "correlation is for law elliptic only" (fun () -> LawComparisons.parseLaw (Some 0.5) "circular")
    refused "ensemble cauchy: expected gaussian" (fun () -> LawComparisons.parseEntries "cauchy")
    refused "'0' is no width" (fun () -> LawComparisons.parseWidths "5,0")
    let run options = error (LawComparisons.tryRun options)

    let widths law widths =
        run { few law with Widths = Some widths }

    Assert.Contains("expected one width n", widths ComparedLaw.Semicircle [ 5; 6 ])
    Assert.Contains("expected m,n", widths ComparedLaw.MarchenkoPastur [ 5 ])
    Assert.Contains("must be equal", widths ComparedLaw.GinibreProduct [ 5; 6 ])
    Assert.Contains("n_1 = 33 must be the smallest", widths ComparedLaw.RectangularProduct [ 33; 32 ])
    Assert.Contains("even number of widths", widths ComparedLaw.ReluProduct [ 2; 3; 4 ])
    Assert.Contains("goes back the way it came", widths ComparedLaw.ReluProduct [ 2; 3; 784; 4 ])
    Assert.Contains("expected whole numbers from 1", widths ComparedLaw.Circular [])
    Assert.Contains("between -1 and 1", run (few (ComparedLaw.Elliptic 1.0)))
    Assert.Contains("between -1 and 1", run (few (ComparedLaw.Elliptic nan)))

    Assert.Contains(
        "samples 0: expected 1 or more",
        run {
            few ComparedLaw.Circular with
                Samples = Some 0L
        }
    )

    Assert.Contains(
        "no-such",
        run {
            few ComparedLaw.ReluProduct with
                Data = DataSource.Folder "no-such"
        }
    )

[<Fact>]
let ``a comparison is saved, and its charts tell its figures`` () =
    Program.inFolder (fun folder ->
        let found = LawComparisons.run (few (ComparedLaw.Elliptic 0.5))
        let out = Path.Combine(folder, "new", "folder")
        RandomMatrixReport.save out found
        Assert.Equal(text (RandomMatrixReport.toJson found), File.ReadAllText(Path.Combine(out, "result.json")).Trim())
        Assert.Contains("Random matrices: elliptic", File.ReadAllText(Path.Combine(out, "report.html")))
        let centres, observed, law = RandomMatrixPlots.moduli found
        Assert.Equal(centres.Length, File.ReadAllLines(Path.Combine(out, "modulus-histogram.csv")).Length - 1)
        close 0.03 1.0 (Array.sum observed)
        close 0.03 1.0 (Array.sum law)
        let x, seen, expected = Array.last (RandomMatrixPlots.cumulative found)
        Assert.Equal(found.Observed.Moduli.DistributionFunction x, seen)
        Assert.Equal(found.Law.DistributionFunction x, expected)
        let shares = RandomMatrixPlots.arguments found
        close 1e-9 1.0 (shares |> Array.sumBy (fun (_, share, _) -> share))
        close 1e-9 1.0 (shares |> Array.sumBy (fun (_, _, single) -> single))
        let _, positive, _ = shares[0]
        let _, negative, _ = Array.last shares
        close 1e-9 found.RealShare (positive + negative)

        for chart, title in
            [
                RandomMatrixPlots.modulusChart found, "share of the eigenvalues"
                RandomMatrixPlots.cumulativeChart found, "share at most |lambda|"
                RandomMatrixPlots.argumentChart found, "share of the eigenvalues"
                RandomMatrixPlots.plane found, "imaginary part"
            ] do
            Assert.Contains(title, Figure.toJson chart))

// ---- memories ------------------------------------------------------------------------------------------------------------------

let private three = [| [| 1.0; 0.0; 0.0 |]; [| 0.0; 1.0; 0.0 |]; [| 0.0; 1.0; 1.0 |] |]

[<Fact>]
let ``a universal memory answers with the weights that the formula gives`` () =
    let memory = Memory.store (Memory.options "dot" "softmax") three
    let query = [| 0.1; 0.9; 0.2 |]
    let scores = Memory.scores query memory
    Assert.Equal<float>([| 0.1; 0.9; 1.1 |], scores |> Array.map (fun score -> Math.Round(score, 12)))
    let weights = Memory.weights query memory
    let total = scores |> Array.sumBy exp

    for k in 0..2 do
        close 1e-12 (exp scores[k] / total) weights[k]

    close 1e-12 (weights[1] + weights[2]) (Memory.ask query memory)[1]

    let pairs =
        Memory.associate (Memory.options "euclidean" "max") three [| [| 7.0 |]; [| 8.0 |]; [| 9.0 |] |]

    Assert.Equal<float>([| 8.0 |], Memory.ask query pairs)
    Assert.Equal(MemoryMode.Published, (Memory.published "dot" "max").Mode)

[<Fact>]
let ``iterated memories come to rest at a pattern, their energy falling`` () =
    let modern = IteratedMemory.modern 20.0 [| 0.1; 0.9; 0.0 |] three
    Assert.True modern.IsFixedPoint
    close 1e-3 1.0 modern.State[1]
    close 1e-3 0.0 modern.State[0]

    let signs =
        let random = RandomSource.FromSeed 8UL

        [|
            for _ in 1..3 -> Array.init 40 (fun _ -> if random.NextUInt64() % 2UL = 0UL then -1.0 else 1.0)
        |]

    let start = Array.copy signs[1]
    start[3] <- -start[3]
    start[17] <- -start[17]

    for recall in
        [
            IteratedMemory.classical UpdateOrder.Asynchronous start signs
            IteratedMemory.classical UpdateOrder.Synchronous start signs
            IteratedMemory.dense 3 start signs
            IteratedMemory.exponential start signs
        ] do
        Assert.True recall.IsFixedPoint
        Assert.Equal<float>(signs[1], Array.ofSeq recall.State)
        Assert.True(Seq.last recall.Energies <= Seq.head recall.Energies)

    refused "expected -1 or 1" (fun () -> IteratedMemory.classical UpdateOrder.Asynchronous [| 0.5 |] [| [| 1.0 |] |])

[<Fact>]
let ``capacity of dense memories is measured beside theory`` () =
    match IteratedMemory.denseCapacity 0UL 3 [ 16; 32 ] with
    | [ 16, small, smallTheory; 32, large, largeTheory ] ->
        // N^2 / (2 * 3!! * log N), [KH16, Eq. 6].
        close 1e-9 (256.0 / (6.0 * log 16.0)) smallTheory
        close 1e-9 (1024.0 / (6.0 * log 32.0)) largeTheory
        Assert.InRange(float large / float small, 2.0, 8.0)
    | other -> failwith $"{other}"

    match IteratedMemory.denseCapacity 0UL 0 [ 12 ] with
    | [ 12, found, 64.0 ] -> Assert.InRange(found, 8, 512)
    | other -> failwith $"{other}"

[<Fact>]
let ``a sparse distributed memory reads what was written, also as a universal memory`` () =
    let random = RandomSource.FromSeed 9UL

    let signs n =
        Array.init n (fun _ -> if random.NextUInt64() % 2UL = 0UL then -1.0 else 1.0)

    let address, data = signs 64, signs 10

    let memory = SparseMemory.draw 1UL 400 64 10 28 |> SparseMemory.write address data

    Assert.Equal(400, memory.LocationCount)
    Assert.Equal<float>(data, memory |> SparseMemory.read address)
    let answer = memory |> SparseMemory.asUniversal |> Memory.ask address
    Assert.Equal<float>(data, answer |> Array.map (float << sign))

    Assert.ThrowsAny<ArgumentException>(fun () -> SparseMemory.draw 1UL 0 64 10 28 |> ignore)
    |> ignore

[<Fact>]
let ``an autoencoder that halves its input has one attractor, 0`` () =
    let half =
        let weights = [| 0.5f; 0.0f; 0.0f; 0.5f |]

        let layer w =
            AffineLayer.Of(2, 2, ReadOnlySpan w, ReadOnlySpan [| 0.0f; 0.0f |], Activation.Identity)

        Autoencoder.Of([| layer weights |], [| layer [| 1.0f; 0.0f; 0.0f; 1.0f |] |])

    let found =
        half
        |> AutoencoderMemories.run AutoencoderMemories.defaults [| 1.0f; -1.0f; 0.5f; 0.2f |]

    Assert.Equal(1, found.Attractors.Count)
    Assert.Equal(2, found.Attractors[0].BasinCount)
    close 1e-6 0.5 found.Attractors[0].SpectralRadius
    let stopped = Work.quiet |> Work.until (CancellationToken true)

    Assert.ThrowsAny<OperationCanceledException>(fun () ->
        half
        |> AutoencoderMemories.runWith stopped AutoencoderMemories.defaults [| 1.0f; 1.0f |]
        |> ignore)
    |> ignore

let private digits =
    lazy (Patterns.load (PointSource.Images(DataSource.Synthetic, Split.Train, None)))

[<Fact>]
let ``patterns come from images, points and rows`` () =
    let images = SyntheticDigits.Draw(30, RandomSource.FromSeed 1UL)
    Assert.Equal(30, (Patterns.ofImages images).Pool.Count)
    Assert.Equal<(string * string) list>([ "images", images.PixelSha256() ], (Patterns.ofImages images).Hashes)
    Assert.Equal(784, (Patterns.ofPoints (Points.ofImages (Some images) None)).Pool.Width)
    refused "one split" (fun () -> Patterns.ofPoints (Points.ofImages (Some images) (Some images)))
    let rows = Patterns.ofRows three
    Assert.Equal(3, rows.Pool.Count)
    Assert.Equal(3, rows.Pool.Width)
    Assert.Equal(6000, digits.Value.Pool.Count)
    Assert.Equal("training images", fst digits.Value.Hashes.Head)

    Assert.Equal(
        1000,
        (Patterns.loadWith Work.quiet (PointSource.Images(DataSource.Synthetic, Split.Test, None))).Pool.Count
    )

    Assert.Contains("no-such", error (Patterns.tryLoad (Points.file "no-such.npy")))

[<Fact>]
let ``one call counts what is retrieved, and memory prints the same`` () =
    for arguments, options in
        [
            [], (fun (o: RetrievalOptions) -> o)
            [ "--similarity"; "manhattan"; "--separation"; "power:3"; "--mask"; "0.5" ],
            fun o -> {
                Retrievals.by "manhattan" "power:3" o with
                    Damage = Damage.mask 0.5
            }
            [
                "--mode"
                "published"
                "--separation"
                "softmax"
                "--beta"
                "2"
                "--random-mask"
                "0.3"
                "--seed"
                "4"
            ],
            fun o -> {
                o with
                    Mode = Retrievals.parseMode "published"
                    Separation = Retrievals.parseSeparation "softmax"
                    Beta = 2.0
                    Damage = Damage.randomMask 0.3
                    Seed = 4UL
            }
            [ "--hetero"; "--inpaint"; "0.1" ],
            fun o -> {
                o with
                    Hetero = true
                    Damage = Damage.inpaint 0.1
            }
        ] do
        let found =
            digits.Value
            |> Retrievals.run (
                options {
                    Retrievals.defaults with
                        Patterns = 30
                        Runs = 2
                }
            )

        Assert.Equal(List.average found.Runs, found.Accuracy, 12)
        Assert.InRange(found.Accuracy, fst found.Interval, snd found.Interval)
        Assert.Equal(2, found.Distances.Length)

        for run, share in List.zip found.Distances found.Runs do
            Assert.Equal(share, float (Array.length (Array.filter (fun d -> d <= found.Threshold) run)) / 30.0, 12)

        same
            (MemoryReport.toJson found)
            ([ "memory"; "--data"; "synthetic"; "--patterns"; "30"; "--runs"; "2" ]
             @ arguments)

        Assert.Contains($"of 30 patterns", string found)

[<Fact>]
let ``without damage every pattern is found exactly, and a curve has a point for each size`` () =
    let options = {
        Retrievals.defaults with
            Damage = Damage.none
            Runs = 1
    }

    let curve = digits.Value |> Retrievals.curve options [ 5; 50 ]
    Assert.Equal<int list>([ 5; 50 ], List.map fst curve)

    for size, found in curve do
        Assert.Equal(size, found.Options.Patterns)
        Assert.Equal(1.0, found.ExactShare)
        Assert.Equal(60.0, found.Threshold)

    let chart = Figure.toJson (MemoryPlots.retrievalBySize [ "euclidean", curve ])
    Assert.Contains("number of patterns N", chart)
    // Threads change nothing, and the options make the memory of single steps.
    let noisy threads =
        digits.Value
        |> Retrievals.run {
            Retrievals.defaults with
                Damage = Damage.noise 0.9
                Work = Work.onThreads threads Work.quiet
        }

    Assert.Equal<float>((noisy 1).Distances.Head, (noisy 2).Distances.Head)
    let memory = Retrievals.memory (Retrievals.by "kl" "top-k:2" Retrievals.defaults)
    Assert.Equal("top-k:2", memory.Separation.Name)
    Assert.Equal(Similarity.KullbackLeibler, memory.Similarity)

[<Fact>]
let ``trials that make no sense are refused`` () =
    let run options =
        error (Retrievals.tryRun options digits.Value)

    let trial = Retrievals.defaults
    Assert.Equal("patterns 0: expected 1 or more", run { trial with Patterns = 0 })
    Assert.Equal("runs 0: expected 1 or more", run { trial with Runs = 0 })
    Assert.Equal("beta -1: expected a number above 0", run { trial with Beta = -1.0 })
    Assert.Contains("7000 patterns asked for, but there are 6000", run { trial with Patterns = 7000 })
    refused "expected 1 or more" (fun () -> Retrievals.require { trial with Runs = -1 })
    refused "expected corrected, published" (fun () -> Retrievals.parseMode "fixed")
    refused "similarity hamming: expected dot" (fun () -> Retrievals.parseSimilarity "hamming")
    Assert.Equal(Similarity.Cosine, Retrievals.parseSimilarity "cosine")
    refused "expected one of identity" (fun () -> Retrievals.parseSeparation "cubic")
    refused "standard deviation of 0 or more" (fun () -> Damage.noise -1.0)
    refused "from 0 to 1" (fun () -> Damage.mask 1.5)
    let negative = Patterns.ofRows [| [| -1.0; 0.5 |]; [| 0.5; 1.0 |] |]

    Assert.Contains(
        "negative entry",
        error (
            Retrievals.tryRun
                {
                    trial with
                        Patterns = 2
                        Similarity = Similarity.KullbackLeibler
                }
                negative
        )
    )

[<Fact>]
let ``a trial is saved, and its curve rises by steps to its end`` () =
    Program.inFolder (fun folder ->
        let found =
            digits.Value
            |> Retrievals.run {
                Retrievals.defaults with
                    Patterns = 12
                    Runs = 2
            }

        MemoryReport.save folder found
        Assert.Equal(text (MemoryReport.toJson found), File.ReadAllText(Path.Combine(folder, "result.json")).Trim())
        Assert.Equal(1 + 2 * 12, File.ReadAllLines(Path.Combine(folder, "retrieval.csv")).Length)
        Assert.Contains("An associative memory", File.ReadAllText(Path.Combine(folder, "report.html")))
        let chart = MemoryPlots.withinDistance 1.0 [ "run", [| 0.5; 0.25; 3.0 |] ]

        let trace =
            (JsonDocument.Parse(Figure.toJson chart).RootElement.GetProperty "data")[0]

        let values (name: string) =
            trace.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> List.ofSeq

        // The end stands once, after all steps: a value of every step draws a polygon.
        Assert.Equal<float list>([ 0.0; 0.25; 0.25; 0.5; 0.5; 3.0; 3.0; 3.0 ], values "x")

        List.iter2
            (fun (a: float) b -> Assert.Equal(a, b, 12))
            [ 0.0; 0.0; 1.0 / 3.0; 1.0 / 3.0; 2.0 / 3.0; 2.0 / 3.0; 1.0; 1.0 ]
            (values "y"))
