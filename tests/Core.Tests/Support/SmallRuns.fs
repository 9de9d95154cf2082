/// Runs so small that a whole one takes a moment, and ways to compare their folders.
module Neurovariety.Tests.Support.SmallRuns

open System
open System.IO
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training

let private pixels (random: RandomSource) count =
    Array.init (count * 64) (fun _ -> byte (random.NextInt 256))

let private images (random: RandomSource) count =
    let values = pixels random count
    ImageSet.FromPixels(8, 8, ReadOnlySpan values, ReadOnlySpan.Empty, "noise")

/// Random images of 8 x 8.
let noise seed trainCount testCount =
    let random = RandomSource.FromSeed seed
    let train = images (random.Split "train") trainCount
    let test = images (random.Split "test") testCount
    Dataset(train, test, DatasetOrigin.Synthetic, "noise", [])

/// 75 images: batches of 16 leave a short one.
let data = noise 1UL 75 20

let options = AutoencoderTrainingOptions(BatchSize = 16, Seed = 3UL)

let settings (latent: int) epochs =
    AutoencoderRunSettings(
        Architecture.Parse("64-16-d", Nullable latent),
        options,
        epochs,
        CheckpointSchedule.Of(3, [ 0; 1; 4 ])
    )

let withSeed seed (settings: AutoencoderRunSettings) =
    AutoencoderRunSettings(
        settings.Architecture,
        AutoencoderTrainingOptions(BatchSize = settings.Training.BatchSize, Seed = seed),
        settings.Epochs,
        settings.Checkpoints
    )

let executeOn (data: Dataset) threads (cancel: CancellationToken) plans =
    let plans = [ for settings, folder in plans -> PlannedRun(settings, folder) ]
    AutoencoderRuns.Execute(plans, data, threads, null, cancel) |> List.ofSeq

/// Executes one run to its end.
let execute (settings: AutoencoderRunSettings) folder =
    executeOn data 1 CancellationToken.None [ settings, folder ] |> List.head

/// Executes one run, asked to stop when the row of an epoch is there.
let stopAfter epoch (settings: AutoencoderRunSettings) folder =
    use source = new CancellationTokenSource()

    let progress (now: RunProgress) =
        if now.Epoch = epoch then
            source.Cancel()

    AutoencoderRuns.Execute([ PlannedRun(settings, folder) ], data, 1, progress, source.Token)
    |> Seq.head

/// The rows of the history without their times.
let private rowsWithoutTimes (path: string) =
    File.ReadAllLines path
    |> Array.map (fun line -> String.Join(',', line.Split(',') |> Array.take 4))

/// All files of a run by name; the history without its times.
let contents folder =
    Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
    |> Array.map (fun path ->
        let name = Path.GetRelativePath(folder, path)

        name,
        if Path.GetFileName name = "metrics.csv" then
            String.concat "\n" (rowsWithoutTimes path)
        else
            Convert.ToHexString(File.ReadAllBytes path))
    |> Map.ofArray

/// Names of the files that differ between two folders, or stand in one only.
let differences one other =
    let left, right = contents one, contents other

    Set.union (Set.ofSeq (Map.keys left)) (Set.ofSeq (Map.keys right))
    |> Seq.filter (fun name -> Map.tryFind name left <> Map.tryFind name right)
    |> List.ofSeq

/// Writes a checkpoint without what it remembers of the squares of the gradients.
let forgetSecondMoments path =
    let file = Safetensors.Read path

    let tensors =
        file.Tensors
        |> Seq.map (fun tensor ->
            if tensor.Name.StartsWith "optimizer.second." then
                let shape = [| for size in tensor.Shape -> int size |]
                let zeros = Array.zeroCreate<float>(Array.fold (*) 1 shape)
                StoredTensor.FromDoubles(tensor.Name, ReadOnlySpan shape, ReadOnlySpan zeros, ElementType.F32)
            else
                tensor)
        |> List.ofSeq

    Safetensors.Of(tensors, file.Metadata).Write path
