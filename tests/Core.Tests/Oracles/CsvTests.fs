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
                "\"left, x\",\"right\"\n\"1\",2.5\n-300,\" 4\""
                "0,1\n1,2.5\n-300,4"
                ",0,1\n0,1,2.5\n1,-300,4"
                ",a,b\n0,1,2.5\n1,-300,4"
                "\"#1\",\"#2\"\n1,2.5\n-300,4"
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
                "a,b,\n1,2,3\n", "line 1, column 1: 'a'"
                "NA,NULL\n1,2\n", "line 1, column 1: 'NA'"
                "a,n/a\n1,2\n", "line 1, column 1: 'a'"
                "\"x\",\"y\"\n1,NA\n", "line 2, column 2: 'NA'"
                "0,1,2\n", "no numbers"
            ]
            (fun (text, words) ->
                let error = Assert.Throws<DataFormatException>(fun () -> parseCsv text |> ignore)
                Assert.Contains(words, error.Message)
                Assert.DoesNotContain("\n", error.Message))

        testCase "a header is said, an index is said, and the choice decides" (fun () ->
            let read choice (text: string) =
                Csv.ParseWithNotes(System.ReadOnlySpan(Encoding.UTF8.GetBytes text), "m.csv", choice)

            let notes (text: string) = [
                for note in (read CsvHeader.Auto text).Notes -> note.Split(' ')[0..1] |> String.concat " "
            ]

            Assert.Equal<string list>([], notes "1,2\n3,4")
            Assert.Equal<string list>([ "line 1" ], notes "a,b\n3,4")
            Assert.Equal<string list>([ "line 2"; "the first" ], notes "# x\n,0,1\n0,5,6\n1,7,8")
            // What does not count from 0 is no index.
            Assert.Equal(3, (read CsvHeader.Auto ",0,1\n1,5,6\n2,7,8").Matrix.ColumnCount)
            Assert.Equal<string>([ "a"; "b" ], (read CsvHeader.Auto "a,b\n3,4").Columns)
            Assert.Equal(Matrix.FromRows [| 3.0; 4.0 |], (read CsvHeader.Yes "1,2\n3,4").Matrix)
            Assert.Equal(Matrix.FromRows([| 0.0; 1.0 |], [| 3.0; 4.0 |]), (read CsvHeader.No "0,1\n3,4").Matrix)

            for choice in System.Enum.GetValues<CsvHeader>() do
                Assert.Equal(choice, CsvHeaders.Parse(CsvHeaders.Name choice))

            Assert.Contains(
                "auto, yes, no",
                Assert.Throws<System.FormatException>(fun () -> CsvHeaders.Parse "maybe" |> ignore).Message
            ))

        testCase "a matrix that begins with 0, 1, 2 is read as it was written" (fun () ->
            use folder = new Neurovariety.Tests.Support.TemporaryFolder()
            let matrix = Matrix.FromRows([| 0.0; 1.0 |], [| 1.0; 0.0 |])
            Csv.Write(folder.File "m.csv", matrix)
            let again = Csv.ReadWithNotes(folder.File "m.csv")
            Assert.Equal(matrix, again.Matrix)
            Assert.Empty again.Notes)
    ]
