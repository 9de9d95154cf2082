namespace Neurovariety.Studies

open System
open System.Threading
open Neurovariety.Memories
open Neurovariety.Numerics

/// Retrieval along one axis: by one similarity and separation, in one mode.
type MemoryCurve = {
    /// Name of the similarity, separation or network.
    Name: string
    Mode: MemoryMode
    Points: (float * RetrievalFigures) list
}

/// An experiment of the source: its curves in both modes.
type MemoryExperiment = {
    /// A short name, for files.
    Key: string
    Title: string
    /// What is varied.
    Axis: string
    IsLogarithmic: bool
    Curves: MemoryCurve list
}

/// The experiments of [MSSLB22] that ask a universal Hopfield network for damaged images.
[<RequireQualifiedAccess>]
module MemoryCurves =

    let modes = [ MemoryMode.Published; MemoryMode.Corrected ]

    type private Setup = {
        Pool: PatternPool
        Settings: MemorySettings
        Step: string -> unit
    }

    // Every memory of a list on the same tasks: shares of right answers, memories x runs, for each limit.
    let private measure setup (trial: MemoryTrial) (memories: MemoryOptions list) (limits: float list) =
        let shares = [
            for run in 0 .. setup.Settings.Runs - 1 ->
                let task = RetrievalTask.Draw(setup.Pool, trial, run)

                [
                    for memory in memories ->
                        let distances = task.Distances memory

                        [ for limit in limits -> Capacity.Share(ReadOnlySpan distances, limit) ]
                ]
        ]

        [
            for place in 0 .. memories.Length - 1 ->
                [
                    for at in 0 .. limits.Length - 1 ->
                        RetrievalFigures.Of([| for run in shares -> run[place][at] |], trial.PatternCount)
                ]
        ]

    let private options setup mode similarity separation =
        MemoryOptions(Similarity = similarity, Separation = separation, Mode = mode, Threads = setup.Settings.Threads)

    let private trial setup mode count perturbation =
        MemoryTrial(
            PatternCount = count,
            Perturbation = perturbation,
            RunCount = setup.Settings.Runs,
            Seed = setup.Settings.Seed,
            Options = MemoryOptions(Mode = mode)
        )

    // Curves over an axis: at each place a trial, and all memories on it.
    let private over
        setup
        key
        (names: string list)
        (memories: MemoryMode -> MemoryOptions list)
        (axis: (float * (MemoryMode -> MemoryTrial)) list)
        =
        let limit = [ Capacity.Threshold setup.Pool.Width ]

        [
            for mode in modes do
                let rows = [
                    for x, trialOf in axis ->
                        setup.Step key
                        x, measure setup (trialOf mode) (memories mode) limit |> List.map List.head
                ]

                for place in 0 .. names.Length - 1 ->
                    {
                        Name = names[place]
                        Mode = mode
                        Points = [ for x, figures in rows -> x, figures[place] ]
                    }
        ]

    let private similarityNames =
        MemorySettings.similarities |> List.map Similarities.Name

    let private bySimilarity setup mode =
        MemorySettings.similarities
        |> List.map (fun similarity -> options setup mode similarity Separation.Max)

    let private capacity setup =
        let axis = [
            for count in setup.Settings.Sizes ->
                float count, (fun mode -> trial setup mode count (Perturbation.Noise 0.5))
        ]

        {
            Key = "similarity-capacity"
            Title = "Similarity: patterns retrieved from noise of .5, the largest score alone"
            Axis = "number of patterns N"
            IsLogarithmic = true
            Curves = over setup "similarity-capacity" similarityNames (bySimilarity setup) axis
        }

    /// The answer that is the mean of all patterns, whatever the query.
    let meanOfAll = "mean of all patterns"

    let private lowerHalf = Perturbation.Masking(PerturbationKind.Mask, 0.5)

    let private separation setup =
        let axis = [
            for count in setup.Settings.Sizes -> float count, (fun mode -> trial setup mode count lowerHalf)
        ]

        // All patterns with equal weights: what counts as right without any memory at work.
        let chosen = MemorySettings.separations @ [ Separation.TopK Int32.MaxValue ]
        let names = (MemorySettings.separations |> List.map _.Name) @ [ meanOfAll ]

        let memories mode =
            chosen |> List.map (options setup mode Similarity.Manhattan)

        {
            Key = "separation-capacity"
            Title = "Separation: patterns retrieved from their upper half, Manhattan distance"
            Axis = "number of patterns N"
            IsLogarithmic = true
            Curves = over setup "separation-capacity" names memories axis
        }

    let private damaged setup key title axisName count (perturbation: float -> Perturbation) amounts =
        let axis = [
            for amount in amounts -> amount, (fun mode -> trial setup mode count (perturbation amount))
        ]

        {
            Key = key
            Title = title
            Axis = axisName
            IsLogarithmic = false
            Curves = over setup key similarityNames (bySimilarity setup) axis
        }

    let private noise setup =
        let count = setup.Settings.NoisePatterns

        damaged
            setup
            "noise"
            $"Noise: N = {count}"
            "standard deviation of the noise"
            count
            Perturbation.Noise
            MemorySettings.noises

    let private masked kind amount = Perturbation.Masking(kind, amount)

    let private mask setup =
        let count = setup.Settings.MaskPatterns

        damaged
            setup
            "mask"
            $"Masking from below: N = {count}"
            "share of the pixels set to 0"
            count
            (masked PerturbationKind.Mask)
            MemorySettings.masks

    let private randomMask setup =
        let count = setup.Settings.RandomMaskPatterns

        damaged
            setup
            "random-mask"
            $"Random pixels masked: N = {count}"
            "share of the pixels set to 0"
            count
            (masked PerturbationKind.RandomMask)
            MemorySettings.randomMasks

    let private inpaint setup =
        let count = setup.Settings.RandomMaskPatterns

        damaged
            setup
            "inpaint"
            $"Inpainting, a square in the middle masked: N = {count}"
            "share of the pixels set to 0"
            count
            (masked PerturbationKind.Inpaint)
            MemorySettings.randomMasks

    let private threshold setup =
        let count = setup.Settings.ThresholdPatterns
        let scale = float setup.Pool.Width / 784.0
        let limits = MemorySettings.thresholds |> List.map ((*) scale)

        {
            Key = "threshold"
            Title = $"Threshold: N = {count}, noise of .5"
            Axis = "largest squared distance that counts as right, for 784 pixels"
            IsLogarithmic = false
            Curves = [
                for mode in modes do
                    setup.Step "threshold"
                    let task = trial setup mode count (Perturbation.Noise 0.5)
                    let found = measure setup task (bySimilarity setup mode) limits

                    for place in 0 .. similarityNames.Length - 1 ->
                        {
                            Name = similarityNames[place]
                            Mode = mode
                            Points = List.zip MemorySettings.thresholds found[place]
                        }
            ]
        }

    let private hetero setup =
        let chosen = [ Similarity.NormalisedDot; Similarity.Euclidean; Similarity.Manhattan ]

        let memories mode =
            chosen
            |> List.map (fun similarity -> options setup mode similarity Separation.Max)

        let curves isHetero =
            let axis = [
                for count in setup.Settings.Sizes ->
                    float count,
                    (fun mode ->
                        let plain = trial setup mode count (Perturbation.Noise 0.3)

                        MemoryTrial(
                            PatternCount = plain.PatternCount,
                            Perturbation = plain.Perturbation,
                            RunCount = plain.RunCount,
                            Seed = plain.Seed,
                            Options = plain.Options,
                            IsHetero = isHetero
                        ))
            ]

            let kind = if isHetero then "hetero" else "auto"
            let names = chosen |> List.map (fun one -> Similarities.Name one + ", " + kind)
            over setup "hetero" names memories axis

        {
            Key = "hetero"
            Title = "Auto-associative against hetero-associative: noise of .3"
            Axis = "number of patterns N"
            IsLogarithmic = true
            Curves = curves false @ curves true
        }

    let private beta setup =
        let count = setup.Settings.NoisePatterns

        let memory mode beta =
            MemoryOptions(
                Similarity = Similarity.Manhattan,
                Separation = Separation.Softmax,
                Mode = mode,
                Beta = beta,
                Threads = setup.Settings.Threads
            )

        let limit = [ Capacity.Threshold setup.Pool.Width ]

        {
            Key = "beta"
            Title = $"The factor beta of a softmax: N = {count}, Manhattan distance, upper half"
            Axis = "beta"
            IsLogarithmic = true
            Curves = [
                for mode in modes do
                    setup.Step "beta"

                    let found =
                        measure
                            setup
                            (trial setup mode count lowerHalf)
                            (MemorySettings.betas |> List.map (memory mode))
                            limit

                    {
                        Name = "softmax"
                        Mode = mode
                        Points = List.zip MemorySettings.betas (found |> List.map List.head)
                    }
            ]
        }

    /// All of them, one after the other; the numbers of patterns must not exceed half of the pool.
    let all (pool: PatternPool) (settings: MemorySettings) (follow: Progress -> unit) (cancel: CancellationToken) =
        let step key =
            cancel.ThrowIfCancellationRequested()
            follow (Progress(key, 0L, 0L))

        let setup = {
            Pool = pool
            Settings = settings
            Step = step
        }

        [
            capacity setup
            separation setup
            noise setup
            mask setup
            randomMask setup
            inpaint setup
            threshold setup
            hetero setup
            beta setup
        ]

    /// The figures of a curve at the place nearest to x.
    let at (experiment: MemoryExperiment) mode name x =
        experiment.Curves
        |> List.tryFind (fun curve -> curve.Mode = mode && curve.Name = name)
        |> Option.map (fun curve -> curve.Points |> List.minBy (fun (place, _) -> abs (place - x)) |> snd)
