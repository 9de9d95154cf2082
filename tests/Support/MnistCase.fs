/// Tests that need the real MNIST files.
[<AutoOpen>]
module Neurovariety.Tests.Support.MnistCase

open System
open Expecto

/// A test that is skipped, saying so, where NEUROVARIETY_DATA names no folder.
let mnistCase name (test: unit -> unit) =
    testCase name (fun () ->
        if String.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable "NEUROVARIETY_DATA") then
            skiptest "NEUROVARIETY_DATA is not set: it must name a folder with the four MNIST files"

        test ())
