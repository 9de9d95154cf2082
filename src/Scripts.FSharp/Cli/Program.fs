/// The program: exit statuses and nothing else.
module Neurovariety.Scripts.Cli.Program

open System
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open System.Threading
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Numerics

// How long an interrupted command may take to leave its files whole.
let private graceMilliseconds = 1500

// The first line, without the name of a parameter that no user has ever seen.
let private oneLine (error: exn) =
    let text =
        match error with
        | :? ArgumentException as argument when not (isNull argument.ParamName) ->
            argument.Message.Replace(" (Parameter '" + argument.ParamName + "')", "")
        | _ -> error.Message

    text.Split('\n', '\r')[0]

let private complain status text =
    Output.warn ("neurovariety: " + text)
    status

let rec private statusOf (error: exn) =
    match error with
    | ReaderGone -> Status.success
    | :? OperationCanceledException -> complain Status.interrupted "interrupted"
    | :? AggregateException as many when many.InnerExceptions.Count > 0 -> statusOf many.InnerExceptions[0]
    | :? TypeInitializationException as outer when not (isNull outer.InnerException) -> statusOf outer.InnerException
    | :? PremiseException -> complain Status.falsified (oneLine error)
    | UsageError text -> complain Status.badInput text
    | :? OutOfMemoryException ->
        complain Status.badInput "not enough memory for a problem of this size; choose a smaller one"
    | :? OverflowException ->
        complain
            Status.badInput
            "a size is too large to be computed with exactly; choose smaller sizes or a smaller rank"
    | :? FormatException
    | :? DataFormatException
    | :? JsonException
    | :? ArgumentException
    | :? IOException
    | :? UnauthorizedAccessException -> complain Status.badInput (oneLine error)
    | _ -> complain Status.badInput ("this should not have happened (" + error.GetType().Name + "): " + oneLine error)

// An interrupt asks the command to stop, and stops the program when the command has not done so in time.
let private onInterrupt (source: CancellationTokenSource) (context: PosixSignalContext) =
    context.Cancel <- true
    source.Cancel()

    let leave (_: Task) =
        complain Status.interrupted "interrupted" |> Environment.Exit

    Task.Delay(graceMilliseconds).ContinueWith leave |> ignore

[<EntryPoint>]
let main arguments =
    use source = new CancellationTokenSource()

    use _interrupt =
        PosixSignalRegistration.Create(PosixSignal.SIGINT, onInterrupt source)

    use _terminate =
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, onInterrupt source)

    try
        Dispatch.run (List.ofArray arguments) source.Token
    with error ->
        statusOf error
