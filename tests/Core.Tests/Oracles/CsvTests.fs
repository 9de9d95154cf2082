module Neurovariety.Tests.Oracles.CsvTests

open System.Text
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Data

let private parseCsv (text: string) =
    Csv.Parse(Encoding.UTF8.GetBytes text, "m.csv")

[<Theory>]
[<InlineData("1,2.5\n-3e2,4\n")>]
[<InlineData("1, 2.5\r\n-3e2, 4")>]
[<InlineData("1;2.5\n-3e2;4")>]
[<InlineData("  1   2.5\n-300\t4  \n\n")>]
[<InlineData("# made by hand\na,b\n1,2.5 # first\n\n-300,+4\n")>]
[<InlineData("x y\n1 2.5\n-300 4")>]
[<InlineData("\uFEFFleft;right\n1;2.5\n-300;4")>]
let ``text matrices are read with every separator, a header and comments`` text =
    Assert.Equal(Matrix.FromRows([| 1.0; 2.5 |], [| -300.0; 4.0 |]), parseCsv text)

[<Theory>]
[<InlineData("1,2\n3,x\n", "line 2, column 2: 'x'")>]
[<InlineData("1,2\n3\n", "line 2, column 2: 1 numbers, the lines before have 2")>]
[<InlineData("1,2\n3,4,5\n", "line 2, column 3: 3 numbers")>]
[<InlineData("1,2\n\n# note\n3,NaN\n", "line 4, column 2: 'NaN'")>]
[<InlineData("nan,1\n", "line 1, column 1: 'nan'")>]
[<InlineData("1,Infinity", "line 1, column 2")>]
[<InlineData("1,1e999", "line 1, column 2")>]
[<InlineData("1,,2", "line 1, column 2: nothing")>]
[<InlineData("1,2,\n", "line 1, column 3: nothing")>]
[<InlineData("1,5;2,5", "line 1, column 1: '1,5'")>]
[<InlineData("a,1\n2,3", "line 1, column 1: 'a'")>]
[<InlineData("a,b\nc,d\n", "line 2, column 1: 'c'")>]
[<InlineData("", "no numbers")>]
[<InlineData("a,b\n", "no numbers")>]
let ``text that is no matrix is refused with line and column`` text words =
    let error = Assert.Throws<DataFormatException>(fun () -> parseCsv text |> ignore)
    Assert.Contains(words, error.Message)
    Assert.DoesNotContain("\n", error.Message)
