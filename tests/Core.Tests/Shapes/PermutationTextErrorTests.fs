module Neurovariety.Tests.Shapes.PermutationTextErrorTests

open Expecto
open System
open Xunit
open Neurovariety.Groups

let private read (_: string) : string = failwith "no file is asked for"

let private message (text: string) (degree: int option) =
    let parse () =
        PermutationText.ParseGroup(text, Option.toNullable degree, read) |> ignore

    (Assert.Throws<FormatException>(parse)).Message

[<Tests>]
let tests =
    testList "PermutationTextErrorTests" [
        testTheory
            "a wrong group is refused with one line that says what and where"
            [
                "", "a generator is missing"
                "(1 2);", "a generator is missing"
                "dodecahedral:5", "an unknown form at character 1"
                "(1 2); torus:3", "an unknown form at character 8"
                "1 2 3", "an unknown form"
                "(1 2", "'(' is not closed at character 1"
                "[1,2", "'[' is not closed at character 1"
                "(1 2)]", "got ']' at character 6"
                "(1 2))", "got ')' at character 6"
                "(1,,2)", "expected a point 1, 2, 3, ..., got ',' at character 4"
                "(1,)", "expected a point 1, 2, 3, ..., got ')' at character 4"
                "(1 -2)", "got '-' at character 4"
                "(1 2.5)", "got '.' at character 5"
                "(1 0)", "point 0 at character 4"
                "[0,1]", "points count from 1"
                "(1 2)(2 3)", "point 2 again at character 7"
                "[1,3,1]", "point 1 again at character 6"
                "[1,5,2]", "point 5 in a list of 3 points at character 4"
                "[]", "the list is empty"
                "(1 99999999999999999999)", "points go up to 10000000"
                "cyclic:0", "the size is 0"
                "cyclic:-4", "the size is -4"
                "cyclic", "a part is missing"
                "cyclic:", "the size is ''"
                "cyclic:five", "the size is 'five'"
                "cyclic:5:6", "too many parts"
                "symmetric:99999999999", "too many points"
                "alternating:2.0", "the size is '2.0'"
                "shift:28x28", "expected shift:RxC:horizontal[:k]"
                "shift:28:horizontal", "the size is '28'"
                "shift:28x28:diagonal", "the direction is 'diagonal'"
                "shift:28x28:horizontal:", "k is ''"
                "shift:28x28:horizontal:1.5", "k is '1.5'"
                "shift:0x28:horizontal", "the size is 0"
                "shift:65536x65536:horizontal", "too many points"
                "translations:3x3x3", "the size is '3x3x3'"
                "rotate:3x4", "3x4 is not square"
                "dihedral:28x27", "28x27 is not square"
                "reflect:3x4", "a part is missing"
                "cube:3x3x3", "the size is '3x3x3'"
                "cube:0", "the size is 0"
                "cube:100000", "too many points"
                "@", "names no file"
                "(1 2);@more.json", "@FILE.json must stand alone"
            ]
            (fun (text: string, part: string) ->
                let line = message text None
                Assert.Contains(part, line)
                Assert.DoesNotContain("\n", line)
                Assert.Contains(";", line))

        testCase "a degree below the points is refused with the least that would do" (fun () ->
            Assert.Contains("use 5 or more", message "(1 3 4)(2 5)" (Some 4))
            Assert.Contains("use 9 or more", message "rotate:3x3" (Some 8))
            Assert.Contains("degree: expected 1 .. 10000000, got 0", message "(1 2)" (Some 0))

            let tooSmall () =
                PermutationText.ParsePermutation("(1 7)", 5) |> ignore

            Assert.Contains(
                "point 7 beyond degree 5 at character 4 of \"(1 7)\"; use degree 7 or more",
                (Assert.Throws<FormatException>(tooSmall)).Message
            ))

        testTheory
            "a wrong file is refused with one line that names it"
            [
                "{", "not JSON at line 1"
                "", "not JSON at line 1"
                "[1]", "the document is an array"
                "{\"generators\": []}", "\"degree\" is missing"
                "{\"degree\": 3}", "\"generators\" is missing"
                "{\"degree\": 3, \"generators\": \"(1 2)\"}", "\"generators\" is a string"
                "{\"degree\": 0, \"generators\": []}", "\"degree\" is no whole number from 1"
                "{\"degree\": 2.5, \"generators\": []}", "\"degree\" is no whole number from 1"
                "{\"degree\": \"3\", \"generators\": []}", "\"degree\" is no whole number from 1"
                "{\"degree\": 3, \"generators\": [[2,1,3]]}", "generator 1 is an array, not a string"
                "{\"degree\": 3, \"generators\": [\"(1 2)\", \"(1 4)\"]}", "generator 2: group: point 4 beyond degree 3"
                "{\"degree\": 3, \"generators\": [\"cyclic:3\"]}", "expected '(' or '['"
            ]
            (fun (json: string, part: string) ->
                let parse () =
                    PermutationText.ParseGroup("@some.json", Nullable(), (fun _ -> json)) |> ignore

                let line = (Assert.Throws<FormatException>(parse)).Message
                Assert.StartsWith("some.json", line)
                Assert.Contains(part, line)
                Assert.DoesNotContain("\n", line))

        testCase "long and many-lined texts are clipped to one line" (fun () ->
            let text = "(1 2 \r\n" + String.replicate 5000 "3\n" + ")"
            let line = message text None
            Assert.DoesNotContain("\n", line)
            Assert.True(line.Length < 300))

        testCase "images, cycles and blocks that do not fit are refused" (fun () ->
            let refused (act: unit -> unit) =
                Assert.ThrowsAny<ArgumentException>(act) |> ignore

            let twice = [| 0; 0; 1 |]
            let beyond = [| 0; 3; 1 |]
            refused (fun () -> Permutation.FromImage twice |> ignore)
            refused (fun () -> Permutation.FromImage beyond |> ignore)
            refused (fun () -> Permutation.FromCycles(3, [ [| 0; 1 |]; [| 1; 2 |] ]) |> ignore)
            refused (fun () -> Permutation.FromCycles(3, [ [| 0; 3 |] ]) |> ignore)
            refused (fun () -> Permutation.Identity 3 * Permutation.Identity 4 |> ignore)
            refused (fun () -> (Permutation.Identity 3).Extend 2 |> ignore)
            refused (fun () -> (Permutation.Identity 3).Apply<int>(ReadOnlySpan twice[..1]) |> ignore)
            refused (fun () -> SetPartition.Of(3, [ [| 0; 1 |]; [| 1 |] ]) |> ignore)
            refused (fun () -> SetPartition.FromLabels(ReadOnlySpan beyond) |> ignore)
            refused (fun () -> FinestCommonCoarsening.Of [] |> ignore)
            refused (fun () -> PermutationGroup.FromGenerators(3, [ Permutation.Identity 2 ]) |> ignore)
            refused (fun () -> PermutationGroup.FromGenerators(0, []) |> ignore))
    ]
