namespace Neurovariety.Scripts.Cli

open System.Threading

/// Bad usage or bad input: one line that says what was wrong and what would be right. Ends the program with status 2.
exception UsageError of text: string with
    override this.Message = this.text

/// Whoever read our output has stopped reading: nothing is left to be done, and nothing to be said.
exception ReaderGone

/// What every command is told: the global options, and a token that an interrupt cancels.
type Settings = {
    Json: bool
    Out: string option
    Seed: uint64
    /// 0 means all cores.
    Threads: int
    Force: bool
    Cancel: CancellationToken
}

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
