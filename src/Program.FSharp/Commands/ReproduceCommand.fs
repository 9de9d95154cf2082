/// reproduce: everything that a source reports, beside the published figures.
module Neurovariety.Cli.Commands.ReproduceCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Studies
open Neurovariety.Scripts.Reports

let private equivariant (settings: Settings) (results: ParseResults<ReproduceArguments>) =
    let name, scale = StudyChoice.scale (results.TryGetResult ReproduceArguments.Scale)
    let folder = defaultArg settings.Out "reproduce-equivariant"
    Folder.prepare settings.Force folder

    let dataset =
        StudyChoice.images settings (results.TryGetResult ReproduceArguments.Data)

    let experiment = {
        EquivariantSettings.ofScale scale with
            Seed = settings.Seed
            Threads = settings.Threads
    }

    let result =
        Output.withProgress (fun progress ->
            EquivariantAutoencoders.run experiment dataset (fun step ->
                settings.Cancel.ThrowIfCancellationRequested()
                progress.Report step))

    let provenance =
        EquivariantReport.provenance ("neurovariety reproduce equivariant --scale " + name) result

    EquivariantReport.write folder provenance result

    Output.answer (EquivariantReport.toJson provenance result) [
        Grid(EquivariantReport.summary result)
        Line("report: " + Path.Combine(folder, "report.html"))
    ]

let command =
    Command.family
        "reproduce"
        "Everything that one source reports: its tables and figures beside the published ones."
        "neurovariety reproduce equivariant --scale smoke --out report"
        [
            Command.filing<ReproduceArguments>
                "equivariant"
                "Linear autoencoders on MNIST that commute with the horizontal shift, as a report."
                "neurovariety reproduce equivariant --scale smoke --out report"
                equivariant
            TrainedStudyCommand.generalization
            TrainedStudyCommand.layers
            TrainedStudyCommand.initialization
            MemoryStudyCommand.command
        ]
