/// What the user sees: one JSON document, or tables. Nothing else writes to the console.
module Neurovariety.Cli.Output

open System
open System.IO
open System.Numerics
open System.Text
open System.Threading
open System.Threading.Tasks
open Microsoft.Win32.SafeHandles
open Spectre.Console
open Neurovariety.Numerics
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

/// A piece of text for people.
type Piece =
    | Line of string
    /// Names with values, one per line.
    | Facts of (string * string) list
    | Grid of Table
    /// Lines that are written as they come.
    | Stream of string seq

/// What a command has found: as JSON, for people, and the exit status.
type Answer = {
    Document: Json
    Pieces: Piece list
    Status: int
}

/// An answer that ends with status 0.
let answer document pieces = {
    Document = document
    Pieces = pieces
    Status = Status.success
}

/// Digits that identify a double to about 9 places.
let figure (value: float) = FigureText.number value

/// Seconds to a tenth of a millisecond.
let seconds (value: float) = FigureText.seconds value

/// A big integer, in full up to 60 digits.
let big (value: BigInteger) = FigureText.big value

/// The first items of a list, and how many more there are.
let elided separator (limit: int) (items: string seq) (count: int) =
    FigureText.elided separator limit items count

// A pipe that nobody reads any more must stop the program; the console's own stream would swallow the error and let
// it compute on. A file keeps the console's stream, which appends where others have written.
let private openOutput () : Stream =
    let raw =
        new FileStream(new SafeFileHandle(nativeint 1, false), FileAccess.Write, 1, false)

    if OperatingSystem.IsWindows() || raw.CanSeek then
        Console.OpenStandardOutput()
    else
        raw

// ENOSPC, and ERROR_DISK_FULL of Windows: an answer was lost, and nobody has stopped reading.
let private isDiskFull (error: IOException) =
    error.HResult = 28 || error.HResult = 0x80070070

let private onOutput (write: Stream -> unit) =
    try
        use stream = new BufferedStream(openOutput (), 1 <<< 15)
        write stream
        stream.Flush()
    with :? IOException as error when not (isDiskFull error) ->
        raise ReaderGone

let private writePiece (writer: TextWriter) piece =
    match piece with
    | Line text -> writer.WriteLine text
    | Facts [] -> ()
    | Facts pairs -> writer.WriteLine(FigureText.aligned pairs)
    | Grid table -> writer.WriteLine(Table.toText table)
    | Stream lines ->
        for line in lines do
            writer.WriteLine line

/// Writes an answer to standard output.
let show (settings: Settings) answer =
    onOutput (fun stream ->
        if settings.Json then
            Json.writeTo stream answer.Document
        else
            use writer = new StreamWriter(stream, UTF8Encoding false, 1 <<< 12, true)

            for piece in answer.Pieces do
                writePiece writer piece)

/// Plain text on standard output.
let print (text: string) =
    onOutput (fun stream -> stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes(text.TrimEnd() + "\n"))))

/// A line on standard error.
let warn (text: string) = Console.Error.WriteLine text

// Leaves room on a line of 80 for what is being done and how it goes.
let private barWidth = 16

// The bar follows the last report until the work has ended.
let private drawBar (work: Task) (last: unit -> Progress) =
    let console =
        AnsiConsole.Create(AnsiConsoleSettings(Out = AnsiConsoleOutput Console.Error))

    console
        .Progress(AutoClear = true)
        .Columns(
            TaskDescriptionColumn(Alignment = Justify.Left),
            ProgressBarColumn(Width = Nullable barWidth),
            PercentageColumn(),
            RemainingTimeColumn()
        )
        .Start(fun context ->
            let bar = context.AddTask "working"

            while not (work.Wait 100) do
                let progress = last ()

                if not (isNull (box progress.Stage)) then
                    bar.Description <- Markup.Escape progress.Stage

                bar.IsIndeterminate <- progress.Total <= 0L
                bar.MaxValue <- float (max 1L progress.Total)
                bar.Value <- float progress.Done)

/// Runs something that reports how far it is; a bar appears on a terminal's standard error after two seconds.
let withProgress (run: IProgress<Progress> -> 'a) =
    let last = ref (Progress())

    let report = {
        new IProgress<Progress> with
            member _.Report progress = last.Value <- progress
    }

    if Console.IsErrorRedirected then
        run report
    else
        let work = Task.Run(fun () -> run report)

        let finished =
            try
                work.Wait 2000
            with :? AggregateException ->
                true

        if not finished then
            drawBar work (fun () -> last.Value)

        work.GetAwaiter().GetResult()

/// How a short job is run: on the threads and until the interrupt of the settings, without a bar.
let quietly (settings: Settings) : Work = {
    Threads = settings.Threads
    Progress = ignore
    Cancel = settings.Cancel
}

/// Runs a long job on the threads and until the interrupt of the settings, under a bar.
let working (settings: Settings) (job: Work -> 'a) : 'a =
    withProgress (fun progress -> quietly settings |> Work.telling progress.Report |> job)

/// The images of --data; prints their warnings.
let dataset (settings: Settings) (source: DataSource) =
    let dataset = Images.loadWith (quietly settings) source
    Images.warnings dataset |> Seq.iter warn
    dataset
