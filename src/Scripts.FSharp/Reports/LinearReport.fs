namespace Neurovariety.Scripts.Reports

open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Representations
open Neurovariety.Scripts.Charts

/// What the page on one fitted linear autoencoder shows; the figures stand in the tables as they are given.
type LinearReport = {
    Title: string
    Lead: string
    /// Losses and whatever else is worth a row.
    Figures: Table
    /// Size of the images that the rows show; None for samples that are no images: then there are no pictures.
    ImageSize: (int * int) option
    /// Rows of images with their names, the inputs first: values of 0 to 1, row by row.
    Images: (string * float[] list) list
    /// Loss of the best map of each constraint for each rank; may be empty.
    LossByRank: (string * (int * float) list) list
    /// Isotypic components with the mean square and the rank of each; may be empty.
    Blocks: (string * float * int) list
}

/// The page of `linear --out`: rows of images, the figures, and charts of what the fit chose.
[<RequireQualifiedAccess>]
module LinearReport =

    /// A page with figures only; pictures and charts are added by name.
    let create title lead figures = {
        Title = title
        Lead = lead
        Figures = figures
        ImageSize = None
        Images = []
        LossByRank = []
        Blocks = []
    }

    /// The first images of a set beside what each network makes of them.
    let withImages count (images: ImageSet) (networks: (string * LinearAutoencoder) list) (report: LinearReport) =
        let inputs = images.Slice(0, min count images.Count).ToMatrix()

        let rows (values: Matrix) =
            List.init values.RowCount (fun index -> values.Row(index).ToArray())

        {
            report with
                ImageSize = Some(images.Rows, images.Columns)
                Images =
                    ("input", rows inputs)
                    :: (networks |> List.map (fun (name, network) -> name, rows (network.Apply inputs)))
        }

    /// The losses by rank of fits, one curve each; a fit on a given component has none and is left out.
    let withLosses (fits: (string * LinearFit) list) (report: LinearReport) = {
        report with
            LossByRank = [
                for name, fit in fits do
                    if fit.LossByRank.Count > 1 then
                        name, [ for one in fit.LossByRank -> one.Rank, one.Loss ]
            ]
    }

    /// The isotypic components with their share of the data and the ranks that the fit gave them.
    let withBlocks (gram: BlockGram) (ranks: seq<int>) (report: LinearReport) = {
        report with
            Blocks = [
                for index, rank in Seq.indexed ranks do
                    gram.Decomposition.Blocks[index].Label, gram.MeanSquareOf index, rank
            ]
    }

    let private grid (report: LinearReport) =
        match report.ImageSize with
        | Some(rows, columns) when not report.Images.IsEmpty ->
            // Small images are enlarged to about 80 pixels.
            let scale = max 1 (80 / max rows columns)
            Some(report.Images |> List.map snd |> ImageGrid.compose rows columns scale)
        | _ -> None

    let private pictures (report: LinearReport) = [
        match grid report with
        | None -> ()
        | Some grid ->
            Heading "Images"

            Drawing(
                "The first test images, and what each network makes of them.",
                ImageGrid.toSvg (List.map fst report.Images) grid
            )
    ]

    let private charts (report: LinearReport) = [
        if not report.LossByRank.IsEmpty then
            Heading "Loss and rank"

            ChartOf(
                "Training loss of the best map for each rank.",
                report.LossByRank
                |> List.map (fun (name, points) ->
                    ({
                        Name = name
                        Points = [| for rank, loss in points -> float rank, loss |]
                    }
                    : Plots.Curve))
                |> Plots.lossAgainstRank
            )
        if not report.Blocks.IsEmpty then
            let labels = [| for label, _, _ in report.Blocks -> label |]
            Heading "Isotypic components"

            ChartOf(
                "Mean square of the training images in each component.",
                Plots.blockEnergies labels [ "training images", [| for _, energy, _ in report.Blocks -> energy |] ]
            )

            ChartOf(
                "Rank of each block in the fitted component.",
                Plots.rankVectors labels [ "rank", [| for _, _, rank in report.Blocks -> rank |] ]
            )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: LinearReport) : Page = {
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

    /// Writes report.html, and the images as images.png and images.svg, into a folder, which is made when it is not
    /// there. Raises IOException, with one line that says why, when a file cannot be written.
    let write folder (provenance: Provenance) (report: LinearReport) =
        grid report
        |> Option.iter (ReportFolder.writeGrid folder "images" (List.map fst report.Images))

        ReportFolder.writePage folder "report.html" (page provenance report)
