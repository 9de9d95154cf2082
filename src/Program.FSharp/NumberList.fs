/// Options that take several whole numbers: 20, 2..20, or 2,5,20.
module Neurovariety.Cli.NumberList

open System.Globalization
open System.Numerics

// More models than anyone trains; a slip of the finger should not ask for a billion.
let private longest = 100000

let private parse name (text: string) (part: string) =
    match BigInteger.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture) with
    | true, value -> value
    | _ ->
        Usage.refuse (
            name
            + " "
            + text
            + ": '"
            + part.Trim()
            + "' is no whole number; expected for instance 20, 2..20 or 2,5,20"
        )

let private range name (text: string) (part: string) =
    match part.IndexOf ".." with
    | -1 -> [ parse name text part ]
    | at ->
        let first = parse name text part[.. at - 1]
        let last = parse name text part[at + 2 ..]

        if last < first then
            Usage.refuse (
                name
                + " "
                + text
                + ": the range "
                + part.Trim()
                + " is empty; expected the smaller end first"
            )

        if last - first >= BigInteger longest then
            Usage.refuse (name + " " + text + ": more than " + string longest + " numbers")

        [ first..last ]

/// The numbers in the order given, from `least` to `greatest`, none of them twice.
let read name (least: bigint) (greatest: bigint) (text: string) =
    let numbers = text.Split ',' |> List.ofArray |> List.collect (range name text)

    match numbers |> List.tryFind (fun number -> number < least || number > greatest) with
    | Some number when number < least ->
        Usage.refuse (
            name
            + " "
            + text
            + ": "
            + string number
            + " is too small; expected "
            + string least
            + " or more"
        )
    | Some number ->
        Usage.refuse (
            name
            + " "
            + text
            + ": "
            + string number
            + " is too large; expected at most "
            + string greatest
        )
    | None -> ()

    match numbers |> List.countBy id |> List.tryFind (fun (_, count) -> count > 1) with
    | Some(number, _) -> Usage.refuse (name + " " + text + ": " + string number + " is given twice")
    | None -> numbers
