/// The program: exit statuses and nothing else.
module Neurovariety.Cli.Program

open System
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Scripts.Surface

// How long an interrupted command may take to leave its files whole.
let private grace = TimeSpan.FromSeconds 1.5

let private complain status text =
    Output.warn ("neurovariety: " + text)
    status

let rec private statusOf (error: exn) =
    match error with
    | ReaderGone -> Status.success
    | :? OperationCanceledException -> complain Status.interrupted "interrupted"
    | :? AggregateException as many when many.InnerExceptions.Count > 0 -> statusOf many.InnerExceptions[0]
    | :? TypeInitializationException as outer when not (isNull outer.InnerException) ->
        statusOf (nonNull outer.InnerException)
    | :? PremiseException -> complain Status.falsified (Attempt.line error)
    | UsageError text
    | InputError text -> complain Status.badInput text
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
    | :? UnauthorizedAccessException -> complain Status.badInput (Attempt.line error)
    | _ ->
        complain
            Status.badInput
            ("this should not have happened ("
             + error.GetType().Name
             + "): "
             + Attempt.line error)

let private leave () =
    complain Status.interrupted "interrupted" |> Environment.Exit

[<EntryPoint>]
let main arguments =
    use interrupt = new Interrupt(grace, leave)

    let onSignal (context: PosixSignalContext) =
        context.Cancel <- true
        interrupt.Request()

    use _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, onSignal)
    use _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, onSignal)

    try
        Dispatch.run (List.ofArray arguments) interrupt
    with error ->
        statusOf error
