/// The tests of this assembly as a program.
module Neurovariety.Tests.Main

open System.Reflection
open Neurovariety.Tests.Support

[<EntryPoint>]
let main arguments =
    Discovery.tests (Assembly.GetExecutingAssembly())
    |> Runner.run arguments
    |> exit
