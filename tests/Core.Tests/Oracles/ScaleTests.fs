/// Answers scale with their input: f(s·A) = s^d·f(A), to the bit for powers of two while all numbers stay normal.
module Neurovariety.Tests.Oracles.ScaleTests

open Expecto
open System
open System.Reflection
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Tests.Oracles.ScaleCases

let private matrices = [ typeof<Matrix>; typeof<ComplexMatrix>; typeof<QuaternionMatrix> ]

let private isMatrix (t: Type) =
    List.contains t matrices
    || (t.IsArray && List.contains (t.GetElementType()) matrices)
    || (t.IsGenericType
        && t.GetGenericArguments() |> Array.exists (fun a -> List.contains a matrices))

let private generated =
    set [ "Equals"; "GetHashCode"; "ToString"; "Deconstruct"; "<Clone>$" ]

let private named (t: Type) name (parameters: ParameterInfo[]) =
    let list = parameters |> Array.map _.Name |> String.concat ", "
    $"{t.Name}.{name}({list})"

// Every public function with a matrix among its arguments, its instance among them.
let private functions () =
    let shown =
        BindingFlags.Public
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    [
        for t in typeof<RandomSource>.Assembly.GetExportedTypes() do
            for m in t.GetMethods shown do
                let parameters = m.GetParameters()

                let takes =
                    parameters |> Array.exists (fun p -> isMatrix p.ParameterType)
                    || (not m.IsStatic && List.contains t matrices)

                if takes && not m.IsSpecialName && not (generated.Contains m.Name) then
                    named t m.Name parameters

            for constructor in t.GetConstructors shown do
                if constructor.GetParameters() |> Array.exists (fun p -> isMatrix p.ParameterType) then
                    named t "new" (constructor.GetParameters())
    ]
    |> List.distinct
    |> List.sort

let private exponents range =
    match range with
    | Squares -> [ -300; -61; -2; -1; 1; 2; 60; 301 ]
    | Lengths -> [ -900; -664; -300; -61; -2; -1; 1; 2; 60; 301; 665; 900 ]

let private bits (x: float) = BitConverter.DoubleToInt64Bits x

// The first places where f(2^k·A) is not 2^(d·k)·f(A) to the bit.
let private violations range (run: float -> (int * float[]) list) = [
    let at = run 1.0

    for k in exponents range do
        let scaled =
            try
                run (Math.ScaleB(1.0, k))
            with _ -> [ for degree, _ in at -> degree, [||] ]

        for result, ((degree, expected), (_, found)) in List.indexed (List.zip at scaled) do
            let expected = expected |> Array.map (fun x -> Math.ScaleB(x, degree * k))

            match Seq.zip expected found |> Seq.tryFind (fun (e, f) -> bits e <> bits f) with
            | Some(e, f) -> $"2^{k}, result {result}, degree {degree}: {e:R} expected, got {f:R}"
            | None when expected.Length <> found.Length ->
                $"2^{k}, result {result}: {expected.Length} numbers expected, got {found.Length}"
            | None -> ()
]

let private names =
    table
    |> Seq.filter (
        snd
        >> List.exists (function
            | Scales _ -> true
            | HasNone _ -> false)
    )
    |> Seq.map fst
    |> List.ofSeq

let private scalesByItsDegree (name: string) =
    for _, cases in table |> List.filter (fst >> (=) name) do
        for number, case in List.indexed cases do
            match case with
            | HasNone reason -> Assert.NotEmpty reason
            | Scales(range, run) ->
                let wrong = violations range run
                let shown = wrong |> List.truncate 5 |> String.concat "\n"
                Assert.True(wrong.IsEmpty, $"{name}, case {number + 1}: {wrong.Length} differences\n{shown}")

let private source = Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.0 |])

// What the library below gives when nothing is scaled before it.
let private unscaled (a: Matrix) =
    let dense =
        MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfRowMajor(a.RowCount, a.ColumnCount, a.ToArray())

    dense.Svd(true).S.ToArray()

[<Tests>]
let tests =
    testList "ScaleTests" [
        testCase "every public function that takes a matrix has a degree, or the reason why it has none" (fun () ->
            let listed = table |> List.map fst |> List.sort
            let found = functions ()
            let missing = List.except listed found
            let unknown = List.except found listed
            Assert.True((listed = found), $"not listed: %A{missing}\nlisted, but there is none: %A{unknown}")
            Assert.All(table, (fun (name, cases) -> Assert.False(List.isEmpty cases, name))))

        for name in names do
            testCase $"results scale by the power of their degree, to the bit: {name}" (fun () ->
                scalesByItsDegree name)

        testCase "a factorisation without scaling is caught" (fun () ->
            let run f s = [ 1, f (MatrixArithmetic.Scale(source, s)) ]
            Assert.NotEmpty(violations Lengths (run unscaled))
            Assert.Empty(violations Lengths (run Factorizations.SingularValues)))

        testCase "an absolute threshold, and a square that leaves the range, are caught" (fun () ->
            let threshold s = [
                1,
                Factorizations.SingularValues(MatrixArithmetic.Scale(source, s))
                |> Array.map (fun x -> if x < 1e-15 then 0.0 else x)
            ]

            let norm s = [
                1,
                [|
                    sqrt (MatrixArithmetic.SquaredFrobeniusNorm(MatrixArithmetic.Scale(source, s)))
                |]
            ]

            Assert.NotEmpty(violations Lengths threshold)
            Assert.NotEmpty(violations Lengths norm))
    ]
