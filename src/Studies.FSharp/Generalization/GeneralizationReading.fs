namespace Neurovariety.Studies

open System
open System.Globalization
open Neurovariety.Statistics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// How the claims of [ADGL21] read a result. Each rule is fixed before the figures are seen; where the source says "small" or
/// "near", the number taken is part of the finding.
module GeneralizationReading =

    open ClaimReading

    /// "High latent dimension" begins here, about the middle of 2 to 20.
    let highLatent = 10

    /// The source says that means fall after this width.
    let falling = 4

    // "Consistently" means at this share of the widths.
    let internal consistently = 0.9

    /// Median distance of the spectra that counts as small: a fifth of the eigenvalue 1 that a projection has.
    let smallDistance = 0.2

    /// Largest median argument that the source found, in radians.
    let smallArgument = 0.06

    /// Means count as near 1 within this distance.
    let nearOne = 0.25

    // Slopes that keep less than this share of themselves under a control are explained by it.
    let internal keptShare = 0.5

    let internal significance = 0.05

    // ---- reading the result ---------------------------------------------------------------------------------------------

    /// Networks of the first seed at the first measured epoch, of one architecture, by rising latent width.
    let models architecture (result: GeneralizationResult) =
        result.Models
        |> List.filter (fun model ->
            model.Architecture = architecture
            && model.Seed = result.Plan.Seeds.Head
            && model.Epoch = result.Plan.MeasuredEpochs.Head)
        |> List.sortBy _.Latent

    /// The same of the architecture whose tables are published.
    let main (result: GeneralizationResult) =
        models result.Plan.Architectures.Head result

    let internal everyArchitecture (result: GeneralizationResult) =
        result.Plan.Architectures
        |> List.collect (fun architecture -> models architecture result)

    /// Some of the points of a network; None when there are none.
    let group name (model: ModelResult) =
        model.Figures.Groups |> List.tryFind (fun one -> one.Name = name)

    /// All points of a network.
    let allPoints model = (group "all" model).Value

    /// The eigenvalues of one Jacobian.
    let figures space (points: PointGroup) =
        match space with
        | InputSpace -> points.InputSpace
        | LatentSpace -> points.LatentSpace

    /// The regression of a network with the given predictor, space and controls; None where it could not be fitted.
    let regression predictor space controls (model: ModelResult) =
        GeneralizationRegressions.tryFind predictor space controls model.Figures.Regressions

    /// Whether enough of the source's experiment was done to judge its claims: its images, its epochs for the tables, and
    /// most of its latent widths.
    let isComparable (result: GeneralizationResult) =
        not result.Images.IsSynthetic
        && result.Images.Train.Count = 60000
        && result.Images.Test.Count = 10000
        && result.Plan.Epochs >= 300
        && (main result).Length >= 15

    let internal widths (models: ModelResult list) =
        models |> List.map (fun model -> float model.Latent)

    let internal overWidths (value: ModelResult -> float) models =
        correlate (widths models) (List.map value models)

    let internal high (models: ModelResult list) =
        models |> List.filter (fun model -> model.Latent >= highLatent)

    let internal name =
        function
        | LogOmega -> "log omega"
        | Trace -> "trace"

    let internal symbol =
        function
        | LatentSpace -> "L"
        | InputSpace -> "I"

    let internal slopeOf (row: RegressionRow) =
        (defaultArg row.TestSlope row.Slope).Coefficient

    let internal rows predictor space controls models =
        models
        |> List.choose (fun model -> regression predictor space controls model |> Option.map (fun row -> model, row))
