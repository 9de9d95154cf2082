/// Tests that need the real images.
module Neurovariety.Scripts.Tests.Support.Mnist

open System
open System.IO
open Xunit

let private folder = Environment.GetEnvironmentVariable "NEUROVARIETY_DATA"

/// A test on the 60000 and 10000 images of MNIST, in the folder that NEUROVARIETY_DATA names; it says so when it skips.
[<Sealed; AttributeUsage(AttributeTargets.Method)>]
type MnistFactAttribute() as this =
    inherit FactAttribute()

    do
        if String.IsNullOrEmpty folder || not (Directory.Exists folder) then
            this.Skip <- "needs MNIST in the folder that NEUROVARIETY_DATA names"
