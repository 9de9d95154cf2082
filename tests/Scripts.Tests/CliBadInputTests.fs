module Neurovariety.Scripts.Tests.CliBadInputTests

open Expecto
open System.IO
open Xunit
open Neurovariety.Scripts.Tests.Support

[<Tests>]
let tests =
    testList "CliBadInputTests" [
        // A command line, its arguments apart by '|', and words that the complaint must contain.
        testTheory
            "what is wrong is said in one line with status 2"
            [
                "", "needs the name of a command: group"
                "grup|(1 2)", "did you mean 'group'"
                "variety|determinental", "did you mean 'determinantal'"
                "variety", "determinantal, invariant, equivariant"
                "group", "GROUP is missing"
                "group|(1 2", "not closed"
                "group|[2,2]", "2"
                "group|shift:28:horizontal", "RxC"
                "group|nonsense:3", "nonsense"
                "group|@no-such-file.json", "does not exist"
                "group|(1 5)|--degree|3", "too small"
                "group|1|2", "quote"
                "components|(1 2)", "--rank is missing"
                "components|(1 2)|--rank", "--rank needs a value"
                "components|(1 2)|--rank|--json", "--rank needs a value"
                "components|(1 2)|--rank|two", "'two'"
                "components|(1 2)|--rank|-1", "negative"
                "components|(1 2)|--rnak|1", "did you mean '--rank'"
                "components|(1 2)|--rank|1|--rank|2", "twice"
                "components|(1 2)|--rank|1|--field|rational", "real, complex"
                "components|(1 2)|--rank|1|--unrank|2", "expected 0 to 1"
                "components|(1 2)|--rank|1|--limit|2|--unrank|0", "--list"
                "components|(1 2)|--rank|1|--threads|0", "1 or more"
                "components|(1 2)|--rank|1|--seed|-4", "'-4'"
                "variety|determinantal|--rows|0|--cols|4|--rank|1", "--rows 0"
                "variety|determinantal|--rows|3|--rank|1", "--cols is missing"
                "variety|determinantal|--rows|2000000000|--cols|2000000000|--rank|10", "choose smaller sizes"
                "variety|determinantal|--rows|100000|--cols|100000|--rank|500", "choose smaller sizes"
                "variety|equivariant|()|--degree|100000|--rank|500|--component|500", "choose smaller sizes"
                "group|(1 2)|--out|", "names no folder"
                "nearest|(1 2)|--rank|1|--matrix|.", "is a folder"
                "variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|3,0,0", "exceeds its multiplicity 2"
                "variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|1,0,0", "room for one more"
                "variety|equivariant|(1 3 4)(2 5)|--rank|2|--component|2,1,0", "more than 2"
                "variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|2,1", "3"
                "variety|equivariant|(1 3 4)(2 5)|--rank|4|--component|2,-1,0", "'-1'"
                "nearest|(1 2)|--rank|1", "--matrix is missing"
                "nearest|(1 2)|--rank|1|--matrix|no-such.npy", "does not exist"
                "nearest|(1 2)|--rank|1|--matrix|m.csv|--constraint|all", "none, invariant, equivariant"
                "check|--theorem|invariant-colums", "did you mean 'invariant-columns'"
                "check|--cases|0", "1 or more"
                "linear|--rank|9", "--group is missing"
                "linear|--group|(1 2)|--rank|9|--data|synthetic", "784 pixels"
                "linear|--group|rotate:28x28|--rank|9|--data|synthetic|--component|paper", "published for"
                "linear|--group|rotate:28x28|--rank|9|--data|synthetic|--component|1,2", "expected 3 ranks"
                "linear|--group|rotate:28x28|--rank|9|--data|no-such-folder", "no-such-folder"
                "linear|--group|rotate:28x28|--rank|9|--augment|shift:3", "shift"
                "linear|--group|rotate:28x28|--rank|9|--epochs|3", "--method adam"
                "linear|--group|rotate:28x28|--rank|9|--method|sgd", "exact, adam"
                "reproduce|equivariance", "did you mean 'equivariant'"
                "reproduce|equivariant|--scale|huge", "smoke, seed, paper"
                "linear|--group|rotate:28x28|--rank|9|--constraint|invariant|--component|equal", "--component goes with"
            ]
            (fun (line: string, expected: string) ->
                let arguments = if line = "" then [] else List.ofArray (line.Split '|')
                Assert.Contains(expected, Program.refusal arguments))

        testCase "entries whose squares overflow are refused" (fun () ->
            let path = Path.GetTempFileName() + ".csv"
            File.WriteAllText(path, "1e200,2\n3,4\n")

            try
                Assert.Contains(
                    "scale it down",
                    Program.refusal [ "nearest"; "(1 2)"; "--rank"; "1"; "--matrix"; path ]
                )
            finally
                File.Delete path)

        testCase "a folder that cannot be made is refused before anything is computed" (fun () ->
            Program.inFolder (fun folder ->
                let file = Path.Combine(folder, "file")
                File.WriteAllText(file, "")
                Assert.Contains("--out", Program.refusal [ "group"; "(1 2)"; "--out"; Path.Combine(file, "below") ])))

        testCase "a folder that holds files needs --force" (fun () ->
            Program.inFolder (fun folder ->
                File.WriteAllText(Path.Combine(folder, "mine.txt"), "kept")
                Assert.Contains("--force", Program.refusal [ "group"; "(1 2)"; "--out"; folder ])
                Assert.Equal(0, (Program.run [ "group"; "(1 2)"; "--out"; folder; "--force" ]).Status)
                Assert.True(File.Exists(Path.Combine(folder, "result.json")))
                Assert.Equal("kept", File.ReadAllText(Path.Combine(folder, "mine.txt")))))

        testCase "a matrix that is no number, or does not fit the group, is refused by name" (fun () ->
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
                Assert.Contains("short.npy", nearest (file "short.npy" "NUMPY"))))
    ]
