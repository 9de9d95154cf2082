namespace Neurovariety.Scripts.Surface

open System
open System.Globalization
open System.IO
open System.Runtime.InteropServices
open System.Security.Cryptography
open Neurovariety.Data

/// Which images of a data set.
[<RequireQualifiedAccess>]
type Split =
    | Train
    | Test
    | Both

/// Where the points that a network is asked about come from.
[<RequireQualifiedAccess>]
type PointSource =
    /// Images of a data set: all of a split, or the first so many; of both splits those in proportion to their sizes.
    | Images of data: DataSource * split: Split * count: int64 option
    /// A .npy, .npz, .csv, IDX or PNG file, or a folder of PNG files, read with a range and the names of arrays.
    | File of path: string * options: PointFileOptions

/// The points themselves.
[<RequireQualifiedAccess>]
type PointValues =
    /// Images of the training and of the test split; one of them may be missing.
    | Images of train: ImageSet option * test: ImageSet option
    /// Points of a file.
    | File of PointSet

/// Points with what the user must be told of them, a line each.
type Points = {
    Values: PointValues
    /// What a network takes for black and white; never automatic.
    Scale: InputScale
    Warnings: string list
} with

    /// Images of the training split; 0 for points of a file.
    member this.TrainCount: int =
        match this.Values with
        | PointValues.Images(Some train, _) -> train.Count
        | _ -> 0

    /// Images of the test split, or points of a file.
    member this.TestCount: int =
        match this.Values with
        | PointValues.Images(_, Some test) -> test.Count
        | PointValues.Images _ -> 0
        | PointValues.File points -> points.Count

    /// Number of points, at least 1.
    member this.Count: int = this.TrainCount + this.TestCount

    /// Numbers of one point.
    member this.Width: int =
        match this.Values with
        | PointValues.Images(Some images, _)
        | PointValues.Images(None, Some images) -> images.PixelCount
        | PointValues.Images(None, None) -> 0
        | PointValues.File points -> points.Width

    /// What the points are, in a line.
    override this.ToString() : string =
        match this.Values with
        | PointValues.Images(train, test) -> [ train; test ] |> List.choose (Option.map string) |> String.concat " and "
        | PointValues.File points -> points.ToString()

/// Points that a network is asked about, from a data set or from files of many kinds.
[<RequireQualifiedAccess>]
module Points =

    let private expected =
        "expected a number of points, or a .npy, .npz, .csv, IDX or PNG file or a folder of PNG files"

    /// A whole number of points, or a path, as `--points` takes them: "2000" or "images.npy".
    let parse (text: string) : Choice<int64, string> =
        match Int64.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, count when count < 1L ->
            raise (InputError $"points {count}: expected a number of 1 or more, or the path of a file or folder")
        | true, count -> Choice1Of2 count
        | _ -> Choice2Of2 text

    /// A file or folder whose numbers lie in the range that they suggest.
    let file (path: string) : PointSource =
        PointSource.File(path, PointFileOptions.Default)

    /// Images of the two splits as points; an error when there are none.
    let ofImages (train: ImageSet option) (test: ImageSet option) : Points =
        let some = Option.filter (fun (images: ImageSet) -> images.Count > 0)

        match some train, some test with
        | None, None -> raise (InputError "there are no images; expected at least one")
        | train, test -> {
            Values = PointValues.Images(train, test)
            Scale = InputScale.Symmetric
            Warnings = []
          }

    // The first points of both splits in the proportion of their sizes, at least one of each where two are asked for.
    let private first (count: int64) (train: ImageSet option, test: ImageSet option) =
        let take count (images: ImageSet) =
            if count = 0 then None
            elif count < images.Count then Some(images.Slice(0, count))
            else Some images

        match train, test with
        | Some a, Some b ->
            let total = min count (int64 a.Count + int64 b.Count)

            let ofTest =
                Math.Round(float total * float b.Count / float (a.Count + b.Count))
                |> int
                |> max (if total >= 2L then 1 else 0)
                |> min b.Count

            let ofTrain = int total - ofTest |> min a.Count
            take ofTrain a, take (int total - ofTrain) b
        | _ -> let some = Option.bind (take (int (min count (int64 Int32.MaxValue)))) in some train, some test

    let private ofDataset scale (dataset: Dataset) split count =
        let wanted name own (images: ImageSet) =
            if split <> Split.Both && split <> own then
                None
            elif images.Count > 0 then
                Some images
            elif split = Split.Both then
                None
            else
                raise (InputError $"{dataset.Location} has no {name} images")

        match wanted "train" Split.Train dataset.Train, wanted "test" Split.Test dataset.Test with
        | None, None -> raise (InputError $"{dataset.Location} has no images")
        | both ->
            let train, test =
                count |> Option.map (fun n -> first n both) |> Option.defaultValue both

            {
                Values = PointValues.Images(train, test)
                Scale = scale
                Warnings = Images.warnings dataset
            }

    let private ofFile scale (path: string) (options: PointFileOptions) =
        if not (File.Exists path || Directory.Exists path) then
            raise (InputError $"points {path} does not exist; {expected}")

        let scaled =
            PointFileOptions(
                Range = options.Range,
                Scale = scale,
                Array = options.Array,
                Header = options.Header,
                Width = options.Width,
                LabelArray = options.LabelArray,
                LabelFile = options.LabelFile
            )

        let set = PointFile.Read(path, scaled)

        {
            Values = PointValues.File set
            Scale = scale
            Warnings = [ for note in set.Notes -> $"points {path}: {note}" ]
        }

    /// Reads points for networks that take black and white on a scale, not automatic: `model.Scale` for a model. Warnings of their data
    /// set come with them. An `InputError` or an error of Core where they are not to be had.
    let loadAs (scale: InputScale) (work: Work) (source: PointSource) : Points =
        match source with
        | PointSource.Images(data, split, count) -> ofDataset scale (Images.loadWith work data) split count
        | PointSource.File(path, options) -> ofFile scale path options

    /// Reads points on [-1, 1], as the networks of this library take them; warnings of their data set come with them.
    let loadWith (work: Work) (source: PointSource) : Points = loadAs InputScale.Symmetric work source

    /// Reads points; warnings of their data set come with them.
    let load (source: PointSource) : Points = loadWith Work.quiet source

    /// The same, or the line that says why they are not to be had.
    let tryLoadWith (work: Work) (source: PointSource) : Result<Points, string> =
        Attempt.run (fun () -> loadWith work source)

    /// The same, or the line that says why they are not to be had.
    let tryLoad (source: PointSource) : Result<Points, string> = tryLoadWith Work.quiet source

    /// The points as one set, the training images before the test images: samples count x width as a network takes them, labels where
    /// all have them, names.
    let toSet (points: Points) : PointSet =
        match points.Values with
        | PointValues.File set -> set
        | PointValues.Images(Some one, None)
        | PointValues.Images(None, Some one) -> PointSet.FromImages(one, points.Scale)
        | PointValues.Images(Some train, Some test) ->
            let pixels = Array.append (train.Pixels.ToArray()) (test.Pixels.ToArray())

            let labels =
                if train.HasLabels && test.HasLabels then
                    Array.append (train.Labels.ToArray()) (test.Labels.ToArray())
                else
                    [||]

            ImageSet.FromPixels(train.Rows, train.Columns, ReadOnlySpan pixels, ReadOnlySpan labels, points.ToString())
            |> fun images -> PointSet.FromImages(images, points.Scale)
        | PointValues.Images(None, None) -> raise (InputError "there are no points; expected at least one")

    /// The numbers that a network takes, count x width, point by point, the training images before the test images.
    let samples (points: Points) : float32[] = (toSet points).Samples.ToArray()

    /// Names of the parts with the SHA-256 of their pixels or numbers, as reports tell them.
    let hashes (points: Points) : (string * string) list = [
        match points.Values with
        | PointValues.Images(train, test) ->
            for name, images in [ "training images", train; "test images", test ] do
                match images with
                | Some one -> name, one.PixelSha256()
                | None -> ()
        | PointValues.File set ->
            let bytes = MemoryMarshal.AsBytes set.Samples
            "points, " + set.Source, Convert.ToHexStringLower(SHA256.HashData bytes)
    ]
