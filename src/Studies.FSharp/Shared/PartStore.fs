// A converter of System.Text.Json may return null for any type, which cannot be said of unions: the check is off in this file.
#nowarn "3261"

namespace Neurovariety.Studies

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Text.Json
open System.Text.Json.Serialization
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// Where the finished parts of a long analysis stay, as texts by name: what is found there is not computed again.
type PartStore = {
    Find: string -> string option
    Keep: string -> string -> unit
}

/// A kept part and what it was computed from.
type KeptPart<'a> = { Key: string; Part: 'a }

// Cases without fields by their names.
type private CaseConverter<'a>(cases: (string * 'a) list) =
    inherit JsonConverter<'a>()

    override _.Read(reader, _, _) =
        let name = reader.GetString()

        match cases |> List.tryFind (fun (known, _) -> known = name) with
        | Some(_, case) -> case
        | None -> raise (JsonException $"unknown case {name}")

    override _.Write(writer, value, _) =
        writer.WriteStringValue(cases |> List.find (fun (_, case) -> obj.Equals(case, value)) |> fst)

// Every double comes back as it was. The shortest text that .NET writes for a double does not do so for 2^-25 and 2^-958, whose
// neighbours below are nearer than those above.
type private ExactConverter() =
    inherit JsonConverter<float>()

    let parse (text: string) =
        System.Double.Parse(text, CultureInfo.InvariantCulture)

    override _.Read(reader, _, _) =
        match reader.TokenType with
        | JsonTokenType.String ->
            match System.Double.TryParse(reader.GetString(), CultureInfo.InvariantCulture) with
            | true, value -> value
            | _ -> raise (JsonException "expected a number")
        | _ -> reader.GetDouble()

    override _.Write(writer, value, _) =
        let shortest = value.ToString("R", CultureInfo.InvariantCulture)

        if not (System.Double.IsFinite value) then
            writer.WriteStringValue shortest
        elif parse shortest = value then
            writer.WriteRawValue shortest
        else
            writer.WriteRawValue(value.ToString("G17", CultureInfo.InvariantCulture))

/// Parts of an analysis that survive an interruption.
[<RequireQualifiedAccess>]
module PartStore =

    /// A store that keeps nothing.
    let none = {
        Find = fun _ -> None
        Keep = fun _ _ -> ()
    }

    /// Folder of the kept parts of an analysis, in the folder of its report.
    let partsFolder = "parts"

    /// The study that a folder holds the result of; None where there is none, or none that can be read.
    let experimentIn (folder: string) : string option =
        try
            use stream = File.OpenRead(Path.Combine(folder, "result.json"))
            use document = JsonDocument.Parse stream
            document.RootElement.GetProperty("experiment").GetString() |> Option.ofObj
        with
        | :? IOException
        | :? JsonException
        | :? KeyNotFoundException
        | :? InvalidOperationException -> None

    /// Whether a folder holds nothing but kept parts and the files of a report, so that a study may continue there.
    let isContinued (folder: string) : bool =
        Directory.Exists(Path.Combine(folder, partsFolder))
        && Directory.EnumerateFileSystemEntries folder
           |> Seq.forall (fun entry ->
               List.contains (Path.GetFileName entry) [ partsFolder; "result.json"; "report.html" ]
               || List.contains (Path.GetExtension entry) [ ".csv"; ".tex" ])

    /// Makes the folder of the kept parts.
    let prepare (folder: string) : unit =
        Directory.CreateDirectory(Path.Combine(folder, partsFolder)) |> ignore

    /// Keeps finished parts of an analysis as files of a folder.
    let inFolder (folder: string) : PartStore =
        let path name =
            Path.Combine(folder, partsFolder, name + ".json")

        {
            Find =
                fun name ->
                    let file = path name

                    if File.Exists file then
                        Some(File.ReadAllText file)
                    else
                        None
            Keep =
                fun name text ->
                    Directory.CreateDirectory(Path.Combine(folder, partsFolder)) |> ignore
                    ReportFolder.writeText folder (Path.Combine(partsFolder, name + ".json")) text
        }

    let private options =
        let options = JsonSerializerOptions()
        options.Converters.Add(ExactConverter())
        options.Converters.Add(CaseConverter [ "logOmega", LogOmega; "trace", Trace ])
        options.Converters.Add(CaseConverter [ "latent", LatentSpace; "input", InputSpace ])

        options.Converters.Add(CaseConverter [ "none", NoControls; "class", ClassControl; "classAndInk", ClassAndInk ])

        options

    let private tryRead<'a> (key: string) (text: string) =
        try
            let kept = JsonSerializer.Deserialize<KeptPart<'a>>(text, options)

            match kept with
            | null -> None
            | kept -> if kept.Key = key then Some kept.Part else None
        with :? JsonException ->
            None

    /// The part of this name when it was kept under the same key, else computed now and kept. What cannot be read is
    /// computed again.
    let remember<'a> store name key (compute: unit -> 'a) =
        match store.Find name |> Option.bind (tryRead<'a> key) with
        | Some part -> part
        | None ->
            let part = compute ()
            store.Keep name (JsonSerializer.Serialize({ Key = key; Part = part }, options))
            part
