module Neurovariety.Tests.Oracles.CsvTests

open Expecto
open System.Text
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Data

let private parseCsv (text: string) =
    Csv.Parse(Encoding.UTF8.GetBytes text, "m.csv")

[<Tests>]
let tests =
    testList "CsvTests" [
        testTheory
            "text matrices are read with every separator, a header and comments"
            [
                "1,2.5\n-3e2,4\n"
                "1, 2.5\r\n-3e2, 4"
                "1;2.5\n-3e2;4"
                "  1   2.5\n-300\t4  \n\n"
                "# made by hand\na,b\n1,2.5 # first\n\n-300,+4\n"
                "x y\n1 2.5\n-300 4"
                "\uFEFFleft;right\n1;2.5\n-300;4"
            ]
            (fun text -> Assert.Equal(Matrix.FromRows([| 1.0; 2.5 |], [| -300.0; 4.0 |]), parseCsv text))

        testTheory
            "text that is no matrix is refused with line and column"
            [
                "1,2\n3,x\n", "line 2, column 2: 'x'"
                "1,2\n3\n", "line 2, column 2: 1 numbers, the lines before have 2"
                "1,2\n3,4,5\n", "line 2, column 3: 3 numbers"
                "1,2\n\n# note\n3,NaN\n", "line 4, column 2: 'NaN'"
                "nan,1\n", "line 1, column 1: 'nan'"
                "1,Infinity", "line 1, column 2"
                "1,1e999", "line 1, column 2"
                "1,,2", "line 1, column 2: nothing"
                "1,2,\n", "line 1, column 3: nothing"
                "1,5;2,5", "line 1, column 1: '1,5'"
                "a,1\n2,3", "line 1, column 1: 'a'"
                "a,b\nc,d\n", "line 2, column 1: 'c'"
                "", "no numbers"
                "a,b\n", "no numbers"
            ]
            (fun (text, words) ->
                let error = Assert.Throws<DataFormatException>(fun () -> parseCsv text |> ignore)
                Assert.Contains(words, error.Message)
                Assert.DoesNotContain("\n", error.Message))
    ]
