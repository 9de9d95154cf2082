namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Training
open Neurovariety.Scripts.Charts

/// What the page on one trained autoencoder shows; the figures stand in the table as they are given.
type TrainingReport = {
    Title: string
    Lead: string
    Figures: Table
    Epochs: EpochRecord list
    /// Rows and columns of the images; None for samples that are no images: then there are no pictures.
    ImageSize: (int * int) option
    /// Rows of images with their names, the inputs first: values of 0 to 1, row by row.
    Images: (string * float[] list) list
}

/// The page of a run's folder: figures, loss and time of each epoch, and a few images beside their reconstructions.
[<RequireQualifiedAccess>]
module TrainingReport =

    let private curve name (value: EpochRecord -> float) (report: TrainingReport) : Plots.Curve = {
        Name = name
        Points = [| for one in report.Epochs -> float one.Epoch, value one |]
    }

    let private isMeasured (curve: Plots.Curve) =
        curve.Points |> Array.exists (snd >> Double.IsFinite)

    let private charts (report: TrainingReport) = [
        let losses =
            [
                curve "training images" _.TrainMse report
                curve "test images" _.TestMse report
                curve "batches, each before its step" (fun one -> one.BatchMse.GetValueOrDefault nan) report
            ]
            |> List.filter isMeasured

        if not losses.IsEmpty then
            Heading "Loss"
            ChartOf("Mean squared error per pixel, pixels in [-1, 1], after each epoch.", Plots.lossAgainstEpoch losses)

        // Row 0 is the untrained network, which took no time.
        let seconds =
            curve "seconds" (fun one -> if one.Epoch = 0 then nan else one.Seconds) report

        if isMeasured seconds then
            Heading "Time"
            ChartOf("Seconds that each epoch took.", Plots.secondsPerEpoch seconds.Points)
    ]

    let private grid (report: TrainingReport) =
        match report.ImageSize with
        | Some(rows, columns) when not report.Images.IsEmpty ->
            // Small images are enlarged to about 80 pixels.
            let scale = max 1 (80 / max rows columns)
            Some(report.Images |> List.map snd |> ImageGrid.compose rows columns scale)
        | _ -> None

    let private pictures (report: TrainingReport) = [
        match grid report with
        | None -> ()
        | Some grid ->
            Heading "Reconstructions"

            Drawing(
                "Test images, and what the network makes of them.",
                ImageGrid.toSvg (List.map fst report.Images) grid
            )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: TrainingReport) : Page = {
        Title = report.Title
        Lead = report.Lead
        Blocks =
            [ TableOf("", report.Figures) ]
            @ pictures report
            @ charts report
            @ [
                Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
            ]
    }

    /// Writes report.html into a folder. Raises IOException, with one line that says why, when it cannot be written.
    let write folder script (provenance: Provenance) (report: TrainingReport) =
        ReportFolder.writeText folder "report.html" (Html.render script (page provenance report))
