namespace Neurovariety.Scripts.Analyses

/// Simpler numbers in place of those that break something, for a counterexample that can be read.
[<RequireQualifiedAccess>]
module SimplerNumbers =

    let rec private lengths length =
        if length <= 1 then
            [ 1 ]
        else
            length :: lengths (length / 2)

    /// Zeros in place of ever shorter stretches, then 1 or -1 in place of other numbers. Repeating it comes to an end.
    let candidates (values: float[]) : float[] seq =
        let zeroed start length =
            values
            |> Array.mapi (fun i value -> if start <= i && i < start + length then 0.0 else value)

        let isZero start length =
            seq { start .. min values.Length (start + length) - 1 }
            |> Seq.forall (fun i -> values[i] = 0.0)

        seq {
            for length in lengths values.Length do
                for start in 0..length .. values.Length - 1 do
                    if not (isZero start length) then
                        zeroed start length

            for i in 0 .. values.Length - 1 do
                if values[i] <> 0.0 && abs values[i] <> 1.0 && not (System.Double.IsNaN values[i]) then
                    Array.updateAt i (float (sign values[i])) values
        }

    /// The simplest numbers that can be reached with the property kept; the numbers themselves must have it.
    let rec simplest (keeps: float[] -> bool) (values: float[]) : float[] =
        match candidates values |> Seq.tryFind keeps with
        | Some simpler -> simplest keeps simpler
        | None -> values
