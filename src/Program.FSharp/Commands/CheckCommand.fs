/// check: the theorems as properties, over shipped and generated instances or on a given group, matrix or model.
module Neurovariety.Cli.Commands.CheckCommand

open Argu
open Neurovariety.Groups
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems

/// What is checked: the catalogue, or what a user gives.
type private Checked = {
    Applicable: Applicable option
    /// The group whose symmetry is asked for, with what was found.
    Symmetry: (PermutationGroup * SymmetryReport) option
    Described: (string * string) list
}

let private positive name fallback value =
    match value with
    | Some given when given < 1 -> Usage.refuse (name + " " + string given + ": expected 1 or more")
    | _ -> defaultArg value fallback

// ---------------------------------------------------------------- what is given

let private refuseMixtures (results: ParseResults<CheckArguments>) =
    let group = results.Contains CheckArguments.Group
    let matrix = results.Contains CheckArguments.Matrix
    let model = results.Contains CheckArguments.Model

    let refused = [
        matrix && model, "--matrix and --model exclude each other: check one of them"
        matrix && not group, "--matrix needs the group on its columns: --group GROUP"
        results.Contains CheckArguments.Degree && not group, "--degree goes with --group GROUP"
        results.Contains CheckArguments.Activation && not model, "--activation goes with --model FILE"
        results.Contains CheckArguments.Output_Activation && not model, "--output-activation goes with --model FILE"
        results.Contains CheckArguments.Latent && not model, "--latent goes with --model FILE"
        results.Contains CheckArguments.Entry && not model, "--entry goes with --model FILE"
        results.Contains CheckArguments.Drop && not model, "--drop goes with --model FILE"
        results.Contains CheckArguments.Header && not matrix, "--header goes with --matrix FILE"
    ]

    match refused |> List.tryFind fst with
    | Some(_, text) -> Usage.refuse text
    | None -> ()

let private group (results: ParseResults<CheckArguments>) =
    results.TryGetResult CheckArguments.Group
    |> Option.map (fun text -> text, Inputs.group (Some text) (results.TryGetResult CheckArguments.Degree))

let private network (results: ParseResults<CheckArguments>) path =
    let hints: ModelChoice.Hints = {
        Activation = results.TryGetResult CheckArguments.Activation
        OutputActivation = results.TryGetResult CheckArguments.Output_Activation
        Latent = results.TryGetResult CheckArguments.Latent
        InputScale = None
        Entry = results.TryGetResult CheckArguments.Entry
        Drop = results.TryGetResult CheckArguments.Drop
    }

    List.head (ModelChoice.read path hints None) ()

let private ofGroup (text: string, group: PermutationGroup) = {
    Applicable = Some(Theorems.on (Given.Group group))
    Symmetry = None
    Described = [ "group", text; "degree", string group.Degree ]
}

let private ofMatrix (text, group) (results: ParseResults<CheckArguments>) path =
    let matrix = Inputs.matrix (results.TryGetResult CheckArguments.Header) (Some path)
    Group.actsOn false matrix group |> Inputs.accepted

    {
        Applicable = Some(Theorems.on (Given.Matrix(group, matrix)))
        Symmetry = Some(group, Symmetry.ofMatrix group matrix)
        Described = [ "group", text; "matrix", path; "size", matrix.Shape ]
    }

let private ofModel seed results group path =
    let model = network results path

    let symmetry =
        group
        |> Option.map (fun (_, group) ->
            group,
            Symmetry.ofNetwork
                {
                    FunctionInputs.Default with
                        Seed = seed
                }
                group
                model.Network)

    {
        Applicable = Some(Theorems.on (Given.Network model.Network))
        Symmetry = symmetry
        Described = [
            yield! group |> Option.map (fun (text, _) -> "group", text) |> Option.toList
            "model", path
            "architecture", model.Architecture
        ]
    }

let private whatIsChecked seed (results: ParseResults<CheckArguments>) =
    refuseMixtures results
    let group = group results

    match results.TryGetResult CheckArguments.Matrix, results.TryGetResult CheckArguments.Model, group with
    | Some matrix, _, Some group -> ofMatrix group results matrix
    | _, Some model, _ -> ofModel seed results group model
    | _, _, Some group -> ofGroup group
    | _ -> {
        Applicable = None
        Symmetry = None
        Described = []
      }

// ---------------------------------------------------------------- which theorems

let private known name =
    match Catalogue.tryFind name with
    | Some theorem -> theorem
    | None ->
        let names = Theorems.questions @ (Catalogue.all |> List.map _.Name)
        Usage.refuse ("unknown theorem '" + name + "'" + Usage.suggestion name names)

let private onGiven (given: Given) name =
    match Theorem.on given (known name) with
    | Ok theorem -> theorem
    | Error reason -> Usage.refuse ("--theorem " + name + " cannot be tried here: " + reason)

/// The theorems and the questions that are asked, by name where names are given.
let private chosen (subject: Checked) (names: string list) =
    let questions, theorems =
        names
        |> List.distinct
        |> List.partition (fun name -> List.contains name Theorems.questions)

    if not questions.IsEmpty && subject.Symmetry.IsNone then
        Usage.refuse (
            "--theorem "
            + questions.Head
            + " needs a matrix or model and its group: --matrix FILE --group GROUP"
        )

    match subject.Applicable, names with
    | None, [] -> Catalogue.all, []
    | None, _ -> List.map known theorems, []
    | Some applicable, [] -> applicable.Theorems, Theorems.questions
    | Some applicable, _ -> List.map (onGiven applicable.Given) theorems, questions

let private leftOut (subject: Checked) (names: string list) =
    match subject.Applicable, names with
    | Some applicable, [] -> applicable.LeftOut
    | _ -> []

// ---------------------------------------------------------------- answers

let private described (subject: Checked) =
    "checked", Fields [ for name, value in subject.Described -> name, Json.Text value ]

let private listing (subject: Checked) (theorems: Theorem list) (left: LeftOut list) =
    Output.answer
        (Fields [
            if subject.Applicable.IsSome then
                described subject

            "theorems", Items(theorems |> List.map CheckReport.statement)

            if subject.Applicable.IsSome then
                "leftOut", Items(left |> List.map CheckReport.leftOut)
        ])
        [
            Grid(
                Table.create [ "theorem", Words; "source", Words; "statement", Words ] [
                    for theorem in theorems -> [ theorem.Name; theorem.Source; theorem.Statement ]
                ]
            )
            yield! CheckReport.leftOutLines left |> List.map Line
        ]

let private report (subject: Checked) (asked: bool) (questions: Outcome list) (outcomes: Outcome list) left =
    let isBroken (outcome: Outcome) = outcome.Status = Falsified
    let broken = outcomes |> List.filter isBroken
    let held = outcomes.Length - broken.Length

    {
        Document =
            Fields [
                if subject.Applicable.IsSome then
                    described subject

                "theorems", Items(questions @ outcomes |> List.map CheckReport.outcome)

                match subject.Symmetry with
                | Some(_, found) when not questions.IsEmpty -> "symmetry", CheckReport.symmetry found
                | _ -> ()

                if subject.Applicable.IsSome then
                    "leftOut", Items(left |> List.map CheckReport.leftOut)
            ]
        Pieces = [
            match subject.Symmetry with
            | Some(_, found) when not questions.IsEmpty -> Line(string found)
            | _ -> ()

            for outcome in questions |> List.filter isBroken do
                Line("not " + outcome.Name + ": " + Option.defaultValue "?" outcome.Counterexample)

            if not outcomes.IsEmpty then
                Grid(CheckReport.table outcomes)

            for outcome in broken do
                Line(outcome.Name + " fails for " + Option.defaultValue "?" outcome.Counterexample)

            yield! CheckReport.leftOutLines left |> List.map Line

            if questions.IsEmpty || not outcomes.IsEmpty then
                Line(string held + " of " + string outcomes.Length + " theorems hold")
        ]
        // That a matrix is not symmetric is an answer, unless it was claimed.
        Status =
            if broken.IsEmpty && not (asked && List.exists isBroken questions) then
                Status.success
            else
                Status.falsified
    }

let private answer (settings: Settings) (results: ParseResults<CheckArguments>) =
    let standard = Options.Default

    let options = {
        standard with
            Cases = positive "--cases" standard.Cases (results.TryGetResult CheckArguments.Cases)
            MaxDegree = positive "--max-degree" standard.MaxDegree (results.TryGetResult CheckArguments.Max_Degree)
            Seed = settings.Seed
    }

    let names = results.GetResults CheckArguments.Theorem
    let subject = whatIsChecked settings.Seed results
    let theorems, questions = chosen subject names
    let left = leftOut subject names

    if results.Contains CheckArguments.List then
        listing subject theorems left
    else
        let check =
            match subject.Applicable with
            | Some _ -> Theorems.checkWithMutant options
            | None -> Theorem.check options

        let answers =
            subject.Symmetry
            |> Option.map (fun (group, found) -> Theorems.symmetry settings.Seed group found)
            |> Option.defaultValue []
            |> List.filter (fun outcome -> List.contains outcome.Name questions)

        let outcomes =
            Output.withProgress (fun progress -> Theorems.run check settings.Threads settings.Cancel progress theorems)

        report subject (not names.IsEmpty) answers outcomes left

let command =
    Command.repeating<CheckArguments>
        [ "--theorem" ]
        "check"
        "Checks the theorems as properties: over shipped and generated instances, or on a group, matrix or model of yours."
        "neurovariety check --group \"(1 2 3)(4 5)\""
        answer
