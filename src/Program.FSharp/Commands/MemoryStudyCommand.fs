/// reproduce memory: the experiments of [MSSLB22], and what [NLQ23] asserts of networks as memories.
module Neurovariety.Cli.Commands.MemoryStudyCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Studies
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private noHints: ModelChoice.Hints = {
    Activation = None
    OutputActivation = None
    Latent = None
    InputScale = None
    Entry = None
    Drop = None
}

let private given (path: string) =
    ModelChoice.one path noHints |> AskedNetwork.ofModel

// The run of the default model: trained here, or taken from the folder of runs.
let private trained (settings: Settings) scale dataset runs (work: Work) =
    let asked, warnings =
        OptionLine.naming [] [ "name another model", "name another model with --model" ] (fun () ->
            AskedNetwork.trained work scale settings.Seed dataset runs)

    warnings |> List.iter Output.warn
    asked

let private answer (settings: Settings) (results: ParseResults<MemoryStudyArguments>) =
    let name, scale =
        StudyChoice.scale (results.TryGetResult MemoryStudyArguments.Scale)

    let runs = StudyChoice.runs (results.TryGetResult MemoryStudyArguments.Runs)
    let model = results.TryGetResult MemoryStudyArguments.Model

    if model.IsSome && results.Contains MemoryStudyArguments.Runs then
        Usage.refuse "--runs and --model: the autoencoder comes from one of them; give one"

    let chosen = model |> Option.map given
    let folder = defaultArg settings.Out "reproduce-memory"
    Folder.prepare settings.Force folder

    let dataset =
        StudyChoice.digits settings (results.TryGetResult MemoryStudyArguments.Data)

    chosen |> Option.iter (AskedNetwork.requireImages dataset)

    let plan = {
        MemorySettings.ofScale scale settings.Seed with
            Threads = settings.Threads
    }

    // An interrupt waits for the checkpoints of the training.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        Output.working settings (fun work ->
            let asked =
                chosen
                |> Option.defaultWith (fun () -> trained settings scale dataset runs work)

            MemoryStudy.run plan dataset asked work.Progress work.Cancel)

    let provenance =
        MemoryStudyReport.provenance ("neurovariety reproduce memory --scale " + name) result

    MemoryStudyReport.write folder provenance result

    Output.answer (MemoryStudyReport.toJson provenance result) [
        Grid(ClaimText.table (MemoryClaims.all result))
        Line("report: " + Path.Combine(folder, "report.html"))
    ]

let command =
    Command.filing<MemoryStudyArguments>
        "memory"
        "Universal Hopfield networks on digits, with the published faults and without, and a trained autoencoder as a memory."
        "neurovariety reproduce memory --scale smoke --out report"
        answer
