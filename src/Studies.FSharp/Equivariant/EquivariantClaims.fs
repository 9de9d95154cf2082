namespace Neurovariety.Studies

open System.Numerics
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// What the source claims about its MNIST experiment, and what became of each claim: plain words with figures.
[<RequireQualifiedAccess>]
module EquivariantClaims =

    /// A loss counts as reproduced within this relative distance of a figure printed with two to four digits.
    let private closeness = 0.03

    let internal condition wanted result =
        result.Tables |> List.find (fun table -> table.Condition = wanted)

    let internal row name (table: EquivariantTable) =
        table.Rows |> List.find (fun row -> row.Name.EndsWith(name: string))

    /// Whether the images are the 60000 and 10000 of the source.
    let isComparable result =
        not result.Dataset.IsSynthetic
        && result.Dataset.Train.Count = 60000
        && result.Dataset.Test.Count = 10000

    let private isClose ours published =
        abs (ours / published - 1.0) <= closeness

    let private counts result =
        let exact, all = result.Counts

        let verdict =
            if exact = Published.componentCount then
                Reproduced
            else
                Differs

        [
            Claim(
                verdict,
                $"E_{result.Settings.Rank} has {Table.grouped Published.componentCount} irreducible components.",
                $"Exactly {Table.grouped exact} components contain a matrix of rank {result.Settings.Rank}."
            )
            Claim(
                Extends,
                "That number leaves out components whose matrices all have a smaller rank.",
                $"All irreducible components of the matrices of rank at most {result.Settings.Rank}: {Table.grouped all}, {Table.grouped (all - exact)} more (both real blocks full, odd rank left over)."
            )
        ]

    let private parameters (moved: EquivariantTable) =
        let published = row "published component" moved
        let dense = row "dense" moved

        let verdict =
            if
                published.Parameters = BigInteger Published.parameters
                && dense.Parameters = BigInteger Published.denseParameters
            then
                Reproduced
            else
                Differs

        Claim(
            verdict,
            $"The published component has {Published.parameters} weights, the dense network {Published.denseParameters}.",
            $"Counted from the weight sharing: {published.Parameters} and {dense.Parameters}."
        )

    let private dense (moved: EquivariantTable) =
        let ours = (row "dense" moved).Test

        Claim(
            (if isClose ours Published.dense then Reproduced else Differs),
            $"The network without equivariance reaches {Published.dense}.",
            $"The exact optimum on the training images has test loss {Table.loss ours} ({Table.percent (ours / Published.dense - 1.0)})."
        )

    let private equivariant (moved: EquivariantTable) =
        let ours = (row "published component" moved).Test

        let finding =
            if isClose ours Published.equivariant then
                $"The exact optimum of that component has test loss {Table.loss ours}."
            else
                $"The exact optimum of that very component has test loss {Table.loss ours} ({Table.percent (ours / Published.equivariant - 1.0)}). The source trained real blocks of doubled rank and projected afterwards, so its figure is not the optimum of its own architecture."

        Claim(
            (if isClose ours Published.equivariant then
                 Reproduced
             else
                 Differs),
            $"The equivariant network reaches {Published.equivariant}.",
            finding
        )

    let private equalRank result =
        let losses = result.EqualRanks |> List.map _.Test
        let low, high = List.min losses, List.max losses

        let position =
            if low <= Published.equalRank && Published.equalRank <= high then
                "the printed figure lies between them"
            else
                "the printed figure lies outside"

        Claim(
            Undefined,
            $"An equivariant network of equal ranks reaches {Published.equalRank}.",
            $"It is not said which ranks. {losses.Length} natural choices give {Table.loss low} to {Table.loss high}; {position}."
        )

    let private highPass (moved: EquivariantTable) =
        let ours = (row "high-pass" moved).Test

        Claim(
            (if isClose ours Published.highPass then
                 Reproduced
             else
                 Differs),
            $"A high-pass equivariant network reaches {Published.highPass}.",
            $"The reversed rank vector, which the figure points to, has test loss {Table.loss ours} ({Table.percent (ours / Published.highPass - 1.0)})."
        )

    let private order (moved: EquivariantTable) =
        let test name = (row name moved).Test

        let losses =
            [ "dense"; "published component"; "equal rank"; "high-pass" ] |> List.map test

        Claim(
            (if losses = List.sort losses then Reproduced else Differs),
            "Dense is best, then the chosen component, then equal ranks, then high-pass.",
            "Our test losses in this order: "
            + (losses |> List.map Table.loss |> String.concat ", ")
            + "."
        )

    let private best (moved: EquivariantTable) =
        let best = row "best component" moved
        let published = row "published component" moved
        let vector, second = moved.RunnerUp

        let gain =
            $"Its test loss is {Table.loss best.Test}, {Table.percent (best.Test / published.Test - 1.0)} against the published component's optimum and {Table.percent (best.Test / Published.equivariant - 1.0)} against the published figure."

        let gap =
            $"The second best component, {Table.vector vector}, trains to {Table.loss second} against {Table.loss best.Train} ({Table.percent (second / best.Train - 1.0)})."

        Claim(
            Extends,
            "Which of all the components is best was left to a guess.",
            $"Exact dynamic programming over the blocks: {Table.vector (Option.get best.Component)} is the global optimum over every component (certified to {Table.small moved.Certificate} per pixel). {gain} {gap}"
        )

    let private shifts result =
        let values pick = result.LossByShift |> List.map pick
        let equivariantValues = values (fun (_, _, best, _) -> best)
        let denseValues = values (fun (_, dense, _, _) -> dense)
        let spread = List.max equivariantValues - List.min equivariantValues

        Claim(
            Extends,
            "An equivariant network does not care where the image stands.",
            $"Test images moved round by -6 to 6 pixels: the equivariant loss stays {Table.loss (List.head equivariantValues)} (spread {Table.small spread}); the dense network, fitted on images as they are, goes from {Table.loss (List.min denseValues)} to {Table.loss (List.max denseValues)}."
        )

    let private trained result (moved: EquivariantTable) =
        let excess =
            moved.Rows
            |> List.choose (fun row -> row.Trained |> Option.map (fun (train, _) -> row.Name, train / row.Train - 1.0))

        let list =
            excess
            |> List.map (fun (name, ratio) -> $"{name} {Table.percent ratio}")
            |> String.concat "; "

        [
            if not excess.IsEmpty then
                Claim(
                    (if excess |> List.forall (fun (_, ratio) -> ratio <= 0.01) then
                         Extends
                     else
                         NotComparable),
                    "Adam on the shared weights comes within 1 % of the optimum of its component.",
                    $"Training loss above the exact optimum after {result.Settings.Epochs} passes: {list}."
                )
        ]

    /// All claims with their verdicts.
    let all result =
        let moved = condition MovedAsPublished result

        let losses =
            [ dense moved; equivariant moved; equalRank result; highPass moved ]
            |> List.map (function
                | Claim(_, claim, finding) when not (isComparable result) -> Claim(NotComparable, claim, finding)
                | claim -> claim)

        counts result
        @ [ parameters moved ]
        @ losses
        @ [ order moved; best moved; shifts result ]
        @ trained result moved
