namespace Neurovariety.Studies

open System
open System.Globalization
open System.IO
open System.Runtime.InteropServices
open System.Security.Cryptography
open System.Text
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Scripts.Surface

/// A network of a study: the name or widths of its architecture, its latent width and its seed.
type StudyNetwork = {
    Architecture: string
    Latent: int
    Seed: uint64
}

/// What became of runs that were trained together.
type TrainedRuns = {
    /// Folders of runs whose loss was no longer finite, with the reason.
    Lost: (string * string) list
    Warnings: string list
}

/// The runs that the studies share: each study trains what no other has trained yet, under the same names, settings and
/// schedule of checkpoints, so that nothing is trained twice.
[<RequireQualifiedAccess>]
module StudyRuns =

    /// Epochs after which every run keeps its network: those that any study or scale asks for.
    let keptEpochs = [ 0; 1; 4; 5; 10; 50 ]

    /// Every so many epochs it is kept besides.
    let keptEvery = 100

    // Networks trained together: enough to keep all cores busy, few enough that their weights stay small.
    let private together = 20

    /// The name of an architecture in the names of files.
    let bareName (architecture: string) =
        if architecture.EndsWith "-d" then
            architecture[.. architecture.Length - 3]
        else
            architecture

    /// Refuses, with an `InputError`, images that the published networks do not take.
    let requireImages (dataset: Dataset) : unit =
        let train = dataset.Train

        if train.PixelCount <> 784 then
            raise (
                InputError
                    $"the published networks take images of 28 x 28 pixels, these have {train.Rows} x {train.Columns}"
            )

    /// What files about a network begin with.
    let name (network: StudyNetwork) =
        $"{bareName network.Architecture}-d{network.Latent}-seed{network.Seed}"

    /// The folder of a run in the folder of all runs, as `train` names it.
    let folder (runs: string) network = Path.Combine(runs, name network)

    /// The run in its folder. Raises RunFolderException, with one line that says why, when there is none.
    let openRun runs network = RunFolder.Open(folder runs network)

    /// The network as it was after an epoch that its run keeps.
    let networkAfter runs network (epoch: int) =
        (openRun runs network).ReadCheckpoint(epoch).State.Network

    /// About how many epochs of a run are done.
    let epochsKept runs network =
        let path = folder runs network

        if RunFolder.IsRun path then
            RunFolder.Open(path).CheckpointEpochs |> Seq.tryLast |> Option.defaultValue 0
        else
            0

    /// Networks of every architecture, latent width and seed, those that differ only in the seed together.
    let planned architectures latents (seeds: uint64 list) = [
        for architecture in architectures do
            for latent in latents ->
                [
                    for seed in seeds ->
                        {
                            Architecture = architecture
                            Latent = latent
                            Seed = seed
                        }
                ]
    ]

    /// Groups of networks gathered until there are enough to train together.
    let batches (groups: StudyNetwork list list) =
        let add (batches: StudyNetwork list list list) group =
            match batches with
            | current :: rest when List.sumBy List.length current < together -> (group :: current) :: rest
            | _ -> [ group ] :: batches

        groups |> List.fold add [] |> List.map List.rev |> List.rev

    let private settings epochs (network: StudyNetwork) =
        AutoencoderRunSettings(
            Architecture.Parse(network.Architecture, Nullable network.Latent),
            AutoencoderTrainingOptions(Seed = network.Seed),
            epochs,
            CheckpointSchedule.Of(keptEvery, keptEpochs)
        )

    /// Trains networks into the folder of all runs, or continues where they stand; what is done is not done again. Raises
    /// OperationCanceledException when asked to stop, with checkpoints kept, IOException when a run fails and
    /// RunFolderException when a folder holds another run.
    let train
        (dataset: Dataset)
        (runs: string)
        (epochs: int, threads: int)
        (follow: RunProgress -> unit)
        (cancel: CancellationToken)
        (networks: StudyNetwork list)
        =
        let plans = [|
            for network in networks -> PlannedRun(settings epochs network, folder runs network)
        |]

        let results =
            AutoencoderRuns.Execute(plans, dataset, threads, Action<RunProgress> follow, cancel)

        if results |> Seq.exists (fun run -> run.Status = RunStatus.Interrupted) then
            raise (OperationCanceledException())

        match results |> Seq.tryFind (fun run -> run.Status = RunStatus.Failed) with
        | Some failed -> raise (IOException failed.Message)
        | None -> ()

        {
            Lost = [
                for run in results do
                    if run.Status = RunStatus.NotFinite then
                        run.Folder, (run.Message |> Option.ofObj |> Option.defaultValue "")
            ]
            Warnings = results |> Seq.collect _.Warnings |> List.ofSeq
        }

    /// Where a training stands, in words.
    let stage (step: RunProgress) =
        let loss = step.Loss.ToString("F5", CultureInfo.InvariantCulture)
        $"{Path.GetFileName step.Folder}, epoch {step.Epoch}, loss {loss}"

    // ---- what a kept part of an analysis was computed from ----------------------------------------------------------------

    /// A hash of the weights, biases and activations of a network.
    let weightsHash (network: Autoencoder) =
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

        for layer in network.Layers do
            hash.AppendData(MemoryMarshal.AsBytes layer.Weights)
            hash.AppendData(MemoryMarshal.AsBytes layer.Bias)
            hash.AppendData(Encoding.UTF8.GetBytes(Activations.Name layer.Activation))

        Convert.ToHexStringLower(hash.GetHashAndReset())

    /// Hashes of the images and labels of both splits.
    let dataHash (dataset: Dataset) =
        let labels (images: ImageSet) =
            Convert.ToHexStringLower(SHA256.HashData images.Labels)

        [
            dataset.Train.PixelSha256()
            labels dataset.Train
            dataset.Test.PixelSha256()
            labels dataset.Test
        ]
        |> String.concat " "
