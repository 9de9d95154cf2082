/// The page of one fitted linear autoencoder.
module Neurovariety.Scripts.Tests.LinearReportTests

open Expecto
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support.Browser

let private images =
    lazy (SyntheticDigits.Draw(200, (RandomSource.FromSeed 1UL).Split "linear report"))

let private report () =
    let group = PermutationGroup.Cyclic(GridActions.Shift(28, 28, true))
    let decomposition = IsotypicDecomposition.Of group
    let gram = SampleGram.FromImages(images.Value.Pixels, 784)
    let blocks = BlockGram.FromSamples(decomposition, gram)
    let equivariant = ExactFit.Equivariant(blocks, 20)
    let dense = ExactFit.Dense(gram, 20)

    let figures =
        Table.create [ "network", Words; "loss", Figures ] [
            [ "equivariant"; Table.loss equivariant.TrainLoss ]
            [ "dense"; Table.loss dense.TrainLoss ]
        ]

    LinearReport.create "Linear autoencoders" "Two kinds of map." figures
    |> LinearReport.withImages 8 images.Value [ "equivariant", equivariant.Network; "dense", dense.Network ]
    |> LinearReport.withLosses [ "equivariant", equivariant; "dense", dense ]
    |> LinearReport.withBlocks blocks equivariant.Component

let private provenance () =
    Provenance.create "linear" 0UL 1 [] [ "drawn digits", images.Value.PixelSha256() ] []

let private inFolder work =
    let folder = Directory.CreateTempSubdirectory "neurovariety-linear-"

    try
        work folder.FullName
    finally
        folder.Delete true

[<Tests>]
let tests =
    testList "LinearReportTests" [
        testCase "rows of images hold the inputs first and then what each network makes of them" (fun () ->
            let report = report ()
            Assert.Equal<string list>([ "input"; "equivariant"; "dense" ], List.map fst report.Images)
            Assert.All(report.Images, fun (_, row) -> Assert.Equal(8, row.Length))
            let shown = List.item 3 (snd report.Images[0])
            Assert.Equal(float (images.Value.Image(3)[300]) / 255.0, shown[300], 1e-12)

            Assert.Equal(
                20,
                report.Blocks
                |> List.sumBy (fun (label, _, rank) -> if label.EndsWith ",1" then rank else 2 * rank)
            ))

        testCase "samples that are no images get a page without pictures" (fun () ->
            let plain = LinearReport.create "t" "l" (Table.create [ "a", Words ] [ [ "b" ] ])

            inFolder (fun folder ->
                LinearReport.write folder (provenance ()) plain
                let files = Directory.GetFiles folder |> Array.map Path.GetFileName
                Assert.Equal<string[]>([| "report.html" |], files)
                Assert.DoesNotContain("<script", File.ReadAllText(Path.Combine(folder, "report.html")))))

        browserCase "the page of a fit opens with every chart drawn and its pictures shown" (fun () ->
            inFolder (fun folder ->
                LinearReport.write folder (provenance ()) (report ())
                Assert.True(File.Exists(Path.Combine(folder, "images.png")))
                let visit = visit None (Path.Combine(folder, "report.html"))
                Assert.Equal(3, visit.Charts)
                Assert.Equal(1, visit.Pictures)
                Assert.False visit.Overflows

                match PlotlyScript.find () with
                | Inlined _ ->
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.Equal(3, visit.Drawn)
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"))
    ]
