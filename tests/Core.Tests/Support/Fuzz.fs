/// Damages valid files in every way and lists what a reader did wrong with them.
module Neurovariety.Tests.Support.Fuzz

open System
open System.Diagnostics
open Neurovariety.Data
open Neurovariety.Numerics

/// A reader with a valid file for it.
type Target = {
    Name: string
    /// The bytes to damage.
    Source: byte[]
    /// Makes a file of the damaged bytes: an archive with right check sums around them, or the bytes themselves.
    Pack: byte[] -> byte[]
    /// Reads a file of this name; the result gives a text of all that was read, and throws if it contradicts itself.
    Read: string -> byte[] -> (unit -> string)
    /// Whether a changed byte must be noticed or change nothing. That holds where check sums guard the data; elsewhere a changed
    /// number or name is another valid file.
    Guarded: bool
    /// Whether every proper beginning of the file must be refused.
    PrefixesFail: bool
    /// Whether offsets are those of decompressed data.
    Compressed: bool
    /// No case may take longer.
    Patience: TimeSpan
}

/// What came of the cases.
type Report = {
    Cases: int
    /// Cases that were read; the others were refused.
    Loaded: int
    /// What was wrong, up to five cases.
    Faults: string list
}

/// Bytes that reading a small file may take beyond twice its length: buffers of decompression, error texts, names.
let slack = 128 * 1024

let private fileName = "damaged file"

let private complaint (target: Target) (error: DataFormatException) (length: int) =
    let beyond = not target.Compressed && error.Offset > int64 length

    if error.File <> fileName || String.IsNullOrWhiteSpace error.Reason then
        Some $"names no file or reason: {error.Message}"
    elif error.Offset < 0L || beyond then
        Some $"byte {error.Offset} of {length}: {error.Message}"
    elif error.Message |> Seq.exists Char.IsControl then
        Some $"more than one line: {error.Message}"
    else
        None

/// Whether the file was read, and what is wrong with it, if anything; `expected` is the text that a successful read must give.
let private judge target (expected: string option) (damaged: byte[]) =
    let file = target.Pack damaged
    let clock = Stopwatch.GetTimestamp()
    let before = GC.GetAllocatedBytesForCurrentThread()

    let outcome =
        try
            Ok(target.Read fileName file)
        with error ->
            Error error

    let memory = GC.GetAllocatedBytesForCurrentThread() - before
    let time = Stopwatch.GetElapsedTime clock

    let excess =
        if memory > int64 (2 * file.Length + slack) then
            Some $"took {memory} bytes for a file of {file.Length}"
        elif time > target.Patience then
            Some $"took {time}"
        else
            None

    match outcome with
    | Error(:? DataFormatException as error) -> false, Option.orElse (complaint target error file.Length) excess
    | Error other -> false, Some $"{other.GetType().Name}: {other.Message}"
    | Ok contents ->
        try
            let found = contents ()

            match expected with
            | Some text when text <> found -> true, Some $"read something else: {found}"
            | _ -> true, excess
        with other ->
            true, Some $"contradicts itself: {other.Message}"

let private set (bytes: byte[]) place value =
    let copy = Array.copy bytes
    copy[place] <- value
    copy

/// Every byte changed in four ways, one at a time.
let private changedBytes (source: byte[]) =
    seq {
        for place in 0 .. source.Length - 1 do
            for value in
                [
                    0uy
                    255uy
                    source[place] ^^^ 1uy
                    source[place] ^^^ byte (1 <<< (place % 8))
                ] do
                if value <> source[place] then
                    set source place value
    }

let private extremes = [| 0u; 1u; 0x7FFFFFFFu; 0x80000000u; 0xFFFFFFFFu; 0xFFFFu; 0x10000u |]

/// One of seven kinds of damage at random places.
let private damage (random: RandomSource) (source: byte[]) =
    let place () = random.NextInt source.Length

    let run () =
        1 + random.NextInt(min 16 source.Length)

    let copy = Array.copy source

    let overwrite at (bytes: byte[]) =
        let length = min bytes.Length (copy.Length - at)
        Array.blit bytes 0 copy at length
        copy

    match random.NextInt 7 with
    | 0 ->
        for _ in 0 .. random.NextInt 4 do
            copy[place ()] <- byte (random.NextInt 256)

        copy
    | 1 -> overwrite (place ()) (Array.init (run ()) (fun _ -> byte (random.NextInt 256)))
    | 2 -> overwrite (place ()) (BitConverter.GetBytes extremes[random.NextInt extremes.Length])
    | 3 ->
        let from = place ()
        overwrite (place ()) source[from .. min (source.Length - 1) (from + run ())]
    | 4 ->
        let at = place ()

        Array.concat [
            source[.. at - 1]
            Array.init (run ()) (fun _ -> byte (random.NextInt 256))
            source[at..]
        ]
    | 5 ->
        let at = place ()
        Array.append source[.. at - 1] source[at + run () ..]
    | _ ->
        let first, second = place (), place ()
        let kept = copy[first]
        copy[first] <- copy[second]
        copy[second] <- kept
        copy[.. random.NextInt copy.Length]

/// Runs the cases: each byte changed, each beginning, then random damage up to `count` cases and at least
/// 8000 of it.
let run (target: Target) count =
    let random = RandomSource.FromSeed(31UL).Split target.Name
    let original = target.Read fileName (target.Pack target.Source) ()
    let guarded = if target.Guarded then Some original else None

    let noPrefix =
        if target.PrefixesFail then
            Some "nothing: it is cut short"
        else
            None

    let single = changedBytes target.Source |> Seq.map (fun bytes -> guarded, bytes)

    let prefixes =
        seq { for length in 0 .. target.Source.Length - 1 -> noPrefix, target.Source[.. length - 1] }

    let systematic = Seq.append single prefixes |> Seq.cache
    let others = max 8000 (count - Seq.length systematic)
    let wild = Seq.init others (fun _ -> None, damage random target.Source)
    let faults = ResizeArray()
    let mutable cases = 0
    let mutable loaded = 0

    for expected, bytes in Seq.append systematic wild do
        if faults.Count < 5 then
            let wasLoaded, fault = judge target expected bytes
            cases <- cases + 1
            loaded <- loaded + (if wasLoaded then 1 else 0)
            Option.iter (fun text -> faults.Add $"case {cases}: {text}") fault

    {
        Cases = cases
        Loaded = loaded
        Faults = List.ofSeq faults
    }
