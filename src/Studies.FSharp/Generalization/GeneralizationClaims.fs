namespace Neurovariety.Studies


/// The claims of [ADGL21] about its figures and tables.
[<RequireQualifiedAccess>]
module GeneralizationClaims =

    open GeneralizationReading

    /// All claims with their verdicts; NotTested each unless the source's experiment was done.
    let all (result: GeneralizationResult) =
        if (main result).IsEmpty then
            []
        else
            EigenvalueClaims.all result @ PredictionClaims.all result
            |> List.map (fun one ->
                if isComparable result then
                    one
                else
                    {
                        one with
                            Verdict = ClaimVerdict.NotTested
                    })
