module Neurovariety.Scripts.Tests.CliBadInputTests

open System.IO
open Xunit
open Neurovariety.Scripts.Tests.Support

// A command line, its arguments apart by '|', and words that the complaint must contain.
[<Theory>]
[<InlineData("", "needs the name of a command: group")>]
[<InlineData("grup|(1 2)", "did you mean 'group'")>]
[<InlineData("variety|determinental", "did you mean 'determinantal'")>]
[<InlineData("variety", "determinantal, invariant, equivariant")>]
[<InlineData("group", "GROUP is missing")>]
[<InlineData("group|(1 2", "not closed")>]
[<InlineData("group|[2,2]", "2")>]
[<InlineData("group|shift:28:horizontal", "RxC")>]
[<InlineData("group|nonsense:3", "nonsense")>]
[<InlineData("group|@no-such-file.json", "does not exist")>]
[<InlineData("group|(1 5)|--degree|3", "too small")>]
[<InlineData("group|1|2", "quote")>]
[<InlineData("components|(1 2)", "--rank is missing")>]
[<InlineData("components|(1 2)|--rank", "--rank needs a value")>]
[<InlineData("components|(1 2)|--rank|--json", "--rank needs a value")>]
[<InlineData("components|(1 2)|--rank|two", "'two'")>]
[<InlineData("components|(1 2)|--rank|-1", "negative")>]
[<InlineData("components|(1 2)|--rnak|1", "did you mean '--rank'")>]
[<InlineData("components|(1 2)|--rank|1|--rank|2", "twice")>]
[<InlineData("components|(1 2)|--rank|1|--field|rational", "real, complex")>]
[<InlineData("components|(1 2)|--rank|1|--unrank|2", "expected 0 to 1")>]
[<InlineData("components|(1 2)|--rank|1|--limit|2|--unrank|0", "--list")>]
[<InlineData("components|(1 2)|--rank|1|--threads|0", "1 or more")>]
[<InlineData("components|(1 2)|--rank|1|--seed|-4", "'-4'")>]
[<InlineData("variety|determinantal|--rows|0|--cols|4|--rank|1", "--rows 0")>]
[<InlineData("variety|determinantal|--rows|3|--rank|1", "--cols is missing")>]
[<InlineData("variety|determinantal|--rows|2000000000|--cols|2000000000|--rank|10", "choose smaller sizes")>]
[<InlineData("variety|determinantal|--rows|100000|--cols|100000|--rank|500", "choose smaller sizes")>]
[<InlineData("variety|equivariant|()|--degree|100000|--rank|500|--component|500", "choose smaller sizes")>]
[<InlineData("group|(1 2)|--out|", "names no folder")>]
[<InlineData("nearest|(1 2)|--rank|1|--matrix|.", "is a folder")>]
[<InlineData("variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|3,0,0", "exceeds its multiplicity 2")>]
[<InlineData("variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|1,0,0", "room for one more")>]
[<InlineData("variety|equivariant|(1 3 4)(2 5)|--rank|2|--component|2,1,0", "more than 2")>]
[<InlineData("variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|2,1", "3")>]
[<InlineData("variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|2,-1,0", "'-1'")>]
[<InlineData("nearest|(1 2)|--rank|1", "--matrix is missing")>]
[<InlineData("nearest|(1 2)|--rank|1|--matrix|no-such.npy", "does not exist")>]
[<InlineData("nearest|(1 2)|--rank|1|--matrix|m.csv|--constraint|all", "none, invariant, equivariant")>]
[<InlineData("check|--theorem|invariant-colums", "did you mean 'invariant-columns'")>]
[<InlineData("check|--cases|0", "1 or more")>]
[<InlineData("linear|--rank|9", "--group is missing")>]
[<InlineData("linear|--group|(1 2)|--rank|9|--data|synthetic", "784 pixels")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--data|synthetic|--component|paper", "published for")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--data|synthetic|--component|1,2", "expected 3 ranks")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--data|no-such-folder", "no-such-folder")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--augment|shift:3", "shift")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--epochs|3", "--method adam")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--method|sgd", "exact, adam")>]
[<InlineData("reproduce|equivariance", "did you mean 'equivariant'")>]
[<InlineData("reproduce|equivariant|--scale|huge", "smoke, seed, paper")>]
[<InlineData("linear|--group|rotate:28x28|--rank|9|--constraint|invariant|--component|equal", "--component goes with")>]
let ``what is wrong is said in one line with status 2`` (line: string, expected: string) =
    let arguments = if line = "" then [] else List.ofArray (line.Split '|')
    Assert.Contains(expected, Program.refusal arguments)

[<Fact>]
let ``entries whose squares overflow are refused`` () =
    let path = Path.GetTempFileName() + ".csv"
    File.WriteAllText(path, "1e200,2\n3,4\n")

    try
        Assert.Contains("scale it down", Program.refusal [ "nearest"; "(1 2)"; "--rank"; "1"; "--matrix"; path ])
    finally
        File.Delete path

[<Fact>]
let ``a folder that cannot be made is refused before anything is computed`` () =
    Program.inFolder (fun folder ->
        let file = Path.Combine(folder, "file")
        File.WriteAllText(file, "")
        Assert.Contains("--out", Program.refusal [ "group"; "(1 2)"; "--out"; Path.Combine(file, "below") ]))

[<Fact>]
let ``a folder that holds files needs --force`` () =
    Program.inFolder (fun folder ->
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "kept")
        Assert.Contains("--force", Program.refusal [ "group"; "(1 2)"; "--out"; folder ])
        Assert.Equal(0, (Program.run [ "group"; "(1 2)"; "--out"; folder; "--force" ]).Status)
        Assert.True(File.Exists(Path.Combine(folder, "result.json")))
        Assert.Equal("kept", File.ReadAllText(Path.Combine(folder, "mine.txt"))))

[<Fact>]
let ``a matrix that is no number, or does not fit the group, is refused by name`` () =
    Program.inFolder (fun folder ->
        let file (name: string) (content: string) =
            let path = Path.Combine(folder, name)
            File.WriteAllText(path, content)
            path

        let nearest matrix =
            Program.refusal [ "nearest"; "(1 2)"; "--rank"; "1"; "--matrix"; matrix ]

        Assert.Contains("nan.csv", nearest (file "nan.csv" "1,NaN\n0,1\n"))
        Assert.Contains("ragged.csv", nearest (file "ragged.csv" "1,2\n3\n"))
        Assert.Contains("expected 2 columns", nearest (file "wide.csv" "1,2,3\n4,5,6\n"))
        Assert.Contains("square", nearest (file "tall.csv" "1,2\n3,4\n5,6\n"))
        Assert.Contains("short.npy", nearest (file "short.npy" "NUMPY")))
