/// Runs tests on the console: what fails is printed with its reason, and the last line counts.
module Neurovariety.Tests.Support.Runner

open System
open Expecto
open Expecto.Impl

/// The status of a run in which no test was selected; those of Expecto are sums of 1, 2, 4 and 8.
[<Literal>]
let NothingSelected = 16

let private gate = obj ()

let private say (text: string) =
    async { lock gate (fun () -> Console.Out.WriteLine text) }

/// Frames of a stack trace that say nothing of the test: those of the runner and of reflection.
let private machinery = [
    " at Expecto."
    " at Xunit."
    " at Microsoft.FSharp.Control."
    " at System.Reflection."
    " at System.RuntimeMethodHandle."
    " at System.Threading."
    "--- End of stack trace"
]

let private telling (trace: string) =
    trace.Trim().Split '\n'
    |> Array.filter (fun line -> machinery |> List.forall (line.Contains >> not))
    |> String.concat "\n"

let private failure name (reason: string) (time: TimeSpan) =
    say $"FAILED {name} ({time.TotalSeconds:F1} s)\n{telling reason}\n"

/// The counts of a run in one line, as the last line of `test.sh` has them.
let private counted (results: TestRunSummary) =
    let failed = results.failed.Length + results.errored.Length

    match results.ignored.Length with
    | 0 -> $"{results.passed.Length} passed, {failed} failed"
    | skipped -> $"{results.passed.Length} passed, {failed} failed, {skipped} skipped"

/// Passed tests are silent; `finished` is called with the results.
let private printer finished = {
    TestPrinters.silent with
        ignored = fun name reason -> say $"skipped {name}: {reason}"
        failed = failure
        exn = fun name problem time -> failure name (string problem) time
        summary =
            fun _ results ->
                finished results
                say (counted results)
}

/// Names of which every test's full name must contain each, and the options for Expecto, from the first with a dash on.
let private parted (arguments: string[]) =
    arguments
    |> Array.tryFindIndex _.StartsWith('-')
    |> Option.defaultValue arguments.Length
    |> fun place -> Array.splitAt place arguments

let private selected (names: string[]) (tests: Test) =
    let wanted path =
        let full = String.concat "." path

        names
        |> Array.forall (fun name -> full.Contains(name, StringComparison.OrdinalIgnoreCase))

    if names.Length = 0 then
        tests
    else
        Test.filter "." wanted tests

/// Runs the tests whose full name contains every name that is given before the options of Expecto (`--help` lists them).
let run (arguments: string[]) (tests: Test) =
    let names, options = parted arguments
    let tests = selected names tests
    let ran = ref None

    let settings: CLIArguments list = [
        Printer(printer (fun results -> ran.Value <- Some results.results.Length))
        No_Spinner
        Colours 0
    ]

    let status = runTestsWithCLIArgs settings options tests

    if ran.Value = Some 0 then NothingSelected else status
