module Neurovariety.Scripts.Cli.Program

[<EntryPoint>]
let main _ =
    System.Console.Out.WriteLine "neurovariety"
    0
