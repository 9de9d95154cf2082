namespace Neurovariety.Tests.Support

open System
open Xunit

/// A test that needs the real MNIST files: skipped, saying so, where NEUROVARIETY_DATA names no folder.
[<AttributeUsage(AttributeTargets.Method)>]
type MnistFactAttribute() as this =
    inherit FactAttribute()

    do
        if String.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable "NEUROVARIETY_DATA") then
            this.Skip <- "NEUROVARIETY_DATA is not set: it must name a folder with the four MNIST files"
