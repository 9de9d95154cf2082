namespace Neurovariety.Scripts.Surface

open System
open System.IO
open System.Reflection
open System.Text.Json
open System.Threading
open Neurovariety.Data
open Neurovariety.Numerics

/// What was given cannot be used: a missing file, a wrong choice, sizes that do not fit. One line says what was wrong, where, and
/// what would be right.
exception InputError of line: string with
    override this.Message = this.line

/// How a long job is run. Results never depend on it.
type Work = {
    /// Threads to use; 0 means all cores.
    Threads: int
    /// Told now and then how far the job has come, by one thread at a time.
    Progress: Progress -> unit
    /// Ends the job early, with an OperationCanceledException unless the job says otherwise.
    Cancel: CancellationToken
}

/// How a long job is run.
[<RequireQualifiedAccess>]
module Work =

    /// All cores, told to nobody, never cancelled.
    let quiet: Work = {
        Threads = 0
        Progress = ignore
        Cancel = CancellationToken.None
    }

    /// The version of this library, without the build's suffix: files note it.
    let version: string =
        match typeof<Work>.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() with
        | null -> "0"
        | found -> found.InformationalVersion.Split('+')[0]

    /// The same on so many threads; 0 means all cores.
    let onThreads (threads: int) (work: Work) : Work = { work with Threads = threads }

    /// The same, telling its progress to a function.
    let telling (progress: Progress -> unit) (work: Work) : Work = { work with Progress = progress }

    /// The same, ended early by a token.
    let until (cancel: CancellationToken) (work: Work) : Work = { work with Cancel = cancel }

    /// The progress in the form that Core takes.
    let reporter (work: Work) : IProgress<Progress> = {
        new IProgress<Progress> with
            member _.Report step = work.Progress step
    }

    /// The same job as one of several equal ones: its progress counts as the part of `index`, from 0, of `count`.
    let part (index: int) (count: int) (work: Work) : Work = {
        work with
            Progress =
                fun step ->
                    work.Progress(Progress(step.Stage, int64 index * step.Total + step.Done, step.Total * int64 count))
    }

/// Errors on users' data as results.
[<RequireQualifiedAccess>]
module Attempt =

    /// The first line of an error, without the name of a parameter that no user has ever seen.
    let line (error: exn) : string =
        let text =
            match error with
            | :? ArgumentException as argument when not (isNull argument.ParamName) ->
                argument.Message.Replace(" (Parameter '" + argument.ParamName + "')", "")
            | _ -> error.Message

        text.Split('\n', '\r')[0]

    let rec private isInput (error: exn) =
        match error with
        | InputError _
        | :? DataFormatException
        | :? FormatException
        | :? JsonException
        | :? ArgumentException
        | :? IOException
        | :? UnauthorizedAccessException -> true
        | :? AggregateException as many when many.InnerExceptions.Count > 0 -> isInput many.InnerExceptions[0]
        | _ -> false

    let rec private innermost (error: exn) =
        match error with
        | :? AggregateException as many when many.InnerExceptions.Count > 0 -> innermost many.InnerExceptions[0]
        | _ -> error

    /// What a function gives, or the line that says why what it was given cannot be used. Other errors, and cancellation, pass.
    let run (job: unit -> 'a) : Result<'a, string> =
        try
            Ok(job ())
        with error when isInput error ->
            Error(line (innermost error))

    /// The value, or an `InputError` with the line.
    let value (result: Result<'a, string>) : 'a =
        match result with
        | Ok value -> value
        | Error line -> raise (InputError line)
