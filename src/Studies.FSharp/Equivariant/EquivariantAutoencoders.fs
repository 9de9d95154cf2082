namespace Neurovariety.Studies

open System.Diagnostics
open System.Numerics
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The MNIST experiment of [KSS24]: linear autoencoders of rank 99 that commute with the horizontal shift, fitted exactly
/// and by Adam, beside the published figures. Squared losses depend on the images through their second moments alone, so
/// each condition is one matrix for training and one for testing.
[<RequireQualifiedAccess>]
module EquivariantAutoencoders =

    /// Test images that the pictures show.
    let private sampleCount = 9

    /// Whole shifts of the condition WrappedRound and of the chart of losses by shift.
    let private wholeShifts = [ -6 .. 6 ]

    /// Training losses for every rank up to n: dense, equivariant over all components, and invariant up to its k orbits.
    let private lossByRank (solved: EquivariantCondition.Solved) =
        let size = solved.Train.FeatureCount
        let total = solved.Train.MeanSquare
        let perCell = EquivariantCondition.cells solved.Train

        let denseLosses =
            solved.DenseEigenvalues
            |> Array.scan (fun loss value -> max 0.0 (loss - value / perCell)) total
            |> Array.indexed

        let equivariant =
            Array.init (size + 1) (fun rank ->
                let kept = (solved.Allocation.Best rank).Value
                rank, max 0.0 ((solved.Problem.ZeroError - kept) / perCell))

        let group = solved.Problem.Decomposition.Group
        let fit = ExactFit.Invariant(solved.Train, group, size)

        let invariant =
            fit.LossByRank |> Seq.map (fun one -> one.Rank, one.Loss) |> Array.ofSeq

        [
            "no constraint (dense)", denseLosses
            "equivariant, best component", equivariant
            "invariant", invariant
        ]

    let private eigenvalues (solved: EquivariantCondition.Solved) =
        let perCell = EquivariantCondition.cells solved.Train

        List.ofSeq solved.Problem.Decomposition.Blocks
        |> List.mapi (fun index block ->
            block.Label,
            solved.Problem.Blocks[index].Energies
            |> Seq.map (fun energy -> energy / perCell)
            |> Array.ofSeq)

    let private energies name (solved: EquivariantCondition.Solved) =
        name, Array.init solved.TrainBlocks.Blocks.Count solved.TrainBlocks.MeanSquareOf

    let private apply (network: LinearAutoencoder) (images: float[] list) =
        let output = network.Apply(Matrix.FromRows(Array.ofList images))
        List.init images.Length (fun index -> output.Row(index).ToArray())

    let private samples
        settings
        (random: RandomSource)
        (test: ImageSet)
        (unmoved: EquivariantCondition.Solved)
        (moved: EquivariantCondition.Solved)
        =
        let inputs =
            List.init (min sampleCount test.Count) (fun index ->
                let movement = random.NextDouble(-settings.Movement, settings.Movement)

                Shifts.ShiftImage(test.Rows, test.Columns, test.Image index, struct (movement, 0.0), ShiftFill.Nearest)
                |> Array.map float)

        let best = (moved.Allocation.Best settings.Rank).Component

        {
            Inputs = inputs
            PublishedComponent =
                apply (moved.Problem.Network(EquivariantCondition.vectorOf Published.componentRanks)) inputs
            BestComponent = apply (moved.Problem.Network best) inputs
            Dense = apply moved.Dense inputs
            DenseUnmoved = apply unmoved.Dense inputs
        }

    let private lossByShift settings rows columns (unmoved: EquivariantCondition.Solved) =
        let best = unmoved.Problem.Network (unmoved.Allocation.Best settings.Rank).Component

        let published =
            unmoved.Problem.Network(EquivariantCondition.vectorOf Published.componentRanks)

        wholeShifts
        |> List.map (fun k ->
            let test = MovedImages.wrapped rows columns k unmoved.Test
            let blocks = BlockGram.FromSamples(unmoved.TrainBlocks.Decomposition, test)

            k, test.MeanSquaredError unmoved.Dense, blocks.MeanSquaredError best, blocks.MeanSquaredError published)

    let private rotationSharing () =
        let rotation = PermutationGroup.Cyclic(GridActions.Rotate 3)
        let decomposition = IsotypicDecomposition.Of rotation
        // The source lists the blocks as (1,1), (2,1), (4,3) and takes ranks (1,0,1); ours stand in the order of m/l.
        let chosen =
            decomposition.Blocks
            |> Seq.map (fun block -> if block.Label = "2,1" then 0 else 1)
            |> List.ofSeq

        WeightSharing.OfEquivariant(decomposition.Blocks, EquivariantCondition.vectorOf chosen)

    let private invariantSharing () =
        let permutation = Permutation.FromCycles(5, [| [| 0; 2; 3 |]; [| 1; 4 |] |])
        WeightSharing.OfInvariant(permutation.CyclePartition(), 2, 5)

    let private front count (images: ImageSet) =
        match count with
        | Some count when count < images.Count -> images.Slice(0, count)
        | _ -> images

    let private check (images: ImageSet) =
        if images.Rows <> 28 || images.Columns <> 28 then
            invalidArg
                "data"
                $"expected images of 28 x 28 pixels, got {images.Rows} x {images.Columns}; the published experiment is on MNIST"

    /// Runs the experiment on a data set of 28 x 28 images. `report` is told each stage as it begins. The same settings
    /// and images give the same figures, whatever the threads. Raises ArgumentException for images of another size.
    let run (settings: EquivariantSettings) (dataset: Dataset) (report: Progress -> unit) : EquivariantResult =
        check dataset.Train
        check dataset.Test
        let train = front settings.TrainCount dataset.Train
        let test = front settings.TestCount dataset.Test
        let random = (RandomSource.FromSeed settings.Seed).Split "reproduce equivariant"
        let rows, columns = train.Rows, train.Columns
        let timings = ResizeArray<string * float>()
        let stages = if settings.Epochs > 0 then 8L else 7L

        let stage name work =
            report (Progress(name, int64 timings.Count, stages))
            let clock = Stopwatch.StartNew()
            let value = work ()
            timings.Add(name, clock.Elapsed.TotalSeconds)
            value

        let decomposition, counts =
            stage "components" (fun () ->
                let group = PermutationGroup.Cyclic(GridActions.Shift(rows, columns, true))
                let decomposition = IsotypicDecomposition.Of group

                decomposition,
                (ComponentCount.ContainingExactRank(decomposition.Blocks, settings.Rank),
                 ComponentCount.AllMaximal(decomposition.Blocks, settings.Rank)))

        let moments (images: ImageSet) =
            SampleGram.FromImages(images.Pixels, images.PixelCount, threads = settings.Threads)

        let plain = stage "moments of the images" (fun () -> moments train, moments test)

        let options = ShiftOptions(settings.Movement, 0.0, ShiftFill.Nearest, true)

        let moved =
            stage "moments of the moved images" (fun () ->
                let moments label images =
                    MovedImages.moments settings.Threads options (random.Split label) images

                moments "train" train, moments "test" test)

        let solved =
            stage "exact fits" (fun () ->
                let wrap = MovedImages.wrappedMean rows columns wholeShifts

                [
                    EquivariantCondition.solve settings decomposition Unmoved plain
                    EquivariantCondition.solve settings decomposition WrappedRound (wrap (fst plain), wrap (snd plain))
                    EquivariantCondition.solve settings decomposition MovedAsPublished moved
                ])

        let unmovedFit, movedFit = solved[0], solved[2]

        let tables =
            stage "losses" (fun () -> List.map (EquivariantCondition.table settings) solved)

        let byRank, byShift =
            stage "losses by rank and shift" (fun () ->
                lossByRank unmovedFit, lossByShift settings rows columns unmovedFit)

        let pictures =
            stage "pictures" (fun () -> samples settings (random.Split "samples") test unmovedFit movedFit)

        let tables =
            if settings.Epochs = 0 then
                tables
            else
                stage "training by Adam" (fun () ->
                    let images =
                        MovedImages.rounded settings.Threads options (random.Split "train") train

                    let tell (_: Progress) =
                        report (Progress("training by Adam", int64 timings.Count, stages))

                    tables
                    |> List.map (fun table ->
                        if table.Condition = MovedAsPublished then
                            EquivariantCondition.trainTable settings movedFit images (random.Split "start") tell table
                        else
                            table))

        report (Progress("done", stages, stages))

        {
            Settings = settings
            Dataset = Dataset(train, test, dataset.Origin, dataset.Location, dataset.Warnings)
            Decomposition = decomposition
            Counts = counts
            Tables = tables
            EqualRanks =
                Published.equalRankVectors
                |> List.map (fun (name, vector) -> EquivariantCondition.row movedFit name None vector)
            LossByRank = byRank
            Energies = [ energies "images as they are" unmovedFit; energies "images moved" movedFit ]
            Eigenvalues = eigenvalues movedFit
            LossByShift = byShift
            Samples = pictures
            RotationSharing = rotationSharing ()
            InvariantSharing = invariantSharing ()
            Timings = List.ofSeq timings
        }
