namespace Neurovariety.Studies

open System.Diagnostics
open System.Numerics
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Varieties

/// One condition of the experiment: its moments, everything solved, and the table of its networks, exact and trained.
[<RequireQualifiedAccess>]
module internal EquivariantCondition =

    /// The moments of one condition with everything solved.
    type Solved = {
        Condition: Condition
        Train: SampleGram
        Test: SampleGram
        TrainBlocks: BlockGram
        TestBlocks: BlockGram
        Problem: EquivariantLeastSquares
        Allocation: RankAllocation
        Dense: DenseAutoencoder
        DenseEigenvalues: float[]
    }

    /// The ranks of a vector as a list.
    let ranks (vector: RankVector) = List.ofSeq vector

    /// A rank vector from a list.
    let vectorOf (values: int list) =
        let values = Array.ofList values
        RankVector.Of values

    let private dense threads rank (gram: SampleGram) =
        let eigen = SymmetricEigen.Largest(gram.Moments, rank, threads)
        DenseAutoencoder.FromFactors(eigen.Vectors.Transpose(), eigen.Vectors), eigen.Values

    /// Everything that follows from the moments of one condition.
    let solve settings decomposition condition (train: SampleGram, test: SampleGram) =
        let trainBlocks = BlockGram.FromSamples(decomposition, train)
        let problem = EquivariantLeastSquares.Autoencoder trainBlocks
        let network, eigenvalues = dense settings.Threads settings.Rank train

        {
            Condition = condition
            Train = train
            Test = test
            TrainBlocks = trainBlocks
            TestBlocks = BlockGram.FromSamples(decomposition, test)
            Problem = problem
            Allocation = problem.Allocate decomposition.Degree
            Dense = network
            DenseEigenvalues = eigenvalues
        }

    /// Number of samples times pixels.
    let cells (gram: SampleGram) =
        float gram.SampleCount * float gram.FeatureCount

    /// One component's exact optimum.
    let row solved name published chosen =
        let vector = vectorOf chosen
        let network = solved.Problem.Network vector

        {
            Name = name
            Component = Some chosen
            Parameters = BigInteger network.ParameterCount
            Published = published
            Train = solved.TrainBlocks.MeanSquaredError network
            Test = solved.TestBlocks.MeanSquaredError network
            Trained = None
        }

    let private withTrained train test row = { row with Trained = Some(train, test) }

    let private bestName = "equivariant, best component"

    let private denseRow solved = {
        Name = "dense"
        Component = None
        Parameters = BigInteger solved.Dense.ParameterCount
        Published = Some Published.dense
        Train = solved.Train.MeanSquaredError solved.Dense
        Test = solved.Test.MeanSquaredError solved.Dense
        Trained = None
    }

    /// The networks of one condition, fitted exactly.
    let table settings solved =
        let best = solved.Allocation.Best settings.Rank
        let second = nonNull (solved.Allocation.RunnerUp settings.Rank)
        let lowest = solved.Problem.LowerBound settings.Rank
        let reached = solved.Problem.SquaredError best.Component

        {
            Condition = solved.Condition
            MeanSquare = solved.Train.MeanSquare, solved.Test.MeanSquare
            Rows = [
                row solved bestName None (ranks best.Component)
                row solved "equivariant, published component" (Some Published.equivariant) Published.componentRanks
                row
                    solved
                    "equivariant, equal rank"
                    (Some Published.equalRank)
                    (snd (List.head Published.equalRankVectors))
                row solved "equivariant, high-pass" (Some Published.highPass) (List.rev Published.componentRanks)
                denseRow solved
            ]
            RunnerUp = ranks second.Component, solved.Problem.SquaredError second.Component / cells solved.Train
            Certificate = (reached - lowest) / cells solved.Train
        }

    /// The row with the losses of the same network trained by Adam from a random start, evaluated on the exact moments.
    let private trainRow settings solved (images: ImageSet) (random: RandomSource) tell row =
        let options =
            LinearTrainingOptions(Epochs = settings.Epochs, Seed = settings.Seed, Threads = settings.Threads)

        let train start =
            (LinearTrainer.Train(start, images, options, tell)).Network

        match row.Component with
        | None ->
            let network =
                train (DenseAutoencoder.Random(images.PixelCount, settings.Rank, random))

            row
            |> withTrained (solved.Train.MeanSquaredError network) (solved.Test.MeanSquaredError network)
        | Some vector ->
            let start =
                EquivariantAutoencoder.Random(solved.Problem.Decomposition, vectorOf vector, random)

            match train start with
            | :? EquivariantAutoencoder as network ->
                row
                |> withTrained
                    (solved.TrainBlocks.MeanSquaredError network)
                    (solved.TestBlocks.MeanSquaredError network)
            | other -> raise (UnreachableException $"training an equivariant network gave {other.GetType().Name}")

    /// The published and the best component and the dense network, trained on the moved images.
    let trainTable settings solved images (random: RandomSource) tell (table: EquivariantTable) =
        let isTrained (row: EquivariantRow) =
            row.Component.IsNone
            || row.Component = Some Published.componentRanks
            || row.Name = bestName

        {
            table with
                Rows =
                    table.Rows
                    |> List.map (fun row ->
                        if isTrained row then
                            trainRow settings solved images (random.Split row.Name) tell row
                        else
                            row)
        }
