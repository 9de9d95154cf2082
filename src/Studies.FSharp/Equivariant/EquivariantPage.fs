namespace Neurovariety.Studies

open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The page on the MNIST experiment of [KSS24]: tables, pictures, charts and verdicts.
[<RequireQualifiedAccess>]
module EquivariantPage =

    let private conditionName =
        function
        | Unmoved -> "images as they are"
        | WrappedRound -> "moved round by -6 to 6 whole pixels"
        | MovedAsPublished -> "moved by real amounts, as published"

    let internal conditionKey =
        function
        | Unmoved -> "unmoved"
        | WrappedRound -> "wrappedRound"
        | MovedAsPublished -> "movedAsPublished"

    let internal scaleName =
        function
        | Smoke -> "smoke"
        | Seed -> "seed"
        | Paper -> "paper"

    let private orDash convert =
        Option.map convert >> Option.defaultValue "-"

    let private vectorText (row: EquivariantRow) = row.Component |> orDash Table.vector

    // ---- tables -------------------------------------------------------------------------------------------------

    let internal mainTable (moved: EquivariantTable) =
        let isTrained = moved.Rows |> List.exists _.Trained.IsSome

        let columns =
            [
                "network", Words
                "weights", Figures
                "published", Figures
                "ours, exact", Figures
                "difference", Figures
            ]
            @ (if isTrained then [ "ours, Adam", Figures ] else [])
            @ [ "training, exact", Figures ]

        moved.Rows
        |> List.map (fun row ->
            [
                row.Name
                Table.grouped row.Parameters
                row.Published |> orDash (Table.decimals 4)
                Table.loss row.Test
                row.Published
                |> orDash (fun published -> Table.percent (row.Test / published - 1.0))
            ]
            @ (if isTrained then
                   [ row.Trained |> orDash (snd >> Table.loss) ]
               else
                   [])
            @ [ Table.loss row.Train ])
        |> Table.create columns
        |> Table.emphasize [ 0 ]

    let private conditionsTable result =
        let names = (List.head result.Tables).Rows |> List.map _.Name

        let columns =
            ("network", Words)
            :: [
                for table in result.Tables do
                    (conditionName table.Condition + ", training", Figures)
                    (conditionName table.Condition + ", test", Figures)
            ]

        names
        |> List.mapi (fun index name ->
            name
            :: [
                for table in result.Tables do
                    Table.loss table.Rows[index].Train
                    Table.loss table.Rows[index].Test
            ])
        |> Table.create columns

    let private vectorsTable (moved: EquivariantTable) result =
        let runnerUp, loss = moved.RunnerUp

        [
            for row in moved.Rows do
                if row.Component.IsSome then
                    [ row.Name; vectorText row; Table.loss row.Train; Table.loss row.Test ]
            [ "second best component"; Table.vector runnerUp; Table.loss loss; "-" ]
            for row in List.tail result.EqualRanks do
                [
                    "equal rank: " + row.Name
                    vectorText row
                    Table.loss row.Train
                    Table.loss row.Test
                ]
        ]
        |> Table.create [
            "network", Words
            "ranks of the blocks", Words
            "training", Figures
            "test", Figures
        ]

    // ---- pictures and charts ------------------------------------------------------------------------------------

    let internal sampleRows (samples: EquivariantSamples) = [
        "input, moved", samples.Inputs
        "published component", samples.PublishedComponent
        "best component", samples.BestComponent
        "dense", samples.Dense
        "dense, fitted unmoved", samples.DenseUnmoved
    ]

    let internal grid result =
        sampleRows result.Samples |> List.map snd |> ImageGrid.compose 28 28 3

    let internal rotation result =
        NetworkDiagrams.autoencoder result.RotationSharing
        |> WeightSharingSvg.draw "weight sharing of an autoencoder that commutes with the rotation of 3 x 3 pixels"

    let internal invariant result =
        NetworkDiagrams.encoder result.InvariantSharing
        |> WeightSharingSvg.draw "weight sharing of an encoder invariant under (1 3 4)(2 5)"

    let private labels result =
        result.Decomposition.Blocks |> Seq.map _.Label |> Array.ofSeq

    let private rankCurve (name, points) : Plots.Curve = {
        Name = name
        Points =
            points
            |> Array.filter (fun (rank, _) -> rank <= 400)
            |> Array.map (fun (rank, loss) -> float rank, loss)
    }

    let private shiftCurves result : Plots.Curve list =
        let points pick =
            result.LossByShift
            |> List.map (fun (k, dense, best, published) -> float k, pick (dense, best, published))
            |> Array.ofList

        [
            {
                Name = "dense"
                Points = points (fun (dense, _, _) -> dense)
            }
            {
                Name = "equivariant, best component"
                Points = points (fun (_, best, _) -> best)
            }
            {
                Name = "equivariant, published component"
                Points = points (fun (_, _, published) -> published)
            }
        ]

    let internal chosenRanks result =
        let moved = EquivariantClaims.condition MovedAsPublished result

        [
            "published", Published.componentRanks
            "best, images moved", Option.get (EquivariantClaims.row "best component" moved).Component
            "best, images as they are",
            Option.get (EquivariantClaims.row "best component" (EquivariantClaims.condition Unmoved result)).Component
        ]
        |> List.map (fun (name, vector) -> name, Array.ofList vector)

    // ---- the page -----------------------------------------------------------------------------------------------

    let private scope result =
        let images =
            $"{result.Dataset.Train.Count} training and {result.Dataset.Test.Count} test images ({result.Dataset.Train.Source})"

        [
            Paragraph
                $"Linear autoencoders from 784 pixels through {result.Settings.Rank} units back to 784, on {images}. Losses are mean squared errors per pixel, pixels from 0 to 1. Each image is moved sideways by a random amount of up to {result.Settings.Movement} pixels, with linear interpolation and the border repeated: the reading of \"up to six pixels\" that the published figures fit."
            if not (EquivariantClaims.isComparable result) then
                Paragraph
                    "These are not the 60000 and 10000 images of the source: the losses below cannot be held against the published ones."
        ]

    let private method = [
        Paragraph
            "A squared loss of a linear map depends on the images through their second moments only. For an equivariant map it splits over the isotypic components; each block is one Hermitian eigenproblem, solved for all ranks at once. The best rank vector is then an exact knapsack over the blocks' eigenvalues (a unit of a real block costs one rank, of a complex block two), so the optimum is over all components, not over one."
        Paragraph
            "The source fitted real blocks of doubled rank by Adam and projected them afterwards; the networks here can express nothing but equivariant maps of their component."
    ]

    let private charts result = [
        Heading "Loss and rank"
        ChartOf(
            "Training loss of the best map of each kind, images as they are. The equivariant curve is the optimum over all components at each rank.",
            Plots.lossAgainstRank (List.map rankCurve result.LossByRank)
        )
        Heading "Where the energy is, and where the ranks go"
        ChartOf(
            "Mean square of the images in each isotypic component: the component (28, 28-j) holds frequency j along the rows.",
            Plots.blockEnergies (labels result) result.Energies
        )
        ChartOf(
            "Ranks of the blocks in the published and in the best components.",
            Plots.rankVectors (labels result) (chosenRanks result)
        )
        ChartOf(
            "Eigenvalues of each block's Gram matrix, images moved as published: the exact fit keeps the largest of each block.",
            Plots.eigenvalues "eigenvalue per pixel and sample" result.Eigenvalues
        )
        Heading "What equivariance buys"
        ChartOf(
            "Test loss when the test images are moved round by whole pixels; all networks were fitted on images as they are.",
            Plots.lossAgainstShift (shiftCurves result)
        )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: EquivariantResult) =
        let moved = EquivariantClaims.condition MovedAsPublished result
        let grid = grid result

        {
            Title = "Equivariant linear autoencoders on MNIST"
            Lead =
                "The experiment of Kohn, Sattelberger and Shahverdi on horizontal translations: published figures beside ours."
            Blocks =
                scope result
                @ [
                    Heading "The table"
                    TableOf("Test loss per pixel of the four published networks and of the best one.", mainTable moved)
                    Heading "The figure"
                    Drawing(
                        "Test images moved at random, and what each network makes of them: two equivariant ones, the dense one, and the dense one fitted on images that had not been moved.",
                        ImageGrid.toSvg (sampleRows result.Samples |> List.map fst) grid
                    )
                    Heading "Claim by claim"
                    yield! EquivariantClaims.all result
                    Heading "With and without movement"
                    Paragraph
                        "An equivariant network's loss is the same when whole images move round; the dense optimum gets worse and becomes equivariant only if it sees all 28 positions."
                    TableOf("Exact optima under the three conditions.", conditionsTable result)
                    TableOf(
                        "Rank vectors, in the order (1,1), (28,27), (14,13), ..., (28,15), (2,1); images moved as published.",
                        vectorsTable moved result
                    )
                    yield! charts result
                    Heading "Weight sharing"
                    Paragraph
                        "Edges of one colour share a weight; a dashed edge carries it with the opposite sign; edges that are not drawn are zero."
                    Beside [
                        Drawing(
                            "Commuting with the rotation of 3 x 3 pixels, r = (1,0,1), in isotypic coordinates: 1 to 3 belong to the block (1,1), 4 to 7 to (4,3), 8 and 9 to (2,1), whose rank is 0.",
                            WeightSharingSvg.toSvg (rotation result)
                        )
                        Drawing(
                            "Encoder invariant under (1 3 4)(2 5), r = 2: one weight per cycle.",
                            WeightSharingSvg.toSvg (invariant result)
                        )
                    ]
                    Heading "How it was computed"
                    yield! method
                    Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
                ]
        }
