namespace Neurovariety.Scripts.Analyses

open Neurovariety.Spectra

/// From tables of spectra to what the regressions need to know.
[<RequireQualifiedAccess>]
module SpectrumObservations =

    /// The points of a table, sent through the network of a seed. Points with omega <= 0 are left out of regressions on
    /// log|omega|, and of no other.
    let ofTable predictor space (seed: int) (table: SpectrumTable) : Observations =
        let column =
            match space with
            | InputSpace -> table.Input
            | LatentSpace -> table.LatentSpace

        let labels = table.Labels.ToArray()

        {
            Latent = table.Latent
            Mse = table.Mse.ToArray()
            Value =
                match predictor with
                | LogOmega -> column.LogOmega.ToArray()
                | Trace -> column.Trace.ToArray()
            Excluded =
                match predictor with
                | LogOmega -> column.SignOmega.ToArray() |> Array.map (fun sign -> sign <= 0y)
                | Trace -> Array.create table.Count false
            IsTest = table.IsTest.ToArray()
            Label = if labels |> Array.forall ((=) -1) then [||] else labels
            Ink = table.Ink.ToArray()
            Seed = Array.create table.Count seed
        }
