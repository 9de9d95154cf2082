namespace Neurovariety.Tests.Support

open System
open System.IO

/// A new folder that goes with its owner.
type TemporaryFolder() =
    let path = Directory.CreateTempSubdirectory("neurovariety-").FullName
    member _.Path = path
    member _.File(name: string) = Path.Combine(path, name)
    member _.Names = Directory.GetFileSystemEntries path |> Array.map Path.GetFileName

    interface IDisposable with
        member _.Dispose() = Directory.Delete(path, true)
