namespace Neurovariety.Scripts.Surface

open System
open System.Globalization
open System.IO
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses

/// To which rounding something has a symmetry.
type SymmetryLevel =
    /// Bit for bit.
    | Exact
    /// As far as sums of numbers in double precision can tell.
    | ToDoubleRounding
    /// As far as sums of numbers in single precision can tell.
    | ToSingleRounding
    /// Further off than rounding explains.
    | Broken

    override level.ToString() =
        match level with
        | Exact -> "exactly"
        | ToDoubleRounding -> "to the rounding of doubles"
        | ToSingleRounding -> "to the rounding of floats"
        | Broken -> "no"

/// How far a map is from one symmetry.
type SymmetryFinding = {
    /// Largest defect over the generators (and the inputs of a function): the Frobenius norm of M P - M or M P - P M for a
    /// matrix, the Euclidean norm of f(P x) - f(x) or f(P x) - P f(x) for a function.
    Residual: float
    /// For a matrix that divided by the norm of M; for a function the largest quotient of a defect by the norm of its outputs.
    RelativeResidual: float
    Level: SymmetryLevel
    /// The generator with the largest defect.
    WorstGenerator: Permutation
    /// The input on which it is largest: of norm 1 for a matrix, and for a function where the symmetry is broken the simplest
    /// one that was found to break it.
    WorstInput: float[]
    /// Frobenius distance to the nearest matrix with the symmetry; None for a function.
    NearestDistance: float option
}

/// Whether a map is invariant and equivariant under a group, and to which rounding.
type SymmetryReport = {
    /// f(P x) = f(x) for all inputs.
    Invariance: SymmetryFinding
    /// f(P x) = P f(x); None where there are not as many outputs as inputs.
    Equivariance: SymmetryFinding option
    /// Relative residual up to which doubles explain it: 2 n epsilon, n the larger number of inputs and outputs.
    DoubleRounding: float
    /// The same for floats.
    SingleRounding: float
    /// Inputs on which a function was tried; None for a matrix, where nothing is left to chance.
    Inputs: int option
} with

    override report.ToString() =
        let number (value: float) =
            value.ToString("G3", CultureInfo.InvariantCulture)

        let line (name: string) (finding: SymmetryFinding) =
            $"%-12s{name}%-28s{string finding.Level}relative residual {number finding.RelativeResidual}"

        String.concat "\n" [
            line "invariant" report.Invariance
            match report.Equivariance with
            | Some finding -> line "equivariant" finding
            | None -> "equivariant no: there are not as many outputs as inputs"
            $"rounding    doubles {number report.DoubleRounding}, floats {number report.SingleRounding}"
        ]

/// On which inputs a function is tried.
type FunctionInputs = {
    /// Number of inputs, at least 1; half of them dense, half of them with few numbers other than 0.
    Count: int
    /// The same seed gives the same inputs.
    Seed: uint64
} with

    /// A hundred inputs.
    static member Default: FunctionInputs = { Count = 100; Seed = 0UL }

/// How far a matrix is from being invariant and equivariant under a group, and where it fails most.
type SymmetryAudit = {
    Group: PermutationGroup
    /// Of M P = M.
    Invariance: SymmetryDefect
    /// Of M P = P M; None when the matrix is not square.
    Equivariance: SymmetryDefect option
} with

    /// The generator, as cycles, under which a defect is largest.
    member this.WorstGenerator(defect: SymmetryDefect) : string =
        Permutation.show this.Group.Generators[defect.WorstGenerator]

    override this.ToString() : string =
        let facts name (defect: SymmetryDefect) = [
            name + " residual", FigureText.number defect.Residual
            name + " relative residual", FigureText.number defect.RelativeResidual
            "distance to the nearest " + name, FigureText.number defect.NearestDistance
        ]

        facts "invariant" this.Invariance
        @ (this.Equivariance |> Option.map (facts "equivariant") |> Option.defaultValue [])
        |> FigureText.aligned

/// How far a map is from a symmetry.
[<RequireQualifiedAccess>]
module Symmetry =

    /// The defects of a matrix under a group. ArgumentException when the matrix has not one column for each point, or an entry
    /// is not finite.
    let audit (group: PermutationGroup) (matrix: Matrix) : SymmetryAudit =
        let audit = EquivarianceAudit.Of(matrix, group)

        {
            Group = group
            Invariance = audit.Invariance
            Equivariance = Option.ofObj audit.Equivariance
        }

    /// The same, or the line that says why the matrix does not go with the group.
    let tryAudit (group: PermutationGroup) (matrix: Matrix) : Result<SymmetryAudit, string> =
        Group.actsOn false matrix group
        |> Result.bind (fun () -> Attempt.run (fun () -> audit group matrix))

    let private rounding epsilon (size: int) = 2.0 * float size * epsilon

    let private level (size: int) (relative: float) =
        if relative = 0.0 then
            Exact
        elif relative <= rounding Tolerance.Epsilon size then
            ToDoubleRounding
        elif relative <= rounding Tolerance.EpsilonSingle size then
            ToSingleRounding
        else
            Broken

    /// Whether a matrix, outputs x inputs, is invariant (M P = M) and equivariant (M P = P M), and to which rounding.
    /// Raises where the group does not act on its columns or an entry is not finite.
    let ofMatrix (group: PermutationGroup) (matrix: Matrix) : SymmetryReport =
        let size = max matrix.RowCount matrix.ColumnCount

        let finding (defect: SymmetryDefect) = {
            Residual = defect.Residual
            RelativeResidual = defect.RelativeResidual
            Level = level size defect.RelativeResidual
            WorstGenerator = group.Generators[defect.WorstGenerator]
            WorstInput = Array.ofSeq defect.WorstInput
            NearestDistance = Some defect.NearestDistance
        }

        let found = EquivarianceAudit.Of(matrix, group)

        {
            Invariance = finding found.Invariance
            Equivariance = found.Equivariance |> Option.ofObj |> Option.map finding
            DoubleRounding = rounding Tolerance.Epsilon size
            SingleRounding = rounding Tolerance.EpsilonSingle size
            Inputs = None
        }

    // ------------------------------------------------------------ layers of files

    let private layerOf (path: string) (name: string) : Result<Matrix, string> =
        let file = TensorFile.Read path

        match Option.ofObj (file.Find name) with
        | Some tensor when tensor.Shape.Count = 2 -> Ok(tensor.ToMatrix())
        | Some tensor ->
            Error $"'{name}' in {path} has {tensor.Shape.Count} dimensions; the weights of a linear layer have 2"
        | None ->
            let names =
                file.Tensors
                |> Seq.filter (fun tensor -> tensor.Shape.Count = 2)
                |> Seq.map _.Name
                |> Seq.truncate 20
                |> String.concat ", "

            Error $"{path} has no array '{name}'; its matrices are {names}"

    /// Whether a layer of a file of weights (.safetensors, .npz, .pt) is invariant and equivariant. Error: the file cannot be
    /// read, has no matrix of that name, or the group acts on another number of inputs.
    let tryOfLayer (group: PermutationGroup) (path: string) (name: string) : Result<SymmetryReport, string> =
        try
            layerOf path name
            |> Result.bind (fun matrix ->
                if matrix.ColumnCount = group.Degree then
                    Ok(ofMatrix group matrix)
                else
                    Error
                        $"'{name}' is {matrix.Shape}, but the group acts on {group.Degree} points; expected {group.Degree} columns")
        with
        | :? IOException
        | :? UnauthorizedAccessException
        | :? ArgumentException
        | :? DataFormatException as error -> Error error.Message

    /// The same; raises with the line of the error.
    let ofLayer (group: PermutationGroup) (path: string) (name: string) : SymmetryReport =
        match tryOfLayer group path name with
        | Ok report -> report
        | Error text -> invalidArg (nameof path) text

    // ------------------------------------------------------------ functions

    let private norm (values: float[]) =
        sqrt (Array.sumBy (fun value -> value * value) values)

    // Each second input has few numbers other than 0: what sees single points is told apart by those.
    let private inputs (options: FunctionInputs) (width: int) =
        let random = RandomSource.FromSeed(options.Seed).Split "inputs of a function"

        [|
            for k in 0 .. options.Count - 1 ->
                Array.init width (fun _ ->
                    // Numbers of single precision, so that functions of both precisions see the same input.
                    let value = float (float32 (random.NextGaussian()))
                    let isKept = k % 2 = 0 || random.NextDouble() < 4.0 / float width
                    if isKept then value else 0.0)
        |]

    let private finding
        size
        (group: PermutationGroup)
        (defect: Permutation -> float[] -> struct (float * float))
        tried
        =
        let measured = [|
            for p in group.Generators do
                for x in tried do
                    let struct (residual, scale) = defect p x
                    p, x, residual, (if residual = 0.0 then 0.0 else residual / scale)
        |]

        let generator, input, _, relative =
            measured |> Array.maxBy (fun (_, _, _, relative) -> relative)

        let breaks (x: float[]) =
            let struct (residual, scale) = defect generator x
            residual > 0.0 && level size (residual / scale) = Broken

        {
            Residual = measured |> Array.map (fun (_, _, residual, _) -> residual) |> Array.max
            RelativeResidual = relative
            Level = level size relative
            WorstGenerator = generator
            WorstInput =
                (if breaks input then
                     SimplerNumbers.simplest breaks input
                 else
                     input)
            NearestDistance = None
        }

    /// Whether a function of n numbers is invariant and equivariant under a group on n points, on generated inputs: a broken
    /// symmetry is shown by the simplest input found, an unbroken one is not proved. The function must give as many finite
    /// numbers at every input.
    let ofFunctionOn (options: FunctionInputs) (group: PermutationGroup) (f: float[] -> float[]) : SymmetryReport =
        if options.Count < 1 then
            invalidArg (nameof options) $"{options.Count} inputs: expected 1 or more"

        let tried = inputs options group.Degree
        let outputs = (f tried[0]).Length
        let size = max outputs group.Degree

        let value (x: float[]) =
            let y = f x

            if y.Length <> outputs || not (Array.forall Double.IsFinite y) then
                invalidArg (nameof f) $"the function must give {outputs} finite numbers at every input"

            y

        let defect (act: Permutation -> float[] -> float[]) (p: Permutation) (x: float[]) =
            let moved, expected = value (p.Apply(ReadOnlySpan x)), act p (value x)
            struct (norm (Array.map2 (-) moved expected), max (norm moved) (norm expected))

        let equivariance =
            if outputs = group.Degree then
                Some(finding size group (defect (fun p y -> p.Apply(ReadOnlySpan y))) tried)
            else
                None

        {
            Invariance = finding size group (defect (fun _ y -> y)) tried
            Equivariance = equivariance
            DoubleRounding = rounding Tolerance.Epsilon size
            SingleRounding = rounding Tolerance.EpsilonSingle size
            Inputs = Some options.Count
        }

    /// The same on a hundred inputs.
    let ofFunction (group: PermutationGroup) (f: float[] -> float[]) : SymmetryReport =
        ofFunctionOn FunctionInputs.Default group f

    /// Whether the map D(E(x)) of an autoencoder is invariant and equivariant, on generated inputs. Raises where the group
    /// acts on another number of inputs.
    let ofNetwork (options: FunctionInputs) (group: PermutationGroup) (network: Autoencoder) : SymmetryReport =
        if network.InputCount <> group.Degree then
            invalidArg
                (nameof network)
                $"the network takes {network.InputCount} numbers, but the group acts on {group.Degree} points"

        ofFunctionOn options group (fun x -> network.Apply(ReadOnlySpan(Array.map float32 x), 1) |> Array.map float)
