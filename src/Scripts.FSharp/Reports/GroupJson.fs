namespace Neurovariety.Scripts.Reports

open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Surface

/// Blocks as JSON.
[<RequireQualifiedAccess>]
module BlockJson =

    /// The name of a division algebra: "real", "complex" or "quaternionic".
    let algebra (kind: DivisionAlgebra) : string =
        match kind with
        | DivisionAlgebra.Real -> "real"
        | DivisionAlgebra.Complex -> "complex"
        | _ -> "quaternionic"

    let private fields (label: string) kind dimension multiplicity =
        Fields [
            "label", Text label
            "type", Text(algebra kind)
            "dimension", Json.count dimension
            "multiplicity", Json.count multiplicity
        ]

    /// Isotypic blocks over R.
    let isotypic (blocks: IsotypicBlock seq) : Json =
        blocks
        |> Seq.map (fun b -> fields b.Label b.Type b.Dimension b.Multiplicity)
        |> Items

    /// Blocks of the commutant over a field.
    let blocks (blocks: MatrixBlock seq) : Json =
        blocks
        |> Seq.map (fun b -> fields b.Label b.Algebra b.Dimension b.Multiplicity)
        |> Items

/// Matrices as JSON.
[<RequireQualifiedAccess>]
module MatrixJson =

    /// A matrix as a list of its rows.
    let rows (matrix: Matrix) : Json =
        Seq.init matrix.RowCount (fun i -> Seq.init matrix.ColumnCount (fun j -> matrix[i, j]) |> Json.numbers)
        |> Items

/// Groups as JSON.
[<RequireQualifiedAccess>]
module Group =

    let private partition (parts: int[] list) =
        parts |> Seq.map (fun points -> Json.counts points) |> Items

    /// What `group --json` writes.
    let toJson (figures: GroupFigures) : Json =
        Fields [
            "degree", Json.count figures.Degree
            "order", Json.optional Json.big figures.Order
            "generators", Json.texts figures.Generators
            "orbits", partition figures.Orbits
            match figures.CyclePartition with
            | Some parts -> "cyclePartition", partition parts
            | None -> ()
            "finestCommonCoarsening", partition figures.FinestCommonCoarsening
            "isotypic", Json.optional BlockJson.isotypic figures.Blocks
        ]

/// Varieties as JSON.
[<RequireQualifiedAccess>]
module Variety =

    /// What `variety --json` writes.
    let toJson (figures: VarietyFigures) : Json =
        let locus = figures.SingularLocus

        Fields [
            "dimension", Json.big figures.Dimension
            "degree", Json.big figures.Degree
            "edDegree", Json.big figures.EuclideanDistanceDegree
            "singularLocus",
            Fields [
                "description", Text locus.Description
                "dimension", Json.optional Json.big (Option.ofNullable locus.Dimension)
            ]
            "isomorphicTo", Text figures.IsomorphicTo
            "field", Text figures.FieldName
            match figures.Component, figures.ParameterCount with
            | Some ranks, Some parameters ->
                "component", Json.counts ranks
                "rank", Json.count figures.GenericRank
                "parameters", Count(int64 parameters)
            | _ -> ()
        ]

/// Components as JSON.
[<RequireQualifiedAccess>]
module Components =

    /// One component with the figures of its variety.
    let componentToJson (components: Components) (ranks: RankVector) : Json =
        let variety = Components.variety components ranks

        Fields [
            "r", Json.counts ranks
            "rank", Json.count variety.GenericRank
            "dimension", Json.big variety.Dimension
            "degree", Json.big variety.Degree
            "edDegree", Json.big variety.EuclideanDistanceDegree
            match variety.ParameterCount with
            | Some parameters -> "parameters", Count(int64 parameters)
            | None -> ()
        ]

    /// What `components --json` writes: the counts and, where some are chosen, these; they are walked while they are written.
    let toJson (components: Components) (chosen: RankVector seq option) : Json =
        let figures = Components.figures components

        Fields [
            "field", Text figures.FieldName
            "rank", Json.count figures.Rank
            "count", Json.big figures.Count
            "countAllMaximal", Json.big figures.CountAllMaximal
            "blocks", BlockJson.blocks figures.Blocks
            match chosen with
            | Some ranks -> "components", Items(Seq.map (componentToJson components) ranks)
            | None -> ()
        ]

/// Nearest matrices as JSON.
[<RequireQualifiedAccess>]
module Nearest =

    /// What `nearest --json` writes; with a file the matrix stands there, otherwise in the document.
    let toJson (file: string option) (result: NearestResult) : Json =
        Fields [
            "squaredDistance", Json.optional Number result.SquaredDistance
            "distance", Number result.Distance
            "rank", Json.count result.Rank
            "component", Json.optional (fun (ranks: RankVector) -> Json.counts ranks) result.Component
            match file with
            | Some path -> "file", Text path
            | None -> "matrix", MatrixJson.rows result.Matrix
            "certifiedOptimal", Truth result.CertifiedOptimal
            "lowerBound", Json.optional Number result.LowerBound
            "constraint", Text result.Constraint.Name
        ]

/// Defects of symmetry as JSON.
[<RequireQualifiedAccess>]
module Symmetry =

    let private fields (audit: SymmetryAudit) (defect: SymmetryDefect) =
        Fields [
            "residual", Number defect.Residual
            "relativeResidual", Number defect.RelativeResidual
            "worstGenerator", Text(audit.WorstGenerator defect)
            "worstInput", Json.numbers defect.WorstInput
            "worstOutputDefect", Number defect.WorstOutputDefect
            "nearestDistance", Number defect.NearestDistance
        ]

    /// What `explain --json` writes.
    let toJson (audit: SymmetryAudit) : Json =
        Fields [
            "invariance", fields audit audit.Invariance
            "equivariance", Json.optional (fields audit) audit.Equivariance
            "nearestEquivariantDistance",
            Json.optional (fun (d: SymmetryDefect) -> Number d.NearestDistance) audit.Equivariance
            "nearestInvariantDistance", Number audit.Invariance.NearestDistance
        ]
