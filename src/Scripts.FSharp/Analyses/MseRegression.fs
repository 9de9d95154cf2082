namespace Neurovariety.Scripts.Analyses

open System
open Neurovariety.Statistics

/// The figure of the eigenvalues that shall predict the reconstruction error.
type Predictor =
    /// The logarithm of the product of the eigenvalues; points where the product is not positive are left out.
    | LogOmega
    /// The sum of the eigenvalues.
    | Trace

/// Whose eigenvalues.
type JacobianSpace =
    /// J_L, of E(D(z)).
    | LatentSpace
    /// J_I, of D(E(x)).
    | InputSpace

/// What else the regression is told of each point.
type Controls =
    | NoControls
    /// The digit's class.
    | ClassControl
    /// The class and the ink: the mean pixel.
    | ClassAndInk

/// What the regression needs to know of some points; all arrays of one length, Label and Ink possibly empty.
type Observations = {
    Latent: int
    Mse: float[]
    /// log|omega| or the trace.
    Value: float[]
    /// Points that the predictor leaves out: omega <= 0.
    Excluded: bool[]
    IsTest: bool[]
    Label: int[]
    Ink: float[]
    /// The seed of the network that each point was sent through.
    Seed: int[]
}

/// A fitted regression of one latent width.
type RegressionRow = {
    Latent: int
    Count: int
    ExcludedCount: int
    Intercept: RegressionTerm
    Slope: RegressionTerm
    /// The next three only when both training and test points are there.
    TestIndicator: RegressionTerm option
    TestInteraction: RegressionTerm option
    TestSlope: RegressionTerm option
    RSquared: float
}

/// The regressions (7) and (8) of [ADGL21]: the reconstruction error on a predictor, an indicator of test points, and their
/// product. Error and predictor are standardised over the points used, the indicator is not.
[<RequireQualifiedAccess>]
module MseRegression =

    let private constant = "intercept"
    let private slope = "predictor"
    let private indicator = "test"
    let private interaction = "test x predictor"

    let private pick (keep: int[]) (values: 'a[]) = keep |> Array.map (fun i -> values[i])

    let private number condition = if condition then 1.0 else 0.0

    // One column for each class but the first that occurs: the constant stands for that one.
    let private classColumns (labels: int[]) = [
        for label in labels |> Array.distinct |> Array.sort |> Array.skip 1 do
            RegressionColumn($"class {label}", labels |> Array.map (fun one -> number (one = label)))
    ]

    let private controlColumns controls (keep: int[]) (data: Observations) = [
        match controls with
        | NoControls -> ()
        | ClassControl
        | ClassAndInk when data.Label.Length = 0 ->
            invalidArg (nameof controls) "the points have no labels to control for"
        | ClassControl
        | ClassAndInk -> yield! classColumns (pick keep data.Label)

        match controls with
        | ClassAndInk -> RegressionColumn("ink", Samples.Standardise(ReadOnlySpan(pick keep data.Ink)))
        | _ -> ()
    ]

    /// Fits the regression. Raises ArgumentException when fewer points are left than it has coefficients, and
    /// PremiseException when a column depends on the others.
    let fit controls (data: Observations) =
        let keep =
            [| 0 .. data.Mse.Length - 1 |] |> Array.filter (fun i -> not data.Excluded[i])

        if keep.Length < 8 then
            let left =
                match data.Mse.Length - keep.Length with
                | 0 -> ""
                | count -> $", {count} with omega <= 0 are left out"

            invalidArg
                (nameof data)
                $"d = {data.Latent}: only {keep.Length} points can be used{left}; expected 8 or more"

        let test = pick keep data.IsTest |> Array.map number
        let both = Array.contains 0.0 test && Array.contains 1.0 test
        let predictor = Samples.Standardise(ReadOnlySpan(pick keep data.Value))

        let columns = [
            RegressionColumn(constant, Array.create keep.Length 1.0)
            RegressionColumn(slope, predictor)
            if both then
                RegressionColumn(indicator, test)
                RegressionColumn(interaction, Array.map2 (*) test predictor)
            yield! controlColumns controls keep data
        ]

        let response = Samples.Standardise(ReadOnlySpan(pick keep data.Mse))
        let seeds = pick keep data.Seed
        // Networks of different seeds see the same images: their errors are no independent samples.
        let clusters = if (Array.distinct seeds).Length > 1 then seeds else [||]

        let fit =
            LinearRegression.Fit(columns, ReadOnlySpan response, ReadOnlySpan clusters)

        let whenBoth term = if both then Some(term ()) else None

        {
            Latent = data.Latent
            Count = keep.Length
            ExcludedCount = data.Mse.Length - keep.Length
            Intercept = fit.Term constant
            Slope = fit.Term slope
            TestIndicator = whenBoth (fun () -> fit.Term indicator)
            TestInteraction = whenBoth (fun () -> fit.Term interaction)
            TestSlope = whenBoth (fun () -> fit.Sum("test slope", slope, interaction))
            RSquared = fit.RSquared
        }

    /// The points of each class by themselves, in the order of the labels.
    let byClass (data: Observations) = [
        for label in data.Label |> Array.distinct |> Array.sort do
            let keep =
                [| 0 .. data.Mse.Length - 1 |] |> Array.filter (fun i -> data.Label[i] = label)

            label,
            {
                data with
                    Mse = pick keep data.Mse
                    Value = pick keep data.Value
                    Excluded = pick keep data.Excluded
                    IsTest = pick keep data.IsTest
                    Label = pick keep data.Label
                    Ink = (if data.Ink.Length = 0 then [||] else pick keep data.Ink)
                    Seed = pick keep data.Seed
            }
    ]

    /// Networks of several seeds as one set of points; all have one latent width.
    let pool (parts: Observations list) = {
        Latent = parts.Head.Latent
        Mse = parts |> List.map _.Mse |> Array.concat
        Value = parts |> List.map _.Value |> Array.concat
        Excluded = parts |> List.map _.Excluded |> Array.concat
        IsTest = parts |> List.map _.IsTest |> Array.concat
        Label = parts |> List.map _.Label |> Array.concat
        Ink = parts |> List.map _.Ink |> Array.concat
        Seed = parts |> List.map _.Seed |> Array.concat
    }

    /// The share of the error's variance that the class alone explains.
    let classShare (data: Observations) =
        let columns =
            RegressionColumn(constant, Array.create data.Label.Length 1.0)
            :: classColumns data.Label

        LinearRegression.Fit(columns, ReadOnlySpan data.Mse).RSquared

    /// P-values of the interactions corrected for the number of latent widths (Holm), robust to unequal variances, or
    /// clustered where several seeds are there.
    let corrected (rows: RegressionRow list) =
        rows
        |> List.choose _.TestInteraction
        |> List.map (fun term ->
            if term.ClusteredP.HasValue then
                term.ClusteredP.Value
            else
                term.RobustP)
        |> Array.ofList
        |> fun p -> MultipleTesting.Holm(ReadOnlySpan p) |> List.ofArray
