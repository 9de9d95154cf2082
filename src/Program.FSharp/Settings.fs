namespace Neurovariety.Cli

open System
open System.Threading
open System.Threading.Tasks

/// Bad usage or bad input: one line that says what was wrong and what would be right. Ends the program with status 2.
exception UsageError of text: string with
    override this.Message = this.text

/// Whoever read our output has stopped reading: nothing is left to be done, and nothing to be said.
exception ReaderGone

/// How Ctrl-C and SIGTERM reach a command: its token is cancelled, and when the command has not ended within the grace
/// the program is left by force. A command that writes files of which it knows when they are whole holds that back.
[<Sealed>]
type Interrupt(grace: TimeSpan, leave: unit -> unit) =
    let source = new CancellationTokenSource()
    let mutable held = 0
    let mutable asked = 0

    /// Cancelled by the first interrupt.
    member _.Token = source.Token

    /// Until this is disposed of, the first interrupt leaves it to the command when to end; the second one does not.
    member _.Hold() =
        Interlocked.Increment &held |> ignore

        {
            new IDisposable with
                member _.Dispose() = Interlocked.Decrement &held |> ignore
        }

    /// Asks the command to stop.
    member _.Request() =
        let isFirst = Interlocked.Increment &asked = 1
        source.Cancel()

        if not isFirst || Volatile.Read &held = 0 then
            Task.Delay(grace).ContinueWith(fun (_: Task) -> leave ()) |> ignore

    interface IDisposable with
        member _.Dispose() = source.Dispose()

/// What every command is told: the global options, and how an interrupt reaches it.
type Settings = {
    Json: bool
    Out: string option
    Seed: uint64
    /// 0 means all cores.
    Threads: int
    Force: bool
    Interrupt: Interrupt
} with

    /// Cancelled by an interrupt.
    member this.Cancel = this.Interrupt.Token

[<RequireQualifiedAccess>]
module Usage =
    /// Stops with a line for the user.
    let refuse text = raise (UsageError text)

    // Levenshtein's distance, one row at a time.
    let private distance (a: string) (b: string) =
        let step (row: int[]) (c: char) =
            let next = Array.zeroCreate row.Length
            next[0] <- row[0] + 1

            for j in 1 .. b.Length do
                next[j] <- min (min next[j - 1] row[j] + 1) (row[j - 1] + (if b[j - 1] = c then 0 else 1))

            next

        Array.last (Seq.fold step [| 0 .. b.Length |] a)

    /// "; did you mean 'x'?" when a known name is close to what was typed, else the whole list of known names.
    let suggestion (typed: string) (known: string list) =
        let bare (name: string) = name.TrimStart('-').ToLowerInvariant()

        let far (name: string) =
            if (bare name).StartsWith(bare typed) then
                0
            else
                distance (bare typed) (bare name)

        match known with
        | [] -> ""
        | _ ->
            let best = List.minBy far known

            if far best <= ((bare typed).Length + 1) / 2 then
                "; did you mean '" + best + "'?"
            elif known.Length > 20 then
                "; the nearest is '" + best + "'"
            else
                "; expected one of " + String.concat ", " known

/// The exit statuses, as documented for every command.
[<RequireQualifiedAccess>]
module Status =
    /// Done.
    let success = 0
    /// A property was falsified, or a stated bound does not hold.
    let falsified = 1
    /// Bad usage or bad input.
    let badInput = 2
    /// Interrupted.
    let interrupted = 130
