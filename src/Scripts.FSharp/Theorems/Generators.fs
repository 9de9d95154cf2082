/// Permutations and groups by their generators, shipped and drawn, with their simpler variants.
module Neurovariety.Scripts.Theorems.Generators

open System
open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.Scripts.Theorems.Subjects

/// Groups from the literature and from images.
let shippedGroups: Permutation list list =
    [
        "(1 3 4)(2 5)"
        "(1 2 3)"
        "()"
        "cyclic:6"
        "(1 2)(3 4)"
        "rotate:3x3"
        "shift:4x4:horizontal"
        "symmetric:3"
        "(1 2)(3 4);(1 3)(2 4)"
        "(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)"
        "(1 4 2)(3 5 6);(2 5)(3 4)"
        "dihedral:3x3"
    ]
    |> List.map (fun text ->
        let size = if text = "()" then Nullable 3 else Nullable()
        List.ofSeq (PermutationText.ParseGroup(text, size)).Generators)

let shippedPermutations = shippedGroups |> List.filter (fun g -> g.Length = 1)

/// A permutation of so many points, with long and with short cycles.
let permutationOf (degree: int) =
    // Conjugates of few random transpositions have fixed points and short cycles; shuffles have long ones.
    let shuffle = Gen.shuffle [| 0 .. degree - 1 |]

    let blockwise =
        gen {
            let! order = shuffle
            let! cut = Gen.choose (0, degree)
            let image = Array.init degree id

            for i in 0 .. cut - 1 do
                image[order[i]] <- order[(if i + 1 < cut then i + 1 else 0)]

            return image
        }

    Gen.oneof [ shuffle; blockwise ]
    |> Gen.map (fun image -> Permutation.FromImage image)

/// Up to so many permutations of one degree.
let generators (count: int) (maxDegree: int) =
    gen {
        let! size = Gen.choose (1, max 1 maxDegree)
        let! number = Gen.choose (1, count)
        return! Gen.listOfLength number (permutationOf size)
    }

/// The permutation with one point taken out of its cycle.
let without (point: int) (p: Permutation) =
    let image = p.Image.ToArray()
    let bypassed = image |> Array.map (fun j -> if j = point then image[point] else j)
    let relabel j = if j > point then j - 1 else j

    let rest = bypassed |> Array.indexed |> Array.filter (fun (i, _) -> i <> point)
    let image = rest |> Array.map (snd >> relabel)
    Permutation.FromImage image

/// The lists with one item left out, if that leaves any.
let dropOne (items: 'a list) =
    seq {
        if items.Length > 1 then
            for i in 0 .. items.Length - 1 do
                List.removeAt i items
    }

/// Fewer generators, then fewer points.
let shrinkGenerators (group: Permutation list) =
    seq {
        yield! dropOne group

        if degree group > 1 then
            for point in 0 .. degree group - 1 do
                group |> List.map (without point)
    }

/// Groups alone.
let groupInstances (generatorCount: int) : Instances<Permutation list> = {
    Shipped = shippedGroups |> List.filter (fun g -> g.Length <= generatorCount)
    Size = degree
    Generate = Some(generators generatorCount)
    Shrink = shrinkGenerators
    Show = showGenerators
}

/// Two permutations of one degree.
let pairInstances: Instances<Permutation list> = {
    Shipped = shippedGroups |> List.filter (fun g -> g.Length = 2)
    Size = degree
    Generate =
        Some(fun maxDegree ->
            gen {
                let! size = Gen.choose (1, max 1 maxDegree)
                return! Gen.listOfLength 2 (permutationOf size)
            })
    Shrink = shrinkGenerators >> Seq.filter (fun g -> g.Length = 2)
    Show = showGenerators
}

// Lists of components and of critical points grow exponentially.
let private largestRanked = 10

/// Groups with a bound on the rank of equivariant matrices.
let rankedGroupInstances (generatorCount: int) : Instances<RankedGroup> = {
    Shipped = [
        for g in shippedGroups do
            if g.Length <= generatorCount then
                {
                    Group = g
                    Bound = (degree g + 1) / 2
                    Seed = 1
                }
    ]
    Size = fun instance -> degree instance.Group
    Generate =
        Some(fun maxDegree ->
            gen {
                let! g = generators generatorCount (min largestRanked maxDegree)
                let! bound = Gen.choose (0, degree g)
                let! seed = Gen.choose (0, 1000000)

                return {
                    Group = g
                    Bound = bound
                    Seed = seed
                }
            })
    Shrink =
        fun instance ->
            seq {
                for g in shrinkGenerators instance.Group do
                    {
                        instance with
                            Group = g
                            Bound = min instance.Bound (degree g)
                    }

                if instance.Bound > 0 then
                    {
                        instance with
                            Bound = instance.Bound - 1
                    }
            }
    Show = showRankedGroup
}
