namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Representations

/// Where the images of a data set come from.
[<RequireQualifiedAccess>]
type DataSource =
    /// MNIST from the folder that NEUROVARIETY_DATA names, the user's cache folder, or a download; an error where it is not to be had.
    | Mnist
    /// Digits drawn by strokes: 6000 to train on, 1000 to test on, always the same ones.
    | Synthetic
    /// A folder with four files under the names of MNIST, plain or compressed; an error where one is missing.
    | Folder of path: string
    /// MNIST, or synthetic digits with a warning where it is not to be had.
    | MnistOrSynthetic

/// Where the images of a data set come from.
[<RequireQualifiedAccess>]
module DataSource =

    /// "mnist", "synthetic", or a folder. Nothing falls back on anything.
    let parse (text: string) : DataSource =
        match text with
        | "mnist" -> DataSource.Mnist
        | "synthetic" -> DataSource.Synthetic
        | folder -> DataSource.Folder folder

    /// The options with which Core looks for it, with this user's environment and cache folder.
    let options (source: DataSource) : DatasetOptions =
        let named, fallback =
            match source with
            | DataSource.Mnist -> "mnist", false
            | DataSource.Synthetic -> "synthetic", false
            | DataSource.Folder path -> path, false
            | DataSource.MnistOrSynthetic -> "mnist", true

        match source with
        | DataSource.Folder path when String.IsNullOrWhiteSpace path ->
            raise (InputError "the data folder has no name; expected mnist, synthetic, or a folder")
        | DataSource.Folder("mnist" | "synthetic" as path) ->
            raise (InputError $"a data folder named {path} is written ./{path}")
        | _ ->
            let user = DatasetOptions.ForUser named

            DatasetOptions(
                Requested = user.Requested,
                EnvironmentFolder = user.EnvironmentFolder,
                CacheFolder = user.CacheFolder,
                SyntheticFallback = fallback
            )

/// Images to train and test on.
[<RequireQualifiedAccess>]
module Images =

    /// Reads, downloads or draws a data set; what the user must be told stands in its `Warnings`. Progress is that of a download.
    /// An `InputError` or an error of Core where it is not to be had.
    let loadWith (work: Work) (source: DataSource) : Dataset =
        DatasetLocator.Load(DataSource.options source, Action<_> work.Progress, work.Cancel)

    /// Reads, downloads or draws a data set; what the user must be told stands in its `Warnings`.
    let load (source: DataSource) : Dataset = loadWith Work.quiet source

    /// The same, or the line that says why it is not to be had.
    let tryLoadWith (work: Work) (source: DataSource) : Result<Dataset, string> =
        Attempt.run (fun () -> loadWith work source)

    /// The same, or the line that says why it is not to be had.
    let tryLoad (source: DataSource) : Result<Dataset, string> = tryLoadWith Work.quiet source

    /// What the user must be told of a data set, a line each: synthetic digits in place of MNIST, a mirror that failed.
    let warnings (dataset: Dataset) : string list = List.ofSeq dataset.Warnings

    /// Names of the parts of a data set with the SHA-256 of their pixels, as reports tell them.
    let hashes (dataset: Dataset) : (string * string) list = [
        "training images", dataset.Train.PixelSha256()
        "test images", dataset.Test.PixelSha256()
    ]

    /// The first images, all of them where there are fewer.
    let take (count: int) (images: ImageSet) : ImageSet = images.Slice(0, min count images.Count)

    /// Second moments of the images, pixels in [0, 1]: N x N for N pixels.
    let moments (images: ImageSet) : SampleGram =
        SampleGram.FromImages(images.Pixels, images.PixelCount)

    /// Second moments in each isotypic block, pixels in [0, 1].
    let blockMoments (decomposition: IsotypicDecomposition) (images: ImageSet) : BlockGram =
        BlockGram.FromImages(decomposition, images.Pixels)
