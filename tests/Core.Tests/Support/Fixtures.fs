/// Reads the fixtures that stand beside the test assembly.
module Neurovariety.Tests.Support.Fixtures

open System
open System.IO
open System.Text.Json

/// Full path of a file below `Fixtures/`.
let path (name: string) =
    Path.Combine(AppContext.BaseDirectory, "Fixtures", name)

/// A fixture parsed as JSON.
let json (name: string) =
    JsonDocument.Parse(File.ReadAllBytes(path name)).RootElement
