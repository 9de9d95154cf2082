namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data

/// How a model is evaluated.
type EvaluationOptions = {
    /// Threads, progress in images, cancellation.
    Work: Work
}

/// The reconstruction error on the images of one class.
type ClassError = {
    Label: int
    Images: int
    /// Mean squared error per pixel.
    Mse: float
}

/// How well a model reconstructs the images of a data set: mean squared errors per pixel, in units of the scale that it takes.
type Evaluation = {
    Model: Model
    Data: Dataset
    TrainMse: float
    TestMse: float
    /// Of the test images, by rising label; empty where they have none.
    Classes: ClassError list
} with

    /// The figures in a few aligned lines.
    override this.ToString() : string =
        String.concat "\n" [
            this.Model.ToString()
            $"train MSE     {this.TrainMse:G9}"
            $"test MSE      {this.TestMse:G9}"
            for one in this.Classes do
                $"  label {one.Label, -5} {one.Mse:G9}"
        ]

/// How well models reconstruct images.
[<RequireQualifiedAccess>]
module Evaluation =

    /// All cores, told to nobody.
    let defaults: EvaluationOptions = { Work = Work.quiet }

    /// Mean errors of each class, by rising label; empty where images have no labels.
    let byClass (images: ImageSet) (errors: float[]) : ClassError list =
        if images.HasLabels then
            Array.zip (images.Labels.ToArray()) errors
            |> Array.groupBy fst
            |> Array.sortBy fst
            |> Array.map (fun (label, members) -> {
                Label = int label
                Images = members.Length
                Mse = members |> Array.averageBy snd
            })
            |> List.ofArray
        else
            []

    let private requireSize (model: Model) (images: ImageSet) =
        let network = model.Network

        if
            network.InputCount <> images.PixelCount
            || network.OutputCount <> images.PixelCount
        then
            raise (
                InputError
                    $"{model.Path} takes {network.InputCount} numbers and gives {network.OutputCount}, but images of {images.Rows}x{images.Columns} have {images.PixelCount} pixels"
            )

    /// The errors of a model on both splits of a data set. An `InputError` where the model does not take such images.
    let run (options: EvaluationOptions) (dataset: Dataset) (model: Model) : Evaluation =
        requireSize model dataset.Train
        requireSize model dataset.Test

        let errors index images =
            Autoencoder.errorsOn model.Scale (options.Work |> Work.part index 2) images model.Network

        let train = errors 0 dataset.Train
        let test = errors 1 dataset.Test

        {
            Model = model
            Data = dataset
            TrainMse = Array.average train
            TestMse = Array.average test
            Classes = byClass dataset.Test test
        }

    /// The same, or the line that says why the model does not take such images.
    let tryRun (options: EvaluationOptions) (dataset: Dataset) (model: Model) : Result<Evaluation, string> =
        Attempt.run (fun () -> run options dataset model)
