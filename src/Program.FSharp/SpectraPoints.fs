/// The points that `spectra` looks at: images of a data set, or any points from a file.
module Neurovariety.Cli.SpectraPoints

open System
open System.Globalization
open Argu
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Spectra
open Neurovariety.Cli.Arguments

/// Where points come from.
type Points =
    /// Images of the training and of the test split; one of them may be missing.
    | OfDataset of train: ImageSet option * test: ImageSet option
    | OfFile of PointSet

/// How many points of each split there are, training first.
let counts points =
    match points with
    | OfDataset(train, test) ->
        let size =
            Option.map (fun (images: ImageSet) -> images.Count) >> Option.defaultValue 0

        size train, size test
    | OfFile points -> 0, points.Count

/// Name and hash of the data.
let provenance points = [
    match points with
    | OfDataset(train, test) ->
        for name, images in [ "training images", train; "test images", test ] do
            match images with
            | Some one -> name, one.PixelSha256()
            | None -> ()
    | OfFile points ->
        let bytes = Runtime.InteropServices.MemoryMarshal.AsBytes points.Samples
        "points, " + points.Source, Convert.ToHexStringLower(Security.Cryptography.SHA256.HashData bytes)
]

/// What the points are, for people.
let describe points =
    match points with
    | OfDataset(train, test) -> [ train; test ] |> List.choose (Option.map string) |> String.concat " and "
    | OfFile points -> points.ToString()

// A whole number is a number of points, anything else a path.
let private (|Number|Path|) (text: string) =
    match Int64.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, number -> Number number
    | _ -> Path text

let private fromFile (results: ParseResults<SpectraArguments>) (path: string) =
    let refuseWith name =
        Usage.refuse (
            name
            + " goes with images of a data set; the points of "
            + path
            + " have no splits"
        )

    if results.Contains SpectraArguments.Split then
        refuseWith "--split"

    if results.Contains SpectraArguments.Data then
        refuseWith "--data"

    if not (IO.File.Exists path || IO.Directory.Exists path) then
        Usage.refuse (
            "--points "
            + path
            + " does not exist; expected a number of points, or a .npy, .npz, .csv, IDX or PNG file or a folder of PNG files"
        )

    let range =
        PointFileOptions.ParseRange(results.GetResult(SpectraArguments.Range, "auto"))

    OfFile(PointFile.Read(path, PointFileOptions(Range = range)))

// The first points of both splits in the proportion of their sizes, at least one of each where two are asked for.
let private first (count: int64) (train: ImageSet option, test: ImageSet option) =
    let take count (images: ImageSet) =
        if count < images.Count then
            images.Slice(0, count)
        else
            images

    match train, test with
    | Some a, Some b ->
        let total = min count (int64 a.Count + int64 b.Count)

        let ofTest =
            Math.Round(float total * float b.Count / float (a.Count + b.Count))
            |> int
            |> max (if total >= 2L then 1 else 0)
            |> min b.Count

        let ofTrain = int total - ofTest |> min a.Count

        (if ofTrain > 0 then Some(take ofTrain a) else None),
        (if int total - ofTrain > 0 then
             Some(take (int total - ofTrain) b)
         else
             None)
    | _ -> let some = Option.map (take (int (min count (int64 Int32.MaxValue)))) in some train, some test

let private fromDataset (settings: Settings) (results: ParseResults<SpectraArguments>) count =
    if results.Contains SpectraArguments.Range then
        Usage.refuse "--range goes with --points FILE; the images of a data set have bytes as pixels"

    let split =
        Inputs.word "--split" [ "train"; "test"; "both" ] "both" (results.TryGetResult SpectraArguments.Split)

    let options =
        DatasetOptions.ForUser(results.TryGetResult SpectraArguments.Data |> Option.toObj)

    let dataset = DatasetLocator.Load(options, null, settings.Cancel)
    dataset.Warnings |> Seq.iter Output.warn

    let wanted name (images: ImageSet) =
        if split <> "both" && split <> name then
            None
        elif images.Count > 0 then
            Some images
        elif split = "both" then
            None
        else
            Usage.refuse ("--split " + split + ": " + dataset.Location + " has no " + name + " images")

    match wanted "train" dataset.Train, wanted "test" dataset.Test with
    | None, None -> Usage.refuse (dataset.Location + " has no images")
    | both -> OfDataset(count |> Option.map (fun n -> first n both) |> Option.defaultValue both)

/// The points that the options ask for.
let read (settings: Settings) (results: ParseResults<SpectraArguments>) =
    match results.TryGetResult SpectraArguments.Points with
    | Some(Number count) when count < 1L ->
        Usage.refuse (
            "--points "
            + string count
            + ": expected a number of 1 or more, or the path of a file or folder"
        )
    | Some(Number count) -> fromDataset settings results (Some count)
    | Some(Path path) -> fromFile results path
    | None -> fromDataset settings results None

/// Refuses networks that have no spectrum worth a table.
let hasSpectrum (path: string) (network: Autoencoder) =
    if network.InputCount <> network.OutputCount then
        Usage.refuse (
            path
            + " takes "
            + string network.InputCount
            + " numbers and gives "
            + string network.OutputCount
            + "; Jacobians of D(E(x)) need as many outputs as inputs"
        )

    if network.LatentCount < 2 then
        Usage.refuse (
            path
            + " has latent width 1: one eigenvalue is no spectrum; expected width 2 or more"
        )

/// Refuses points that the network does not take, and networks that have no spectrum worth a table.
let fits (path: string) (network: Autoencoder) points =
    hasSpectrum path network

    match points with
    | OfFile points -> points.RequireWidth network.InputCount
    | OfDataset(train, test) ->
        for images in List.choose id [ train; test ] do
            if images.PixelCount <> network.InputCount then
                Usage.refuse (
                    path
                    + " takes "
                    + string network.InputCount
                    + " numbers, but images of "
                    + string images.Rows
                    + "x"
                    + string images.Columns
                    + " have "
                    + string images.PixelCount
                    + " pixels"
                )

/// The table of a network at the points.
let compute (settings: Settings) options progress (network: Autoencoder) points =
    match points with
    | OfDataset(train, test) ->
        JacobianSpectrum.OfImages(network, Option.toObj train, Option.toObj test, options, progress, settings.Cancel)
    | OfFile points -> JacobianSpectrum.OfPoints(network, points, options, progress, settings.Cancel)
