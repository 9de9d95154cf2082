/// random-matrix: samples of random matrices beside the law of their eigenvalues.
module Neurovariety.Cli.Commands.RandomMatrixCommand

open System
open System.Globalization
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.RandomMatrices
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports

let private example =
    "neurovariety random-matrix --law relu-product --widths 20,32,64,128,784,128,64,32"

let private names = [
    "semicircle"
    "circular"
    "ginibre-product"
    "rectangular-product"
    "relu-product"
    "marchenko-pastur"
    "elliptic"
]

let private publishedWidths = [| 20; 32; 64; 128; 784; 128; 64; 32 |]

// Larger matrices would take more memory than their eigenvalues are worth.
let private widestMatrix = 4096

let private widths (text: string) =
    let refuse part =
        Usage.refuse (
            $"--widths {text}: '{part}' is no width; expected whole numbers from 1 to {widestMatrix} with commas between them, as in 20,32,64"
        )

    [|
        for part in text.Split ',' do
            match Int32.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, width when width >= 1 && width <= widestMatrix -> width
            | _ -> refuse (part.Trim())
    |]

let private law name (results: ParseResults<RandomMatrixArguments>) =
    let correlation = results.TryGetResult RandomMatrixArguments.Correlation

    if correlation.IsSome && name <> "elliptic" then
        Usage.refuse "--correlation is for --law elliptic only"

    match name with
    | "semicircle" -> SemicircleLaw
    | "circular" -> Circular
    | "ginibre-product" -> GinibreProductLaw
    | "rectangular-product" -> RectangularProductLaw
    | "relu-product" -> ReluProductLaw
    | "marchenko-pastur" -> MarchenkoPasturLaw
    | _ ->
        match defaultArg correlation 0.5 with
        | value when value > -1.0 && value < 1.0 -> Elliptic value
        | value ->
            Usage.refuse
                $"--correlation {value}: expected a number between -1 and 1, both left out; at 1 the law is the semicircle"

let private defaultWidths =
    function
    | SemicircleLaw
    | Circular
    | Elliptic _ -> [| 50 |]
    | GinibreProductLaw -> [| 50; 50; 50 |]
    | MarchenkoPasturLaw -> [| 50; 100 |]
    | RectangularProductLaw
    | ReluProductLaw -> publishedWidths

let private checkWidths name law (widths: int[]) =
    let text = String.Join(',', widths)

    match law with
    | SemicircleLaw
    | Circular
    | Elliptic _ when widths.Length <> 1 ->
        Usage.refuse $"--widths {text}: --law {name} is about one square matrix; expected one width n"
    | MarchenkoPasturLaw when widths.Length <> 2 ->
        Usage.refuse $"--widths {text}: --law {name} is about one m x n matrix; expected m,n"
    | GinibreProductLaw when Array.exists ((<>) widths[0]) widths ->
        Usage.refuse
            $"--widths {text}: --law {name} is about square matrices, so all widths must be equal; for others use rectangular-product"
    | RectangularProductLaw
    | ReluProductLaw when Array.min widths < widths[0] ->
        let at = Array.findIndex (fun width -> width < widths[0]) widths

        Usage.refuse
            $"--widths {text}: n_1 = {widths[0]} must be the smallest (alpha_j = n_j/n_1 at least 1), but n_{at + 1} = {widths[at]}"
    | ReluProductLaw when widths.Length % 2 <> 0 ->
        Usage.refuse
            $"--widths {text}: expected d, hidden widths, N in the middle, hidden widths, so an even number of widths; got {widths.Length}"
    | _ -> ()

let private settings (settings: Settings) (results: ParseResults<RandomMatrixArguments>) =
    let name =
        results.TryGetResult RandomMatrixArguments.Law
        |> Inputs.required "--law" "--law circular"
        |> Some
        |> Inputs.word "--law" names ""

    let law = law name results

    let widths =
        results.TryGetResult RandomMatrixArguments.Widths
        |> Option.map widths
        |> Option.defaultValue (defaultWidths law)

    checkWidths name law widths

    let usual =
        match law with
        | RectangularProductLaw
        | ReluProductLaw -> "torch"
        | _ -> "gaussian"

    let entries =
        match
            Inputs.word
                "--ensemble"
                [ "gaussian"; "uniform"; "torch" ]
                usual
                (results.TryGetResult RandomMatrixArguments.Ensemble)
        with
        | "uniform" -> Uniform
        | "torch" -> Torch
        | _ -> Gaussian

    let usual = if widths[0] > 64 then 50L else 1000L
    let samples = results.GetResult(RandomMatrixArguments.Samples, usual)

    if samples < 1L then
        Usage.refuse $"--samples {samples}: expected 1 or more"

    if samples > 1000000000L then
        Usage.refuse $"--samples {samples}: expected at most 10^9"

    name,
    {
        Law = law
        Widths = widths
        Entries = entries
        Samples = samples
        Seed = settings.Seed
        Threads = settings.Threads
    }

/// Figures of |lambda|, for law and samples alike.
type private Summary = {
    Median: float
    Q95: float
    Max: float
    ZeroFraction: float
    Quartiles: float * float
}

let private ofSample (found: ModulusHistogram) = {
    Median = found.Quantile 0.5
    Q95 = found.Quantile 0.95
    Max = found.Maximum
    ZeroFraction = found.ZeroShare
    Quartiles = (found.Quantile 0.25, found.Quantile 0.75)
}

// A law without an end has no maximum: the value that one of as many eigenvalues exceeds stands for it.
let private ofLaw (count: int64) (law: Law) = {
    Median = law.Median
    Q95 = law.Quantile 0.95
    Max =
        if Double.IsInfinity law.Upper then
            law.Quantile(1.0 - 1.0 / float (max 2L count))
        else
            law.Upper
    ZeroFraction = law.MassAtZero
    Quartiles = (law.Quantile 0.25, law.Quantile 0.75)
}

let private fields figures =
    Fields [
        "median", Number figures.Median
        "q95", Number figures.Q95
        "max", Number figures.Max
        "zeroFraction", Number figures.ZeroFraction
        "q25", Number(fst figures.Quartiles)
        "q75", Number(snd figures.Quartiles)
    ]

let private entryName =
    function
    | Gaussian -> "gaussian"
    | Uniform -> "uniform"
    | Torch -> "torch"

let private document name (settings: RandomMatrixSettings) (result: RandomMatrixResult) =
    let found = result.Observed
    let distances = result.Distances

    Fields [
        "name", Text name
        "widths", Json.counts settings.Widths
        "ensemble", Text(entryName settings.Entries)
        "samples", Count settings.Samples
        "entryVariance", Number(RandomMatrixStudy.variance settings.Law settings.Entries)
        "law", fields (ofLaw found.Moduli.Count result.Law)
        "observed", fields (ofSample found.Moduli)
        "realGaussian",
        Json.optional (fun (one: EigenvalueHistogram) -> fields (ofSample one.Moduli)) result.RealGaussian
        "distances",
        Fields [
            "ks", Number distances.KolmogorovSmirnov
            "ksPValue", Number distances.KolmogorovSmirnovPValue
            "wasserstein1", Number distances.Wasserstein1
            "cramerVonMises", Number distances.CramerVonMises
            "cramerVonMisesPValue", Number distances.CramerVonMisesPValue
        ]
        "realShare",
        Fields [
            "observed", Number found.Arguments.RealShare
            "oneGaussianMatrix", Json.optional Number result.SingleRealShare
            "maskedGaussianProduct",
            Json.optional (fun (one: EigenvalueHistogram) -> Number one.Arguments.RealShare) result.RealGaussian
        ]
        "seconds", Number result.Seconds
    ]

let private figures (result: RandomMatrixResult) =
    let row name one =
        name
        :: [
            for value in [ one.Median; fst one.Quartiles; snd one.Quartiles; one.Q95; one.Max ] ->
                value.ToString("G6", CultureInfo.InvariantCulture)
        ]
        @ [ Table.decimals 4 one.ZeroFraction ]

    Table.create [
        "", Words
        "median", Figures
        "q25", Figures
        "q75", Figures
        "q95", Figures
        "max", Figures
        "zeros", Figures
    ] [
        row "law" (ofLaw result.Observed.Moduli.Count result.Law)
        row "observed" (ofSample result.Observed.Moduli)
        match result.RealGaussian with
        | Some found -> row "real Gaussian product with masks" (ofSample found.Moduli)
        | None -> ()
    ]

let private facts (settings: RandomMatrixSettings) (result: RandomMatrixResult) = [
    "matrices", string settings.Samples
    "eigenvalues", string result.Observed.Moduli.Count
    "Kolmogorov-Smirnov", Table.decimals 5 result.Distances.KolmogorovSmirnov
    "its p-value if independent", result.Distances.KolmogorovSmirnovPValue.ToString("G3", CultureInfo.InvariantCulture)
    "Wasserstein-1", Output.figure result.Distances.Wasserstein1
    "Cramer-von Mises", result.Distances.CramerVonMises.ToString("G4", CultureInfo.InvariantCulture)
    "real eigenvalues", Table.decimals 4 result.Observed.Arguments.RealShare
    match result.SingleRealShare with
    | Some share -> "expected of one Gaussian matrix", Table.decimals 4 share
    | None -> ()
    match result.RealGaussian with
    | Some found -> "of Gaussian products with masks", Table.decimals 4 found.Arguments.RealShare
    | None -> ()
    "seconds", Output.seconds result.Seconds
]

let private factTable rows =
    Table.create [ "", Words; "", Figures ] [ for name, value in rows -> [ name; value ] ]

let private answer (options: Settings) (results: ParseResults<RandomMatrixArguments>) =
    let name, settings = settings options results

    let data = results.TryGetResult RandomMatrixArguments.Data

    let needsImages = settings.Law = ReluProductLaw && settings.Entries = Torch

    if data.IsSome && not needsImages then
        Usage.refuse "--data is for --law relu-product with --ensemble torch: nothing else looks at images"

    if needsImages then
        RandomMatrixStudy.architecture settings.Widths |> ignore

    let mutable origin = "none"

    let images () =
        let dataset =
            DatasetLocator.Load(DatasetOptions.ForUser(Option.toObj data), null, options.Cancel)

        dataset.Warnings |> Seq.iter Output.warn

        if dataset.Test.Count = 0 then
            Usage.refuse (dataset.Location + " has no test images")

        origin <- dataset.Test.ToString()
        dataset.Test

    let result =
        Output.withProgress (fun progress -> RandomMatrixStudy.run images settings progress options.Cancel)

    let figures = figures result
    let facts = facts settings result

    match options.Out with
    | None -> ()
    | Some folder ->
        let provenance =
            Provenance.create
                ("neurovariety random-matrix --law " + name)
                options.Seed
                options.Threads
                [
                    "widths", String.Join(',', settings.Widths)
                    "ensemble", entryName settings.Entries
                    "samples", string settings.Samples
                ] [ "images", origin ] [ "in all", result.Seconds ]

        RandomMatrixReport.write folder provenance {
            Title = "Random matrices: " + name
            Figures = figures
            Facts = factTable facts
            Result = result
        }

    Output.answer (document name settings result) [
        Grid figures
        Line ""
        Facts facts
        match options.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<RandomMatrixArguments>
        "random-matrix"
        "Eigenvalues of random matrices, of their products and of untrained networks beside their laws."
        example
        answer
