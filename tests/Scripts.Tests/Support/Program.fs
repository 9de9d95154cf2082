/// Runs the program as its users do: as a process.
module Neurovariety.Scripts.Tests.Support.Program

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Threading.Tasks
open Xunit

/// What a run left behind.
type Outcome = {
    Status: int
    Output: string
    Error: string
}

// The program stands beside the tests that use it.
let private assembly =
    Path.Combine(AppContext.BaseDirectory, "Neurovariety.Cli.dll")

let private startIn folder (variables: (string * string) list) (arguments: string list) =
    let info =
        ProcessStartInfo(
            "dotnet",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder
        )

    info.ArgumentList.Add assembly
    arguments |> List.iter info.ArgumentList.Add

    for name, value in variables do
        info.Environment[name] <- value

    let started = Process.Start info
    started.StandardInput.Close()
    started

let private start variables arguments =
    startIn Environment.CurrentDirectory variables arguments

/// Starts the program and leaves it running.
let launch arguments = start [] arguments

/// The same in another current folder.
let launchIn folder arguments = startIn folder [] arguments

/// Runs the program to its end with environment variables set.
let runWith variables arguments =
    use running = start variables arguments
    let error = Task.Run running.StandardError.ReadToEnd
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()

    {
        Status = running.ExitCode
        Output = output
        Error = error.Result
    }

/// Runs the program to its end.
let run arguments = runWith [] arguments

/// The only document on standard output of a run that succeeds.
let json arguments =
    let outcome = run (arguments @ [ "--json" ])
    Assert.True((outcome.Status = 0), String.concat " " arguments + ": " + outcome.Error)
    JsonDocument.Parse(outcome.Output).RootElement

/// The one line of standard error of a run that is refused with status 2, nothing on standard output.
let refusal arguments =
    let outcome = run arguments
    Assert.Equal(2, outcome.Status)
    Assert.Equal("", outcome.Output)
    let lines = outcome.Error.TrimEnd('\n').Split '\n'
    Assert.True((lines.Length = 1), outcome.Error)
    Assert.StartsWith("neurovariety: ", lines[0])
    lines[0]

/// Calls a function with the path of a folder that is removed afterwards.
let inFolder (act: string -> unit) =
    let folder = Directory.CreateTempSubdirectory("neurovariety-tests-").FullName

    try
        act folder
    finally
        Directory.Delete(folder, true)
