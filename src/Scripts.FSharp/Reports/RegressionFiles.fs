namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// The files of `regress`: its page, every coefficient as CSV, and a LaTeX table.
[<RequireQualifiedAccess>]
module RegressionFiles =

    let private cell (value: float option) =
        value |> Option.map ReportFolder.number |> Option.defaultValue ""

    let private rowsOf label (theirs: PublishedRegression option) (row: RegressionRow) = [
        for name, term in RegressionReport.terms row ->
            [
                string row.Latent
                label
                string row.Count
                string row.ExcludedCount
                name
                ReportFolder.number term.Coefficient
                ReportFolder.number term.StandardError
                ReportFolder.number term.RobustStandardError
                cell (Option.ofNullable term.ClusteredStandardError)
                ReportFolder.number term.T
                ReportFolder.number term.P
                ReportFolder.number term.RobustP
                cell (Option.ofNullable term.ClusteredP)
                cell (theirs |> Option.map (RegressionReport.published name))
                ReportFolder.number row.RSquared
            ]
    ]

    /// A row for each coefficient of each regression.
    let csv (lines: RegressionLine list) =
        ReportFolder.csv [
            "latent"
            "class"
            "points"
            "excluded"
            "term"
            "coefficient"
            "standardError"
            "robustError"
            "clusteredError"
            "t"
            "p"
            "robustP"
            "clusteredP"
            "published"
            "r2"
        ] [
            for line in lines do
                yield! rowsOf "" line.Published line.Row

                for label, row in line.Classes do
                    yield! rowsOf (string label) None row
        ]

    let private latexNumber (value: float option) =
        value
        |> Option.map (fun one -> "$" + Table.decimals 4 one + "$")
        |> Option.defaultValue "--"

    /// The coefficients as a LaTeX tabular, errors in brackets below each line, published ones in italics beside.
    let latex (report: RegressionReport) =
        let withPublished = report.Lines |> List.exists _.Published.IsSome
        let names = [ "intercept"; "slope"; "testIndicator"; "testInteraction"; "testSlope" ]

        let titles = [
            "$\\beta_0$"
            "$\\beta_1$"
            "$\\beta_2$"
            "$\\beta_3$"
            "$\\beta_1 + \\beta_3$"
        ]

        let each = if withPublished then 2 else 1

        String.concat "\n" [
            "% "
            + report.Title
            + ". Standard errors in brackets: clustered by network where several are pooled, else HC3."
            "\\begin{tabular}{r" + String('r', each * names.Length + 1) + "}"
            "\\hline"
            let heads =
                titles
                |> List.collect (fun title ->
                    title
                    :: [
                        if withPublished then
                            "\\emph{published}"
                    ])

            String.concat " & " ("$d$" :: heads @ [ "$R^2$" ]) + " \\\\"
            "\\hline"

            for line in report.Lines do
                let values = [
                    for name in names do
                        latexNumber (RegressionReport.find name line |> Option.map _.Coefficient)

                        if withPublished then
                            latexNumber (line.Published |> Option.map (RegressionReport.published name))
                ]

                let errors = [
                    for name in names do
                        match RegressionReport.find name line with
                        | Some term -> "(" + Table.decimals 4 (RegressionReport.error term) + ")"
                        | None -> ""

                        if withPublished then
                            ""
                ]

                String.concat " & " (string line.Row.Latent :: values @ [ latexNumber (Some line.Row.RSquared) ])
                + " \\\\"

                String.concat " & " ("" :: errors @ [ "" ]) + " \\\\"

            "\\hline"
            "\\end{tabular}"
            ""
        ]

    /// Writes report.html, regression.csv and regression.tex. Raises IOException, with one line that says why, when it cannot.
    let write folder (provenance: Provenance) (report: RegressionReport) =
        ReportFolder.writeText folder "regression.csv" (csv report.Lines)
        ReportFolder.writeText folder "regression.tex" (latex report)
        ReportFolder.writePage folder "report.html" (RegressionReport.page provenance report)
