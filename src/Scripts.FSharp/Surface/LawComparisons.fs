namespace Neurovariety.Scripts.Surface

open System
open System.Diagnostics
open System.Globalization
open System.Numerics
open Neurovariety.Data
open Neurovariety.RandomMatrices
open Neurovariety.Scripts.Analyses

/// Which law is put beside samples of which matrices. None is what `LawComparisons.settle` chooses for the law.
type LawComparisonOptions = {
    Law: ComparedLaw
    /// n for one square matrix; m, n for Marchenko and Pastur's law; n_1, n_2, ... for products, n_1 the smallest; d, ..., N, ... for the
    /// ReLU law. None: 50, or the published widths 20,32,64,128,784,128,64,32 for products of layers.
    Widths: int list option
    /// None: torch for products of layers, else normal entries.
    Entries: EntrySource option
    /// Number of matrices, 1 to 10^9. None: 1000, or 50 for n_1 above 64.
    Samples: int64 option
    Seed: uint64
    /// Images at which untrained networks are taken; nothing else looks at them.
    Data: DataSource
    Work: Work
}

/// A law of |lambda| beside samples of it.
type LawComparisonResult = {
    /// What was compared, every choice made.
    Settings: LawComparisonSettings
    /// v of the entries' variance v/fan_in.
    EntryVariance: float
    /// The law of |lambda|.
    Law: Law
    /// All eigenvalues, counted.
    Observed: EigenvalueHistogram
    /// Figures of the law and of the sample, side by side.
    LawFigures: ModulusFigures
    ObservedFigures: ModulusFigures
    /// Between law and sample. The p-values would hold for independent eigenvalues; those of one matrix are not.
    Distances: Distances
    /// The share of the eigenvalues that are exactly real.
    RealShare: float
    /// The share that one real Gaussian matrix of this size would have; None for symmetric matrices.
    SingleRealShare: float option
    /// For the ReLU law, 10000 products of real Gaussian matrices with masks: what the law's complex matrices leave out.
    RealGaussian: EigenvalueHistogram option
    /// Eigenvalues of the first matrices, about 3000, for pictures.
    Cloud: Complex[]
    /// The images of untrained networks; None where there are none.
    Images: string option
    /// What the user must be told, a line each.
    Warnings: string list
    Seconds: float
} with

    /// Law and sample below each other, then the distances.
    override this.ToString() : string =
        let number = FigureText.significant 5

        let row name (one: ModulusFigures) = [
            name
            number one.Median
            number one.LowerQuartile
            number one.UpperQuartile
            number one.Q95
            number one.Max
            number one.ZeroFraction
        ]

        let widths = String.Join(',', this.Settings.Widths)

        String.concat "\n" [
            $"|lambda| of {this.Settings.Samples} matrices, {ComparedLaw.name this.Settings.Law}, widths {widths}"
            FigureText.columns [ ""; "median"; "q25"; "q75"; "q95"; "max"; "zeros" ] [
                row "law" this.LawFigures
                row "observed" this.ObservedFigures
            ]
            FigureText.aligned [
                "Kolmogorov-Smirnov", number this.Distances.KolmogorovSmirnov
                "Wasserstein-1", number this.Distances.Wasserstein1
                "Cramer-von Mises", number this.Distances.CramerVonMises
                "real eigenvalues", number this.RealShare
            ]
        ]

/// Laws of random matrices beside samples: `LawComparisons.defaults law |> LawComparisons.run`.
[<RequireQualifiedAccess>]
module LawComparisons =

    // Larger matrices would take more memory than their eigenvalues are worth.
    let private widestMatrix = 4096

    let private mostSamples = 1000000000L

    let private publishedWidths = [ 20; 32; 64; 128; 784; 128; 64; 32 ]

    let private refuse line = raise (InputError line)

    /// The usual widths, entries and numbers of matrices; MNIST for untrained networks.
    let defaults (law: ComparedLaw) : LawComparisonOptions = {
        Law = law
        Widths = None
        Entries = None
        Samples = None
        Seed = 0UL
        Data = DataSource.Mnist
        Work = Work.quiet
    }

    /// The names that `parseEntries` reads.
    let entryNames: string list = [ "gaussian"; "uniform"; "torch" ]

    /// The name of a source of entries.
    let entryName (entries: EntrySource) : string =
        match entries with
        | EntrySource.Gaussian -> "gaussian"
        | EntrySource.Uniform -> "uniform"
        | EntrySource.Torch -> "torch"

    /// A source of entries from its name; an `InputError` for another one.
    let parseEntries (name: string) : EntrySource =
        match name with
        | "gaussian" -> EntrySource.Gaussian
        | "uniform" -> EntrySource.Uniform
        | "torch" -> EntrySource.Torch
        | _ ->
            let known = String.concat ", " entryNames
            refuse $"ensemble {name}: expected {known}"

    /// A law from its name; a correlation goes with the elliptic law alone, whose is 0.5 where none is given. An `InputError` for
    /// another name, and for a correlation that is not between -1 and 1.
    let parseLaw (correlation: float option) (name: string) : ComparedLaw =
        if correlation.IsSome && name <> "elliptic" then
            refuse "correlation is for law elliptic only"

        match name with
        | "semicircle" -> ComparedLaw.Semicircle
        | "circular" -> ComparedLaw.Circular
        | "ginibre-product" -> ComparedLaw.GinibreProduct
        | "rectangular-product" -> ComparedLaw.RectangularProduct
        | "relu-product" -> ComparedLaw.ReluProduct
        | "marchenko-pastur" -> ComparedLaw.MarchenkoPastur
        | "elliptic" -> ComparedLaw.Elliptic(defaultArg correlation 0.5)
        | _ ->
            let known = String.concat ", " ComparedLaw.names
            refuse $"law {name}: expected {known}"

    /// Widths written as 20,32,64; an `InputError` for what is no whole number from 1 to 4096.
    let parseWidths (text: string) : int list = [
        for part in text.Split ',' do
            match Int32.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, width when width >= 1 && width <= widestMatrix -> width
            | _ ->
                refuse
                    $"widths {text}: '{part.Trim()}' is no width; expected whole numbers from 1 to {widestMatrix} with commas between them, as in 20,32,64"
    ]

    let private usualWidths law =
        match law with
        | ComparedLaw.Semicircle
        | ComparedLaw.Circular
        | ComparedLaw.Elliptic _ -> [ 50 ]
        | ComparedLaw.GinibreProduct -> [ 50; 50; 50 ]
        | ComparedLaw.MarchenkoPastur -> [ 50; 100 ]
        | ComparedLaw.RectangularProduct
        | ComparedLaw.ReluProduct -> publishedWidths

    let private usualEntries law =
        match law with
        | ComparedLaw.RectangularProduct
        | ComparedLaw.ReluProduct -> EntrySource.Torch
        | _ -> EntrySource.Gaussian

    let private checkWidths law (widths: int list) =
        let text = String.Join(',', widths)
        let name = ComparedLaw.name law

        if
            widths.IsEmpty
            || List.exists (fun width -> width < 1 || width > widestMatrix) widths
        then
            refuse $"widths {text}: expected whole numbers from 1 to {widestMatrix}"

        match law with
        | ComparedLaw.Semicircle
        | ComparedLaw.Circular
        | ComparedLaw.Elliptic _ when widths.Length <> 1 ->
            refuse $"widths {text}: law {name} is about one square matrix; expected one width n"
        | ComparedLaw.MarchenkoPastur when widths.Length <> 2 ->
            refuse $"widths {text}: law {name} is about one m x n matrix; expected m,n"
        | ComparedLaw.GinibreProduct when List.exists ((<>) widths.Head) widths ->
            refuse
                $"widths {text}: law {name} is about square matrices, so all widths must be equal; for others use rectangular-product"
        | ComparedLaw.RectangularProduct
        | ComparedLaw.ReluProduct when List.min widths < widths.Head ->
            let at = List.findIndex (fun width -> width < widths.Head) widths

            refuse
                $"widths {text}: n_1 = {widths.Head} must be the smallest (alpha_j = n_j/n_1 at least 1), but n_{at + 1} = {widths[at]}"
        | ComparedLaw.ReluProduct when widths.Length % 2 <> 0 ->
            refuse
                $"widths {text}: expected d, hidden widths, N in the middle, hidden widths, so an even number of widths; got {widths.Length}"
        | _ -> ()

    let private checkLaw law =
        match law with
        | ComparedLaw.Elliptic correlation when not (correlation > -1.0 && correlation < 1.0) ->
            refuse
                $"correlation {correlation}: expected a number between -1 and 1, both left out; at 1 the law is the semicircle"
        | _ -> ()

    let private checkSamples (samples: int64) =
        if samples < 1L then
            refuse $"samples {samples}: expected 1 or more"

        if samples > mostSamples then
            refuse $"samples {samples}: expected at most 10^9"

    /// Whether whole untrained networks are drawn, which are taken at images.
    let needsImages (settings: LawComparisonSettings) : bool =
        settings.Law = ComparedLaw.ReluProduct && settings.Entries = EntrySource.Torch

    /// The options with every choice made; an `InputError` for what makes no sense. Reads and draws nothing.
    let settle (options: LawComparisonOptions) : LawComparisonSettings =
        checkLaw options.Law
        let widths = options.Widths |> Option.defaultValue (usualWidths options.Law)
        checkWidths options.Law widths

        let samples =
            options.Samples |> Option.defaultValue (if widths.Head > 64 then 50L else 1000L)

        checkSamples samples

        let settings: LawComparisonSettings = {
            Law = options.Law
            Widths = Array.ofList widths
            Entries = options.Entries |> Option.defaultValue (usualEntries options.Law)
            Samples = samples
            Seed = options.Seed
            Threads = options.Work.Threads
        }

        if needsImages settings then
            SampledLaws.architecture settings.Widths |> ignore

        settings

    let private testImages (options: LawComparisonOptions) =
        let dataset = Images.loadWith { options.Work with Progress = ignore } options.Data

        if dataset.Test.Count = 0 then
            refuse (dataset.Location + " has no test images")

        dataset

    let private compared (settings: LawComparisonSettings) (sampled: SampledLaw) (clock: Stopwatch) = {
        Settings = settings
        EntryVariance = ComparedLaw.variance settings.Law settings.Entries
        Law = sampled.Law
        Observed = sampled.Observed
        LawFigures = ModulusFigures.ofLaw sampled.Observed.Moduli.Count sampled.Law
        ObservedFigures = ModulusFigures.ofSample sampled.Observed.Moduli
        Distances = sampled.Observed.Moduli.DistancesFrom sampled.Law
        RealShare = sampled.Observed.Arguments.RealShare
        SingleRealShare = sampled.SingleRealShare
        RealGaussian = sampled.RealGaussian
        Cloud = sampled.Cloud
        Images = None
        Warnings = []
        Seconds = clock.Elapsed.TotalSeconds
    }

    /// Draws the matrices and puts their eigenvalues beside the law. An `InputError` or an error of Core for options that make no sense
    /// and for images that are not to be had or do not fit; OperationCanceledException when asked to stop.
    let run (options: LawComparisonOptions) : LawComparisonResult =
        let settings = settle options

        let dataset =
            if needsImages settings then
                Some(testImages options)
            else
                None

        let clock = Stopwatch.StartNew()
        let images () = dataset.Value.Test

        let sampled =
            SampledLaws.run images settings (Work.reporter options.Work) options.Work.Cancel

        {
            compared settings sampled clock with
                Images = dataset |> Option.map (fun found -> found.Test.ToString())
                Warnings = dataset |> Option.map Images.warnings |> Option.defaultValue []
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun (options: LawComparisonOptions) : Result<LawComparisonResult, string> =
        Attempt.run (fun () -> run options)
