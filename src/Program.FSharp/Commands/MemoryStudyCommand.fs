/// reproduce memory: the experiments of [MSSLB22], and what [NLQ23] asserts of networks as memories.
module Neurovariety.Cli.Commands.MemoryStudyCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Studies
open Neurovariety.Scripts.Reports

// The autoencoder that is asked when no other is named: the widest published one, well trained.
let private latent = 20

let private epochs scale =
    match scale with
    | Scale.Smoke -> 5
    | Scale.Seed
    | Scale.Paper -> 100

let private hints: ModelChoice.Hints = {
    Activation = None
    OutputActivation = None
    Latent = None
    InputScale = None
}

let private given (path: string) =
    let model = ModelChoice.read path hints None |> List.head |> (fun read -> read ())
    Neurovariety.Scripts.Surface.Models.requireSpectrum model
    Path.GetFileName(Path.TrimEndingDirectorySeparator path), model.Epoch, model.Network

// The run of the default model: trained here, or taken from the folder of runs.
let private trained (settings: Settings) scale dataset runs progress =
    let network = {
        Architecture = "exp-default"
        Latent = latent
        Seed = settings.Seed
    }

    let wanted = epochs scale

    let follow (step: Neurovariety.Training.RunProgress) =
        progress (Neurovariety.Numerics.Progress(StudyRuns.stage step, int64 step.Epoch, int64 wanted))

    let result =
        StudyRuns.train dataset runs (wanted, settings.Threads) follow settings.Cancel [ network ]

    result.Warnings |> List.iter Output.warn

    match result.Lost with
    | [] -> ()
    | (folder, reason) :: _ -> Usage.refuse (folder + ": " + reason + "; name another model with --model")

    $"{StudyRuns.name network} after {wanted} epochs", Some wanted, StudyRuns.networkAfter runs network wanted

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
        StudyChoice.digits (results.TryGetResult MemoryStudyArguments.Data) settings.Cancel

    match chosen with
    | Some(path, _, network) when network.InputCount <> dataset.Train.PixelCount ->
        Usage.refuse $"{path} takes {network.InputCount} numbers, but the images have {dataset.Train.PixelCount} pixels"
    | _ -> ()

    let plan = {
        MemorySettings.ofScale scale settings.Seed with
            Threads = settings.Threads
    }

    // An interrupt waits for the checkpoints of the training.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        Output.withProgress (fun progress ->
            let network =
                chosen
                |> Option.defaultWith (fun () -> trained settings scale dataset runs progress.Report)

            MemoryStudy.run plan dataset network progress.Report settings.Cancel)

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
