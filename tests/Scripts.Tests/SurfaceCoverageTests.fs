/// The F# surface cannot rot: every public function of it is called by a test.
module Neurovariety.Scripts.Tests.SurfaceCoverageTests

open Expecto
open System
open System.IO
open System.Reflection
open System.Text.RegularExpressions
open Xunit
open Neurovariety.Data
open Neurovariety.Scripts.Surface
open Neurovariety.Tests.Support
open Neurovariety.Scripts.Tests.Support

let private isModule (t: Type) =
    t.Namespace = "Neurovariety.Scripts.Surface"
    && t.GetCustomAttributes<CompilationMappingAttribute>()
       |> Seq.exists (fun mapping -> mapping.SourceConstructFlags = SourceConstructFlags.Module)

// Slices of matrices are called by their brackets.
let private functions =
    let static' =
        BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly

    [
        for t in typeof<Work>.Assembly.GetExportedTypes() |> Seq.filter isModule do
            let name = Regex.Replace(t.Name, "Module$", "")

            for entry in t.GetMembers static' do
                match entry with
                | :? MethodInfo as f when not f.IsSpecialName && not (f.Name.Contains '.') -> name + "." + f.Name
                | :? PropertyInfo -> name + "." + entry.Name
                | _ -> ()
    ]

let private isCalled (text: string) (name: string) =
    Regex.IsMatch(text, $@"\b{Regex.Escape name}\b")

let private tests' =
    lazy
        (Repository.sources "tests/Scripts.Tests" "*.fs"
         |> Seq.map File.ReadAllText
         |> String.concat "\n")

let private digits () =
    Data.draw {
        Data.defaults with
            Count = 20
            Seed = 5UL
    }

[<Tests>]
let tests =
    testList "SurfaceCoverageTests" [
        testCase "every function of the surface is called by a test" (fun () ->
            Assert.True(functions.Length > 250, $"{functions.Length} functions were found")
            Assert.Empty(functions |> List.filter (isCalled tests'.Value >> not)))

        testCase "a function that no test calls would be found" (fun () ->
            Assert.False(isCalled "Images.loadWithout Work.quiet" "Images.load")
            Assert.True(isCalled "x |> Images.load" "Images.load"))

        testCase "a data set comes with the work that it is given" (fun () ->
            let drawn = Images.loadWith Work.quiet DataSource.Synthetic
            Assert.Equal(6000, drawn.Train.Count)
            Assert.Equal(drawn.Train.PixelSha256(), (Images.load DataSource.Synthetic).Train.PixelSha256()))

        testCase "errors on a scale are those of its pixels" (fun () ->
            let train, _ = digits ()

            let network =
                Architecture.parse 3 $"{train.PixelCount}-8-d" |> Autoencoder.initialise 6UL

            let samples = InputScale.Unit.Apply train
            let outputs = network |> Autoencoder.apply samples
            let found = network |> Autoencoder.errorsOn InputScale.Unit Work.quiet train

            for i in 0 .. train.Count - 1 do
                let expected =
                    seq { i * train.PixelCount .. (i + 1) * train.PixelCount - 1 }
                    |> Seq.averageBy (fun k -> (float outputs[k] - float samples[k]) ** 2.0)

                Assert.Equal(expected, found[i], 9))

        testCase "a prediction puts the points in the order of the attempt that does not raise" (fun () ->
            Program.inFolder (fun folder ->
                let train, _ = digits ()
                let file = Path.Combine(folder, "points.npy")
                let samples = InputScale.Symmetric.Apply train

                Npy.Write(
                    file,
                    Neurovariety.LinearAlgebra.Matrix.Create(
                        train.Count,
                        train.PixelCount,
                        fun i j -> float samples[i * train.PixelCount + j]
                    )
                )

                let model =
                    Architecture.parse 3 $"{train.PixelCount}-8-d"
                    |> Autoencoder.initialise 6UL
                    |> Models.ofNetwork "drawn"

                let points = Points.load (Points.file file)
                let raised = Prediction.run Prediction.defaults points model

                match Prediction.tryRun Prediction.defaults points model with
                | Ok tried -> Assert.Equal(string tried, string raised)
                | Error line -> failwith line))
    ]
