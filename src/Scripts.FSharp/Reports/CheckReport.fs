namespace Neurovariety.Scripts.Reports

open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems

/// What came of checking theorems, as JSON and as tables.
[<RequireQualifiedAccess>]
module CheckReport =

    /// holds or falsified.
    let statusName (status: Status) : string =
        match status with
        | Holds -> "holds"
        | Falsified -> "falsified"

    /// One theorem with its outcome.
    let outcome (outcome: Outcome) : Json =
        Fields [
            "name", Text outcome.Name
            "statement", Text outcome.Statement
            "source", Text outcome.Source
            "cases", Json.count outcome.Cases
            "status", Text(statusName outcome.Status)
            match outcome.Counterexample with
            | Some instance -> "counterexample", Text instance
            | None -> ()
            "seed", Text(outcome.Seed.ToString())
            match outcome.MutantFalls with
            | Some falls -> "mutantFalls", Truth falls
            | None -> ()
        ]

    /// A theorem that was not checked, such as in a listing.
    let statement (theorem: Theorem) : Json =
        Fields [
            "name", Text theorem.Name
            "statement", Text theorem.Statement
            "source", Text theorem.Source
            "about", Text theorem.About
        ]

    /// A theorem that was left out, with the reason.
    let leftOut (left: LeftOut) : Json =
        Fields [ "name", Text left.Name; "reason", Text left.Reason ]

    let private levelName (level: SymmetryLevel) =
        match level with
        | Exact -> "exact"
        | ToDoubleRounding -> "double"
        | ToSingleRounding -> "single"
        | Broken -> "broken"

    let private finding (finding: SymmetryFinding) =
        Fields [
            "level", Text(levelName finding.Level)
            "residual", Number finding.Residual
            "relativeResidual", Number finding.RelativeResidual
            "worstGenerator", Text(Permutation.show finding.WorstGenerator)
            "worstInput", Json.numbers finding.WorstInput
            "nearestDistance", Json.optional Number finding.NearestDistance
        ]

    /// Whether a map has a symmetry, and to which rounding: level is exact, double, single or broken.
    let symmetry (report: SymmetryReport) : Json =
        Fields [
            "invariance", finding report.Invariance
            "equivariance", Json.optional finding report.Equivariance
            "rounding",
            Fields [
                "double", Number report.DoubleRounding
                "single", Number report.SingleRounding
            ]
            "inputs", Json.optional Json.count report.Inputs
        ]

    /// A row for each outcome; the mutant has a column where it was checked too.
    let table (outcomes: Outcome list) : Table =
        let withMutants = outcomes |> List.exists _.MutantFalls.IsSome

        Table.create [
            "theorem", Words
            "cases", Figures
            "status", Words
            if withMutants then
                "mutant", Words
        ] [
            for outcome in outcomes ->
                [
                    outcome.Name
                    string outcome.Cases
                    statusName outcome.Status
                    if withMutants then
                        match outcome.MutantFalls with
                        | Some true -> "falls"
                        | Some false -> "holds here too"
                        | None -> ""
                ]
        ]

    /// The theorems that were left out, those of one reason on one line.
    let leftOutLines (left: LeftOut list) : string list =
        left
        |> List.groupBy _.Reason
        |> List.map (fun (reason, same) ->
            let names = same |> List.map _.Name |> String.concat ", "
            $"left out: {names}: {reason}")
