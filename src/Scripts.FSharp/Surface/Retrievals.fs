namespace Neurovariety.Scripts.Surface

open System
open System.Diagnostics
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Scripts.Analyses

/// What patterns are drawn from, with what the user must be told of it, a line each.
type Patterns = {
    Pool: PatternPool
    /// Names of the parts with their SHA-256, as reports tell them.
    Hashes: (string * string) list
    Warnings: string list
}

/// What is tried: which memory, how many patterns, which damage, how often.
type RetrievalOptions = {
    /// As it should be, or as in the published experiments, faults included.
    Mode: MemoryMode
    Similarity: Similarity
    Separation: Separation
    /// Positive; a factor of the scores, for softmax and log.
    Beta: float
    /// Patterns stored, at least 1.
    Patterns: int
    /// How a query is made from a stored pattern.
    Damage: Perturbation
    /// Whether a pattern stands for another one instead of itself.
    Hetero: bool
    /// At least 1, each with patterns and noise of its own.
    Runs: int
    Seed: uint64
    Work: Work
}

/// How many patterns a memory retrieved.
type RetrievalResult = {
    Options: RetrievalOptions
    /// The mean share of the memories retrieved, 0 to 1.
    Accuracy: float
    /// An interval of 95 % around it, over queries and runs.
    Interval: float * float
    /// The share in each run.
    Runs: float list
    /// The largest squared distance of an answer that counts as right: 60 for 784 numbers, in proportion for others.
    Threshold: float
    /// The share of the answers that are the pattern itself, but for rounding.
    ExactShare: float
    /// The squared distance of each answer from what was stored, run by run.
    Distances: float[] list
    /// The first queries of the first run.
    Examples: RetrievalExample list
    /// Rows and columns of a pattern; one row for a plain list of numbers.
    Shape: int * int
    /// What the patterns were drawn from, with the SHA-256 of its parts.
    Source: string
    Hashes: (string * string) list
    Warnings: string list
    Seconds: float
} with

    /// What is shown on a terminal: names with values.
    member this.Facts: (string * string) list =
        let share (value: float) =
            value.ToString("F3", Globalization.CultureInfo.InvariantCulture)

        let options = this.Options
        let low, high = this.Interval
        let beta = options.Beta.ToString Globalization.CultureInfo.InvariantCulture
        let similarity = Similarities.Name options.Similarity

        [
            "retrieved", $"{share this.Accuracy} of {options.Patterns} patterns ({share low} to {share high}, 95 %%)"
            "runs", this.Runs |> Seq.map share |> String.concat "  "
            "exactly", share this.ExactShare
            "threshold", $"squared distance up to {FigureText.significant 4 this.Threshold}"
            "memory", $"{similarity}, {options.Separation.Name}, beta {beta}, {MemoryRetrieval.modeName options.Mode}"
            "queries", string options.Damage + (if options.Hetero then ", hetero-associative" else "")
        ]

    /// The facts, aligned.
    override this.ToString() : string = FigureText.aligned this.Facts

/// What patterns are drawn from.
[<RequireQualifiedAccess>]
module Patterns =

    /// Images with pixels from 0 to 1; their pixels are hashed for reports.
    let ofImages (images: ImageSet) : Patterns = {
        Pool = PatternPool.FromImages images
        Hashes = [ "images", images.PixelSha256() ]
        Warnings = []
    }

    /// Points as they are read: numbers from -1 to 1 as they are, other ranges as numbers from 0 to 1; images as `ofImages` takes them.
    /// An `InputError` where both splits of a data set are given.
    let ofPoints (points: Points) : Patterns = {
        Pool =
            match points.Values with
            | PointValues.File set -> PatternPool.FromPoints set
            | PointValues.Images(Some images, None)
            | PointValues.Images(None, Some images) -> PatternPool.FromImages images
            | PointValues.Images _ -> raise (InputError "patterns are drawn from one split of a data set; expected one")
        Hashes = Points.hashes points
        Warnings = points.Warnings
    }

    /// Rows of an array as they are, each a pattern.
    let ofRows (rows: float[][]) : Patterns = {
        Pool = PatternPool.FromMatrix(Matrix.FromRows rows, 1, $"{rows.Length} rows")
        Hashes = []
        Warnings = []
    }

    /// The training images of a data set, or the points of a file. An `InputError` or an error of Core where they are not to be had.
    let loadWith (work: Work) (source: PointSource) : Patterns = Points.loadWith work source |> ofPoints

    /// The same on all cores, told to nobody.
    let load (source: PointSource) : Patterns = loadWith Work.quiet source

    /// The same, or the line that says why they are not to be had.
    let tryLoad (source: PointSource) : Result<Patterns, string> = Attempt.run (fun () -> load source)

/// Ways to damage a pattern. Each refuses another amount with an ArgumentException.
[<RequireQualifiedAccess>]
module Damage =

    /// The query is the pattern.
    let none: Perturbation = Perturbation.None

    /// Normal noise on every entry; a standard deviation of 0 or more, pixels from 0 to 1.
    let noise (deviation: float) : Perturbation = Perturbation.Noise deviation

    /// A share of the entries set to 0, from the last one up: the lower part of an image.
    let mask (share: float) : Perturbation =
        Perturbation.Masking(PerturbationKind.Mask, share)

    /// A share of the entries set to 0, at random places.
    let randomMask (share: float) : Perturbation =
        Perturbation.Masking(PerturbationKind.RandomMask, share)

    /// A share of the entries set to 0, a square in the middle.
    let inpaint (share: float) : Perturbation =
        Perturbation.Masking(PerturbationKind.Inpaint, share)

/// How many patterns an associative memory retrieves from damaged copies: `pool |> Retrievals.run Retrievals.defaults`.
[<RequireQualifiedAccess>]
module Retrievals =

    let private refuse line = raise (InputError line)

    /// 100 patterns, noise of 0.5, Euclidean similarity, the largest score alone, corrected, five runs.
    let defaults: RetrievalOptions = {
        Mode = MemoryMode.Corrected
        Similarity = Similarity.Euclidean
        Separation = Separation.Max
        Beta = 1.0
        Patterns = 100
        Damage = Perturbation.Noise 0.5
        Hetero = false
        Runs = 5
        Seed = 0UL
        Work = Work.quiet
    }

    /// A mode from its name, corrected or published; an `InputError` for another one.
    let parseMode (name: string) : MemoryMode =
        match name with
        | "corrected" -> MemoryMode.Corrected
        | "published" -> MemoryMode.Published
        | _ -> refuse $"mode {name}: expected corrected, published"

    /// A similarity from its name; an `InputError` for another one.
    let parseSimilarity (name: string) : Similarity =
        if Seq.contains name Similarities.Names then
            Similarities.Parse name
        else
            let known = String.concat ", " Similarities.Names
            refuse $"similarity {name}: expected {known}"

    /// A separation from its form, such as max or power:3; a FormatException that lists the forms for another text.
    let parseSeparation (text: string) : Separation = Separation.Parse text

    /// The options with similarity and separation by name.
    let by (similarity: string) (separation: string) (options: RetrievalOptions) : RetrievalOptions = {
        options with
            Similarity = parseSimilarity similarity
            Separation = parseSeparation separation
    }

    /// Refuses, with an `InputError`, numbers that make no sense. Reads and draws nothing.
    let require (options: RetrievalOptions) : unit =
        if options.Patterns < 1 then
            refuse $"patterns {options.Patterns}: expected 1 or more"

        if options.Runs < 1 then
            refuse $"runs {options.Runs}: expected 1 or more"

        if not (options.Beta > 0.0 && Double.IsFinite options.Beta) then
            refuse $"beta {options.Beta}: expected a number above 0"

    /// The memory that the options tell, for single steps.
    let memory (options: RetrievalOptions) : MemoryOptions =
        MemoryOptions(
            Similarity = options.Similarity,
            Separation = options.Separation,
            Mode = options.Mode,
            Beta = options.Beta,
            Threads = options.Work.Threads
        )

    let private trial (options: RetrievalOptions) =
        MemoryTrial(
            PatternCount = options.Patterns,
            RunCount = options.Runs,
            Perturbation = options.Damage,
            IsHetero = options.Hetero,
            Seed = options.Seed,
            Options = memory options
        )

    /// Stores, asks and counts. An `InputError` or an error of Core for options that make no sense, for more patterns than there are and
    /// for patterns that the similarity cannot compare; OperationCanceledException when asked to stop.
    let run (options: RetrievalOptions) (patterns: Patterns) : RetrievalResult =
        require options
        let clock = Stopwatch.StartNew()
        let pool = patterns.Pool

        let found =
            MemoryRetrieval.run pool (trial options) options.Work.Progress options.Work.Cancel

        {
            Options = options
            Accuracy = found.Figures.Accuracy
            Interval = found.Figures.Low, found.Figures.High
            Runs = List.ofSeq found.Figures.Runs
            Threshold = found.Threshold
            ExactShare = found.Exact
            Distances = found.Distances
            Examples = found.Examples
            Shape = pool.Rows, pool.Columns
            Source = pool.ToString()
            Hashes = patterns.Hashes
            Warnings = patterns.Warnings
            Seconds = clock.Elapsed.TotalSeconds
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun (options: RetrievalOptions) (patterns: Patterns) : Result<RetrievalResult, string> =
        Attempt.run (fun () -> run options patterns)

    /// The same for several numbers of patterns: (patterns, result), in the order given.
    let curve (options: RetrievalOptions) (sizes: int list) (patterns: Patterns) : (int * RetrievalResult) list = [
        for index, size in List.indexed sizes ->
            size,
            run
                {
                    options with
                        Patterns = size
                        Work = Work.part index sizes.Length options.Work
                }
                patterns
    ]
