// The only place that knows where the build stands: every example begins with #load "load.fsx".
#I "../src/Scripts.FSharp/bin/Release/net10.0"
#r "Neurovariety.dll"
#r "Neurovariety.FSharp.dll"
#r "Plotly.NET.dll"

open System
open System.IO
open Neurovariety.Scripts.Surface

/// Whether the example is to be over in a moment.
let quick = fsi.CommandLineArgs |> Array.contains "--quick"

/// The images that examples look at: MNIST, synthetic digits where it is not to be had or where it must be quick.
let images =
    if quick then
        DataSource.Synthetic
    else
        DataSource.MnistOrSynthetic

/// The folder that pictures and pages go to.
let output =
    let folder = Path.Combine(Path.GetTempPath(), "neurovariety-examples")
    Directory.CreateDirectory(folder).FullName

/// Writes a text file into that folder and tells where it is.
let save (name: string) (text: string) =
    let path = Path.Combine(output, name)
    File.WriteAllText(path, text)
    Console.WriteLine("written: " + path)
