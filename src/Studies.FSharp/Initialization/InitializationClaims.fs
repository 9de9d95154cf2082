namespace Neurovariety.Studies

/// The claims of [DAL22] about its predictions and figures.
[<RequireQualifiedAccess>]
module InitializationClaims =

    open InitializationReading

    /// All claims with their verdicts; NotTested each unless the source's experiment was done.
    let all (result: InitializationResult) =
        if (main result).IsEmpty then
            []
        else
            ModulusClaims.all result @ ArgumentClaims.all result
            |> List.map (fun one ->
                if isComparable result then
                    one
                else
                    {
                        one with
                            Verdict = ClaimVerdict.NotTested
                    })
