namespace Neurovariety.Scripts.Reports

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// The machine a result was computed on.
type Machine = {
    System: string
    Architecture: string
    Cores: int
    /// Widest vector unit that the runtime uses, in bits.
    VectorBits: int
    Runtime: string
}

/// Where a result comes from: enough to compute it again and to judge its timings.
type Provenance = {
    Version: string
    Command: string
    Seed: uint64
    Threads: int
    Settings: (string * string) list
    /// Description and SHA-256 of each data set.
    Data: (string * string) list
    /// Stages and their seconds.
    Timings: (string * float) list
    Machine: Machine
    Finished: DateTimeOffset
}

/// Provenance records and their JSON.
[<RequireQualifiedAccess>]
module Provenance =

    /// The version of this program, without the build's suffix.
    let version: string = Neurovariety.Scripts.Surface.Work.version

    let private vectorBits () =
        if Vector512.IsHardwareAccelerated then 512
        elif Vector256.IsHardwareAccelerated then 256
        elif Vector128.IsHardwareAccelerated then 128
        else 0

    /// The machine that runs this.
    let machine () = {
        System = RuntimeInformation.OSDescription
        Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()
        Cores = Environment.ProcessorCount
        VectorBits = vectorBits ()
        Runtime = RuntimeInformation.FrameworkDescription
    }

    /// A record of this run, finished now. Threads 0 means all cores.
    let create command seed threads settings data timings = {
        Version = version
        Command = command
        Seed = seed
        Threads = (if threads = 0 then Environment.ProcessorCount else threads)
        Settings = settings
        Data = data
        Timings = timings
        Machine = machine ()
        Finished = DateTimeOffset.UtcNow
    }

    let private pairs convert values =
        values |> List.map (fun (name, value) -> name, convert value) |> Fields

    /// The record as JSON.
    let toJson provenance =
        Fields [
            "version", Text provenance.Version
            "command", Text provenance.Command
            "seed", Text(string provenance.Seed)
            "threads", Json.count provenance.Threads
            "settings", pairs Text provenance.Settings
            "data",
            Items [
                for name, hash in provenance.Data -> Fields [ "name", Text name; "sha256", Text hash ]
            ]
            "seconds", pairs Number provenance.Timings
            "machine",
            Fields [
                "system", Text provenance.Machine.System
                "architecture", Text provenance.Machine.Architecture
                "cores", Json.count provenance.Machine.Cores
                "vectorBits", Json.count provenance.Machine.VectorBits
                "runtime", Text provenance.Machine.Runtime
            ]
            "finished", Text(provenance.Finished.ToString "yyyy-MM-ddTHH:mm:ssZ")
        ]

    /// The record as a table of two columns.
    let toTable provenance =
        let machine = provenance.Machine

        let rows = [
            "program", $"neurovariety {provenance.Version}"
            "command", provenance.Command
            "seed", string provenance.Seed
            "threads", string provenance.Threads
            yield! provenance.Settings
            for name, hash in provenance.Data do
                "data", $"{name}, SHA-256 {hash}"
            for stage, seconds in provenance.Timings do
                $"seconds, {stage}", Table.decimals 3 seconds
            "machine",
            $"{machine.System}, {machine.Architecture}, {machine.Cores} cores, vectors of {machine.VectorBits} bits"
            "runtime", machine.Runtime
            "finished", provenance.Finished.ToString "yyyy-MM-dd HH:mm:ss 'UTC'"
        ]

        Table.create [ "what", Words; "value", Words ] (rows |> List.map (fun (name, value) -> [ name; value ]))
