/// What the README quotes is what one gets.
module Neurovariety.Scripts.Tests.ReadmeTests

open Expecto
open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Xunit
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Tests.Support

let private root = Repository.root
let private readme = File.ReadAllText(Path.Combine(root, "README.md"))

/// Blocks of the README between fences, with the language named at the fence.
let private blocks = [
    for found in Regex.Matches(readme, @"^```(\w*)\n(.*?)^```", RegexOptions.Multiline ||| RegexOptions.Singleline) do
        found.Groups[1].Value, found.Groups[2].Value
]

let private output (program: string) (arguments: string list) =
    let info =
        ProcessStartInfo(program, arguments, RedirectStandardOutput = true, WorkingDirectory = root)

    use running = Process.Start info
    let text = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    Assert.Equal(0, running.ExitCode)
    text.ReplaceLineEndings "\n"

[<Tests>]
let tests =
    testList "ReadmeTests" [
        mnistCase "the F# script of the README prints what stands below it" (fun () ->
            let place = List.findIndex (fun (language, _) -> language = "fsharp") blocks
            let script = Path.Combine(root, $"readme-{Guid.NewGuid():N}.fsx")

            try
                File.WriteAllText(script, snd blocks[place])
                Assert.Equal(snd blocks[place + 1], output "dotnet" [ "fsi"; script ])
            finally
                File.Delete script)

        mnistCase "the first command of the README prints what is quoted, but for the seconds" (fun () ->
            let quoted =
                blocks |> List.map snd |> List.find (fun block -> block.StartsWith "$ ./run.sh")

            let lines = quoted.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            let arguments = lines[0].Substring("$ ./run.sh ".Length).Split(' ') |> List.ofArray
            let run = Program.run arguments
            Assert.Equal(0, run.Status)
            let printed = run.Output.ReplaceLineEndings "\n"

            let untimed =
                Array.filter (fun (line: string) -> not (Regex.IsMatch(line, @"\d s$")))

            let printedLines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            Assert.Equal<string[]>(untimed lines[1..], untimed printedLines)
            Assert.Equal(lines.Length - 1, printedLines.Length))

        mnistCase "the training of the README gives the quoted run, on other vector units up to rounding" (fun () ->
            let quoted =
                blocks
                |> List.map snd
                |> List.find (fun block -> block.StartsWith "$ ./run.sh train")

            let lines = quoted.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            let arguments = lines[0].Substring("$ ./run.sh ".Length).Split(' ') |> List.ofArray

            Program.inFolder (fun folder ->
                use running = Program.launchIn folder arguments

                let printed =
                    running.StandardOutput
                        .ReadToEnd()
                        .ReplaceLineEndings("\n")
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries)

                running.WaitForExit()
                Assert.Equal(0, running.ExitCode)
                Assert.Equal(lines.Length - 1, printed.Length)
                // The widths of the columns follow the times.
                let cells (line: string) = Regex.Split(line.Trim(), " {2,}")

                Assert.Equal<string[]>(cells lines[1], cells printed[0])
                let expected, actual = cells lines[3], cells printed[2]
                Assert.Equal<string[]>(expected[..2], actual[..2])
                Assert.Equal(expected[7], actual[7])
                Assert.Equal(lines[4], printed[3])

                for column in [ 3; 4 ] do
                    Assert.InRange(float actual[column] / float expected[column], 0.95, 1.05)))

        testCase "every command that the README names is one of the program" (fun () ->
            let known =
                Regex.Matches((Program.run [ "--help" ]).Output, @"^    (\w+) {2,}", RegexOptions.Multiline)
                |> Seq.map (fun found -> found.Groups[1].Value)
                |> Set.ofSeq

            let named =
                Regex.Matches(readme, @"^\|.*?\| `(\w+) ", RegexOptions.Multiline)
                |> Seq.map (fun found -> found.Groups[1].Value)
                |> Set.ofSeq

            Assert.NotEmpty named
            Assert.Empty(named - known))
    ]
