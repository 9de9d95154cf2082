namespace Neurovariety.Scripts.Reports

open Neurovariety.Data
open Neurovariety.Scripts.Surface

/// What there is to say of data sets: JSON, and facts for people.
[<RequireQualifiedAccess>]
module DataDocument =

    /// Number, size and hash of images.
    let images (images: ImageSet) : Json =
        Fields [
            "count", Json.count images.Count
            "rows", Json.count images.Rows
            "columns", Json.count images.Columns
            "labelled", Truth images.HasLabels
            "pixelSha256", Text(images.PixelSha256())
        ]

    /// The same for people, with a name.
    let imagesFact (name: string) (images: ImageSet) : string * string =
        name, $"{images.Count} images of {images.Rows} x {images.Columns}"

    /// The field `data` of an answer on a data set: where it was found, how many images, their hashes.
    let field (dataset: Dataset) : string * Json =
        "data",
        Fields [
            "origin", Text(Data.originName dataset.Origin)
            "name", Text dataset.Location
            "trainImages", Json.count dataset.Train.Count
            "testImages", Json.count dataset.Test.Count
            "sha256", Json.texts (Images.hashes dataset |> List.map snd)
        ]

    /// The field `data` of an answer on points: what they are, their number, hashes, and of a file the range of its
    /// numbers, the array that was read, and what was decided.
    let pointsField (points: Points) : string * Json =
        "data",
        Fields [
            "name", Text(string points)
            "trainImages", Json.count points.TrainCount
            "testImages", Json.count points.TestCount
            "sha256", Json.texts (Points.hashes points |> List.map snd)
            match points.Values with
            | PointValues.File set ->
                "range", Text(PointFileOptions.RangeText set.Range)
                "array", (Option.ofObj set.Array |> Option.map Text |> Option.defaultValue Null)
                "notes", Json.texts set.Notes
            | PointValues.Images _ -> ()
        ]

    let private fetchHint = "neurovariety data fetch"

    /// The document of `data info`.
    let info (found: DataInfo) : Json =
        match found with
        | Missing location ->
            Fields [
                "available", Truth false
                "origin", Null
                "location", Text location
                "hint", Text fetchHint
            ]
        | Available data ->
            Fields [
                "available", Truth true
                "origin", Text(Data.originName data.Origin)
                "location", Text data.Location
                "train", images data.Train
                "test", images data.Test
            ]

    /// The same for people.
    let infoFacts (found: DataInfo) : (string * string) list =
        match found with
        | Missing location -> [
            "available", "no: no folder was named and the cache is empty"
            "cache", location
            "to download", fetchHint
          ]
        | Available data -> [
            "origin", Data.originName data.Origin
            "location", data.Location
            imagesFact "train" data.Train
            imagesFact "test" data.Test
          ]

    /// The document of `data fetch`.
    let fetched (folder: string, files: IdxFile list) : Json =
        let file (known: IdxFile) =
            Fields [
                "name", Text known.Name
                "bytes", Json.count known.Length
                "sha256", Text known.Sha256
            ]

        Fields [ "location", Text folder; "files", Items(files |> List.map file) ]

    /// The document of `data synthesize`.
    let synthesized (folder: string) (train: ImageSet, test: ImageSet) : Json =
        Fields [ "location", Text folder; "train", images train; "test", images test ]
