namespace Neurovariety.Scripts.Charts

open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// Charts of trained runs, evaluations, spectra and regressions, and the numbers that they draw.
[<RequireQualifiedAccess>]
module NetworkPlots =

    // Browsers draw this many points of a cloud without delay.
    let private pointsShown = 2500

    let private spaced count =
        if count <= pointsShown then
            [| 0 .. count - 1 |]
        else
            Array.init pointsShown (fun i -> int (int64 i * int64 count / int64 pointsShown))

    /// The losses of a run after each epoch, of training and of test images, pixels in [-1, 1].
    let lossCurves (run: TrainedRun) : Plots.Curve list =
        let curve name (value: Neurovariety.Training.EpochRecord -> float) : Plots.Curve = {
            Name = name
            Points = [| for row in run.History -> float row.Epoch, value row |]
        }

        [ curve "training images" _.TrainMse; curve "test images" _.TestMse ]

    /// Losses after each epoch, on a logarithmic axis.
    let losses (run: TrainedRun) = Plots.lossAgainstEpoch (lossCurves run)

    /// Error of each class, on the test images.
    let errorByClass (found: Evaluation) =
        let labels = [| for one in found.Classes -> string one.Label |]
        SpectrumPlots.grouped "mean squared error" labels [ "test images", [| for one in found.Classes -> one.Mse |] ]

    /// Eigenvalues of both Jacobians as points of the plane, at evenly spaced points where there are more than are shown.
    let eigenvalueClouds (spectra: NetworkSpectra) : (string * (float * float)[]) list =
        let table = spectra.Table
        let d = table.Latent

        [
            for name, column in [ "J_I", table.Input; "J_L", table.LatentSpace ] do
                let values = column.Eigenvalues.ToArray()

                name,
                spaced (table.Count * d)
                |> Array.map (fun i -> values[i].Real, values[i].Imaginary)
        ]

    /// Eigenvalues of both Jacobians in the complex plane.
    let eigenvalues (spectra: NetworkSpectra) =
        SpectrumPlots.complexPlane (eigenvalueClouds spectra)

    /// Predictor and error of each point, training and test points apart; points that the predictor leaves out are left out.
    let errorClouds
        (predictor: Predictor)
        (space: JacobianSpace)
        (table: SpectrumTable)
        : (string * (float * float)[]) list =
        let points = SpectrumObservations.ofTable predictor space 0 table

        [
            for name, isTest in [ "training points", false; "test points", true ] do
                let own =
                    [| 0 .. points.Mse.Length - 1 |]
                    |> Array.filter (fun i -> points.IsTest[i] = isTest && not points.Excluded[i])

                if own.Length > 0 then
                    name,
                    spaced own.Length
                    |> Array.map (fun i -> points.Value[own[i]], points.Mse[own[i]])
        ]

    /// The error of each point against the trace or log|omega| of its Jacobian.
    let errorAgainst (predictor: Predictor) (space: JacobianSpace) (spectra: NetworkSpectra) =
        let jacobian = if space = LatentSpace then "J_L" else "J_I"

        let name =
            match predictor with
            | LogOmega -> "log|omega| of " + jacobian
            | Trace -> "trace of " + jacobian

        SpectrumPlots.clouds name "mean squared error" (errorClouds predictor space spectra.Table)

    /// Slope on training and on test points with half widths of 95 % intervals, by latent width.
    let slopePoints (result: RegressionResult) : (string * (float * float * float)[]) list =
        // 95 % of a normal distribution.
        let half (term: Neurovariety.Statistics.RegressionTerm) =
            1.959964
            * (term.ClusteredStandardError
               |> Option.ofNullable
               |> Option.defaultValue term.RobustStandardError)

        let curve name (term: RegressionRow -> Neurovariety.Statistics.RegressionTerm option) =
            name,
            [|
                for line in result.Lines do
                    match term line.Row with
                    | Some one -> float line.Row.Latent, one.Coefficient, half one
                    | None -> ()
            |]

        [ curve "training points" (_.Slope >> Some); curve "test points" _.TestSlope ]
        |> List.filter (fun (_, points) -> points.Length > 0)

    /// Slopes against the latent width, beside the published ones where every line has them.
    let slopes (result: RegressionResult) =
        let published name value =
            name + ", published",
            [|
                for line in result.Lines do
                    match line.Published with
                    | Some one -> float line.Row.Latent, value one
                    | None -> ()
            |]

        let theirs =
            if result.Lines |> List.forall _.Published.IsSome then
                [ published "training points" _.Slope; published "test points" _.TestSlope ]
            else
                []

        SpectrumPlots.againstLatent "slope" (slopePoints result) theirs
