namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.RandomMatrices
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// The answer of `random-matrix` as JSON and tables, and its page: the law of |lambda| beside the samples, arguments with their atoms, eigenvalues in the plane.
[<RequireQualifiedAccess>]
module RandomMatrixReport =

    let private charts (result: LawComparisonResult) = [
        Heading "Moduli"

        ChartOf(
            "Histogram of |lambda| beside the law; exact zeros are left out, their share stands in the table.",
            RandomMatrixPlots.modulusChart result
        )

        ChartOf(
            "Distribution functions of |lambda|; a jump at 0 is the share of exact zeros.",
            RandomMatrixPlots.cumulativeChart result
        )

        if result.SingleRealShare.IsSome then
            Heading "Arguments"

            ChartOf(
                "Arguments |theta| in degrees. The bars at both ends are the eigenvalues that are exactly real: a real Gaussian matrix of this size has the expected share of [EKS94], a product of several more.",
                RandomMatrixPlots.argumentChart result
            )

        Heading "Plane"

        ChartOf(
            "Eigenvalues of the first matrices in the complex plane, without zeros.",
            RandomMatrixPlots.plane result
        )
    ]

    // ---- the answer --------------------------------------------------------------------------------------------------------

    let private fields (figures: ModulusFigures) =
        Fields [
            "median", Number figures.Median
            "q95", Number figures.Q95
            "max", Number figures.Max
            "zeroFraction", Number figures.ZeroFraction
            "q25", Number figures.LowerQuartile
            "q75", Number figures.UpperQuartile
        ]

    let private ofHistogram (found: EigenvalueHistogram) = ModulusFigures.ofSample found.Moduli

    /// The document that `random-matrix --json` prints.
    let toJson (result: LawComparisonResult) : Json =
        let settings, distances = result.Settings, result.Distances

        Fields [
            "name", Text(ComparedLaw.name settings.Law)
            "widths", Json.counts settings.Widths
            "ensemble", Text(LawComparisons.entryName settings.Entries)
            "samples", Count settings.Samples
            "entryVariance", Number result.EntryVariance
            "law", fields result.LawFigures
            "observed", fields result.ObservedFigures
            "realGaussian", Json.optional (ofHistogram >> fields) result.RealGaussian
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
                "observed", Number result.RealShare
                "oneGaussianMatrix", Json.optional Number result.SingleRealShare
                "maskedGaussianProduct",
                Json.optional (fun (one: EigenvalueHistogram) -> Number one.Arguments.RealShare) result.RealGaussian
            ]
            "seconds", Number result.Seconds
        ]

    let private general (format: string) (value: float) =
        value.ToString(format, Globalization.CultureInfo.InvariantCulture)

    /// Figures of |lambda|: the law, the sample, and for the ReLU law real Gaussian products with masks.
    let figures (result: LawComparisonResult) : Table =
        let row name (one: ModulusFigures) =
            name
            :: [
                for value in [ one.Median; one.LowerQuartile; one.UpperQuartile; one.Q95; one.Max ] ->
                    general "G6" value
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
            row "law" result.LawFigures
            row "observed" result.ObservedFigures
            match result.RealGaussian with
            | Some found -> row "real Gaussian product with masks" (ofHistogram found)
            | None -> ()
        ]

    /// Counts, distances and real shares: names with values.
    let facts (result: LawComparisonResult) : (string * string) list = [
        "matrices", string result.Settings.Samples
        "eigenvalues", string result.Observed.Moduli.Count
        "Kolmogorov-Smirnov", Table.decimals 5 result.Distances.KolmogorovSmirnov
        "its p-value if independent", general "G3" result.Distances.KolmogorovSmirnovPValue
        "Wasserstein-1", FigureText.number result.Distances.Wasserstein1
        "Cramer-von Mises", general "G4" result.Distances.CramerVonMises
        "real eigenvalues", Table.decimals 4 result.RealShare
        match result.SingleRealShare with
        | Some share -> "expected of one Gaussian matrix", Table.decimals 4 share
        | None -> ()
        match result.RealGaussian with
        | Some found -> "of Gaussian products with masks", Table.decimals 4 found.Arguments.RealShare
        | None -> ()
        "seconds", FigureText.seconds result.Seconds
    ]

    /// Where a result comes from; `command` is what was called.
    let provenance (command: string) (result: LawComparisonResult) : Provenance =
        let settings = result.Settings

        Provenance.create
            command
            settings.Seed
            settings.Threads
            [
                "widths", String.Join(',', settings.Widths)
                "ensemble", LawComparisons.entryName settings.Entries
                "samples", string settings.Samples
            ] [ "images", defaultArg result.Images "none" ] [ "in all", result.Seconds ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: LawComparisonResult) : Page =
        let facts =
            Table.create [ "", Words; "", Figures ] [ for name, value in facts result -> [ name; value ] ]

        {
            Title = "Random matrices: " + ComparedLaw.name result.Settings.Law
            Lead =
                "Eigenvalues of random matrices beside the law that is to describe them. The p-values would hold for independent eigenvalues; those of one matrix are not."
            Blocks =
                [ TableOf("", facts); TableOf("Figures of |lambda|.", figures result) ]
                @ charts result
                @ [
                    Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
                ]
        }

    let private number = ReportFolder.number

    /// The CSV behind each chart, by file name.
    let csvs (result: LawComparisonResult) : (string * string) list = [
        let centres, observed, law = RandomMatrixPlots.moduli result

        "modulus-histogram.csv",
        ReportFolder.csv [ "modulus"; "observed"; "law" ] [
            for i in 0 .. centres.Length - 1 -> [ number centres[i]; number observed[i]; number law[i] ]
        ]

        "modulus-distribution.csv",
        ReportFolder.csv [ "modulus"; "observed"; "law" ] [
            for x, seen, law in RandomMatrixPlots.cumulative result -> [ number x; number seen; number law ]
        ]

        if result.SingleRealShare.IsSome then
            "arguments.csv",
            ReportFolder.csv [ "degrees"; "observed"; "singleRealGaussian" ] [
                for name, seen, single in RandomMatrixPlots.arguments result -> [ name; number seen; number single ]
            ]

        "eigenvalues-sample.csv",
        ReportFolder.csv [ "re"; "im" ] [ for value in result.Cloud -> [ number value.Real; number value.Imaginary ] ]
    ]

    /// Writes report.html and the CSV behind each chart. Raises IOException, with one line that says why, when it cannot.
    let write (folder: string) (provenance: Provenance) (result: LawComparisonResult) : unit =
        for name, text in csvs result do
            ReportFolder.writeText folder name text

        ReportFolder.writePage folder "report.html" (page provenance result)

    /// Writes all that `random-matrix --out` does: result.json, report.html and the CSV files; the folder is made where there is none.
    /// Raises IOException, with one line that says why, when it cannot.
    let save (folder: string) (result: LawComparisonResult) : unit =
        Directory.CreateDirectory folder |> ignore
        write folder (provenance "LawComparisons.run" result) result
        ReportFolder.writeJson folder "result.json" (toJson result)
