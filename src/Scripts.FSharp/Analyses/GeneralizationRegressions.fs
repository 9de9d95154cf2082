namespace Neurovariety.Scripts.Analyses

open System
open Neurovariety.Numerics
open Neurovariety.Spectra

/// One regression of the study.
type FittedRegression = {
    Predictor: Predictor
    Space: JacobianSpace
    Controls: Controls
    /// The class whose points alone are fitted; None for all.
    Class: int option
    /// None where it cannot be fitted, for instance when every omega is 0.
    Row: RegressionRow option
    /// Why it could not be fitted; empty where it could.
    Reason: string
}

/// All regressions of one network, or of networks of several seeds together.
[<RequireQualifiedAccess>]
module GeneralizationRegressions =

    /// Both predictors in both spaces, in the order of the published tables.
    let predictors = [
        for predictor in [ LogOmega; Trace ] do
            for space in [ LatentSpace; InputSpace ] -> predictor, space
    ]

    /// The points of one network as each regression sees them.
    let observations (seed: int) (table: SpectrumTable) =
        Map [
            for predictor, space in predictors ->
                (predictor, space), SpectrumObservations.ofTable predictor space seed table
        ]

    /// The points of networks of several seeds and one latent width.
    let pool (parts: Map<Predictor * JacobianSpace, Observations> list) =
        Map [
            for one in predictors -> one, parts |> List.map (Map.find one) |> MseRegression.pool
        ]

    let private fit predictor space controls label data =
        let row, reason =
            try
                Some(MseRegression.fit controls data), ""
            with
            | :? ArgumentException as error -> None, error.Message
            | :? PremiseException as error -> None, error.Message

        {
            Predictor = predictor
            Space = space
            Controls = controls
            Class = label
            Row = row
            Reason = reason
        }

    /// Regressions (7) and (8) in both spaces: plain, with the class and with class and ink as controls.
    let controlled (points: Map<Predictor * JacobianSpace, Observations>) = [
        for predictor, space in predictors do
            let data = points[(predictor, space)]

            for controls in [ NoControls; ClassControl; ClassAndInk ] do
                fit predictor space controls None data
    ]

    /// The same for the points of each class alone.
    let byClass (points: Map<Predictor * JacobianSpace, Observations>) = [
        for predictor, space in predictors do
            for label, data in MseRegression.byClass points[(predictor, space)] do
                fit predictor space NoControls (Some label) data
    ]

    /// The regression with the given predictor, space and controls over all classes, where it could be fitted.
    let tryFind predictor space controls (all: FittedRegression list) =
        all
        |> List.tryFind (fun one ->
            one.Predictor = predictor
            && one.Space = space
            && one.Controls = controls
            && one.Class.IsNone)
        |> Option.bind _.Row
