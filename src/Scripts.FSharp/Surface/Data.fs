namespace Neurovariety.Scripts.Surface

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Numerics

/// Which images would be used.
type DataInfo =
    /// They are there, and were read.
    | Available of Dataset
    /// They would have to be downloaded into this folder.
    | Missing of folder: string

/// How digits are drawn.
type SynthesisOptions = {
    /// Training digits, at least 6; a sixth as many test digits.
    Count: int
    Seed: uint64
    /// Threads.
    Work: Work
}

/// Looking for data sets, downloading MNIST, drawing digits.
[<RequireQualifiedAccess>]
module Data =

    /// 6000 training digits of seed 0, on all cores.
    let defaults: SynthesisOptions = {
        Count = 6000
        Seed = 0UL
        Work = Work.quiet
    }

    /// What a source means now; nothing is downloaded.
    let info (work: Work) (source: DataSource) : DataInfo =
        match DatasetLocator.Locate(DataSource.options source) with
        | DatasetOrigin.Downloaded, location -> Missing location
        | _ -> Available(Images.loadWith work source)

    /// Downloads what the cache folder lacks of MNIST and checks it by SHA-256; gives the folder and the files in it. An IOException,
    /// with one line that says why, where no mirror gives the right files.
    let fetch (work: Work) : string * IdxFile list =
        let options = DataSource.options DataSource.Mnist

        let folder =
            DatasetLocator.Fetch(options, Action<Progress> work.Progress, work.Cancel)

        folder, List.ofSeq options.Files

    /// The same, or the line that says why it cannot be had.
    let tryFetch (work: Work) : Result<string * IdxFile list, string> = Attempt.run (fun () -> fetch work)

    /// The folder for drawn digits where none is named: beside the cache of MNIST.
    let syntheticFolder () : string =
        let cache = (DataSource.options DataSource.Mnist).CacheFolder
        Path.Combine(cache, "..", "synthetic") |> Path.GetFullPath

    /// Digits drawn by strokes, training and test split; they depend on number and seed alone.
    let draw (options: SynthesisOptions) : ImageSet * ImageSet =
        if options.Count < 6 then
            raise (InputError $"count {options.Count}: expected 6 or more")

        let random = RandomSource.FromSeed options.Seed

        let part (name: string) count =
            SyntheticDigits.Draw(count, random.Split name, options.Work.Threads)

        part "train" options.Count, part "test" (options.Count / 6)

    /// Writes two splits into a folder under the names of MNIST, so that `DataSource.Folder` reads them.
    let save (folder: string) (train: ImageSet, test: ImageSet) : unit =
        let write (images: ImageSet) index =
            let path offset =
                Path.Combine(folder, MnistFiles.All[index + offset].Name)

            IdxWriter.WriteImages(path 0, images)

            if images.HasLabels then
                IdxWriter.WriteLabels(path 1, images)

        Directory.CreateDirectory folder |> ignore
        write train 0
        write test 2

    /// The word for where a data set was found.
    let originName (origin: DatasetOrigin) : string =
        match origin with
        | DatasetOrigin.Requested -> "requested"
        | DatasetOrigin.Environment -> "environment"
        | DatasetOrigin.Cache -> "cache"
        | DatasetOrigin.Downloaded -> "download"
        | _ -> "synthetic"
