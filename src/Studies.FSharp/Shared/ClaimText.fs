namespace Neurovariety.Studies

open Neurovariety.Scripts.Reports
open Neurovariety.Studies


/// Claims with their verdicts as blocks of a page, as JSON and as a table.
[<RequireQualifiedAccess>]
module ClaimText =

    let private verdict =
        function
        | ClaimVerdict.Reproduced -> Verdict.Reproduced
        | ClaimVerdict.NotReproduced -> Verdict.NotReproduced
        | ClaimVerdict.Confounded -> Verdict.Confounded
        | ClaimVerdict.NotTested -> Verdict.NotComparable

    /// The word of a verdict in files.
    let verdictKey =
        function
        | ClaimVerdict.Reproduced -> "reproduced"
        | ClaimVerdict.NotReproduced -> "notReproduced"
        | ClaimVerdict.Confounded -> "confounded"
        | ClaimVerdict.NotTested -> "notTested"

    /// The claim as a block of a page.
    let block (one: ClaimFinding) =
        Claim(verdict one.Verdict, one.Where + ". " + one.Claim, one.Finding)

    /// The claim as JSON.
    let toJson (one: ClaimFinding) =
        Fields [
            "key", Text one.Key
            "where", Text one.Where
            "claim", Text one.Claim
            "verdict", Text(verdictKey one.Verdict)
            "finding", Text one.Finding
        ]

    /// Claims for the console.
    let table (claims: ClaimFinding list) =
        claims
        |> List.map (fun one -> [ verdictKey one.Verdict; one.Where; one.Claim ])
        |> Table.create [ "verdict", Words; "where", Words; "claim", Words ]
