/// Instances of the theorems: shapes of matrices and lists of isotypic blocks.
module Neurovariety.Scripts.Theorems.ShapeGenerators

open FsCheck.FSharp
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.Generators

let private smallerShapes (shape: Shape) =
    seq {
        if shape.Rank > 0 then
            { shape with Rank = shape.Rank - 1 }

        if shape.Rows > 1 then
            { shape with Rows = shape.Rows - 1 }

        if shape.Columns > 1 then
            {
                shape with
                    Columns = shape.Columns - 1
            }
    }

/// Shapes with 0 ≤ r ≤ `above` + min(m, n) and sizes up to the bound, at most `largest`.
let shapeInstances (largest: int) (above: int) : Instances<Shape> =
    let shape r m n seed = {
        Rank = r
        Rows = m
        Columns = n
        Seed = seed
    }

    {
        Shipped = [ shape 2 3 4 1; shape 1 2 2 1; shape 1 3 3 1; shape 1 2 3 1 ]
        Size = fun s -> max s.Rows s.Columns
        Generate =
            Some(fun maxDegree ->
                gen {
                    let bound = max 1 (min largest maxDegree)
                    let! m = Gen.choose (1, bound)
                    let! n = Gen.choose (1, bound)
                    let! r = Gen.choose (0, above + min m n)
                    let! seed = Gen.choose (0, 1000000)
                    return shape r m n seed
                })
        Shrink = smallerShapes
        Show = showShape
    }

let private blockInstance =
    gen {
        let! algebra =
            Gen.elements [ DivisionAlgebra.Real; DivisionAlgebra.Complex; DivisionAlgebra.Quaternionic ]

        let! factor = Gen.choose (1, 2)
        let! multiplicity = Gen.choose (1, 3)
        return IsotypicBlock("b", algebra, factor * int algebra, multiplicity)
    }

/// Lists of up to three blocks with a bound on the rank.
let blockInstances: Instances<RankedBlocks> =
    let cyclic (rank: int) = {
        Blocks = [
            IsotypicBlock("1,1", DivisionAlgebra.Real, 1, 2)
            IsotypicBlock("3,2", DivisionAlgebra.Complex, 2, 1)
            IsotypicBlock("2,1", DivisionAlgebra.Real, 1, 1)
        ]
        Bound = rank
    }

    {
        Shipped = [ for rank in 0..5 -> cyclic rank ]
        Size = fun _ -> 1
        Generate =
            Some(fun _ ->
                gen {
                    let! count = Gen.choose (1, 3)
                    let! blocks = Gen.listOfLength count blockInstance
                    let! bound = Gen.choose (0, totalCost blocks)
                    return { Blocks = blocks; Bound = bound }
                })
        Shrink =
            fun instance ->
                seq {
                    for blocks in dropOne instance.Blocks do
                        {
                            Blocks = blocks
                            Bound = min instance.Bound (totalCost blocks)
                        }

                    if instance.Bound > 0 then
                        {
                            instance with
                                Bound = instance.Bound - 1
                        }
                }
        Show = showBlocks
    }
