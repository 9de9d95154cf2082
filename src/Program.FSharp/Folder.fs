/// The folder of --out.
module Neurovariety.Cli.Folder

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Scripts.Reports

let private unwritable (folder: string) (error: exn) =
    Usage.refuse (
        "--out "
        + folder
        + ": "
        + error.Message.TrimEnd '.'
        + "; name a folder that can be written"
    )

/// Makes the folder, or takes an empty one; one that holds files only when forced. Fails before anything is computed
/// when nothing can be written there.
let prepare force (folder: string) =
    if String.IsNullOrWhiteSpace folder then
        Usage.refuse "--out names no folder; for instance: --out results"

    try
        Directory.CreateDirectory folder |> ignore
        let probe = Path.Combine(folder, ".probe-" + Guid.NewGuid().ToString "N")

        using
            (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            ignore
    with
    | :? IOException as error -> unwritable folder error
    | :? UnauthorizedAccessException as error -> unwritable folder error

    if
        not force
        && Seq.length (Directory.EnumerateFileSystemEntries folder |> Seq.truncate 1) > 0
    then
        Usage.refuse (
            "--out "
            + folder
            + " is not empty; name another folder, or add --force to write into this one"
        )

/// Writes a document as a file that appears whole or not at all.
let writeJson (path: string) document =
    AtomicFile.Write(path, (fun stream -> Json.writeTo stream document))
