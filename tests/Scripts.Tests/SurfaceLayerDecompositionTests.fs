/// The layer matrix decomposition in one call of the F# surface, and lmd beside it.
module Neurovariety.Scripts.Tests.SurfaceLayerDecompositionTests

open Expecto
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
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Surface

let private text json = Json.compact json

let private network =
    Autoencoder.Initialise(Architecture.Parse("6-5-4-d", Nullable 3), RandomSource.FromSeed 4UL)

let private samples =
    let random = RandomSource.FromSeed 5UL

    Array.init (60 * 6) (fun k ->
        float32 (tanh (sin (float ((k / 6) * (k % 6 + 2)) / 7.0) + 0.1 * random.NextGaussian())))


let private model: Model = {
    Path = "model.safetensors"
    Format = "safetensors"
    Architecture = "6-5-4-3"
    Seed = None
    Epoch = None
    Network = network
    Scale = Neurovariety.Data.InputScale.Symmetric
    ScaleReason = "as it was trained"
    Notes = []
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
let private pointsOf count (entry: int -> int -> float) =
    let mutable points = Unchecked.defaultof<Points>

    Program.inFolder (fun folder ->
        let file = Path.Combine(folder, "points.npy")
        MatrixFile.Write(file, Matrix.Create(count, 6, entry))
        points <- Points.load (symmetric file))

    points

let private usual = pointsOf 60 (fun i j -> float samples[i * 6 + j])

let private quiet = LayerDecompositions.defaults

[<Tests>]
let tests =
    testList "SurfaceLayerDecompositionTests" [
        testCase "one call decomposes all layers, and lmd prints the same" (fun () ->
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

                    Assert.Equal<int list>(
                        [ 3 ],
                        [ for row in LayerFigures.residuals reading one.Layers.Head -> row.Latent ]
                    )

                let out = Path.Combine(folder, "saved")
                LayerReport.save out found

                Assert.Equal(
                    text (LayerReport.toJson found),
                    File.ReadAllText(Path.Combine(out, "result.json")).Trim()
                )

                Assert.Equal(1 + 3 * 24, File.ReadAllLines(Path.Combine(out, "residuals.csv")).Length)

                Assert.Contains(
                    "Layer matrix decomposition of 6-5-4-3",
                    File.ReadAllText(Path.Combine(out, "report.html"))
                )

                let lines = (string found).Split '\n'
                Assert.Equal(8, lines.Length)
                Assert.Contains("reading graph", lines[0])
                Assert.Contains("6 to 5", lines[2])))

        testCase "weights of any scale are printed with significant digits" (fun () ->
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

                let row = (LayerTables.spectra found.Layers).Rows.Head
                row[2], found.Layers.Head.Spectrum.SingularValues[0]

            for factor in [ 1e-18f; 1e-3f; 1f; 1e18f ] do
                let printed, value = values factor
                close (5e-4 * value) value (Double.Parse(printed, Globalization.CultureInfo.InvariantCulture))
                Assert.InRange(printed.Length, 4, 10))

        testCase "what makes no sense is refused before anything is computed" (fun () ->
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

            Assert.Equal(1, allowed.Layers.Head.ConstantInputs))

        testCase "dead layers are told, refused alone, and few points are told" (fun () ->
            let layer inputs outputs (bias: float32) activation =
                let weights = Array.init (inputs * outputs) (fun i -> 0.1f * sin (float32 i))

                AffineLayer.Of(
                    inputs,
                    outputs,
                    ReadOnlySpan weights,
                    ReadOnlySpan(Array.create outputs bias),
                    activation
                )

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

            Assert.StartsWith(
                "layer 2: ",
                error (LayerDecompositions.tryRun { quiet with Layer = Some 2 } points dead)
            )

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

            Assert.Contains(limited.Warnings, fun line -> line.Contains "4 points allow latent widths up to"))

        testCase "work tells its progress, does not change results and is cancelled" (fun () ->
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
            |> ignore)
    ]
