namespace Neurovariety.Scripts.Reports

open System
open System.IO

/// Where a report gets plotly.js from.
type PlotlyScript =
    /// The text of plotly.js, written into the page: it works offline.
    | Inlined of string
    /// A file beside the page, by its path from there: works offline while both stay where they are.
    | Nearby of path: string

/// Finds plotly.js: the file that NEUROVARIETY_PLOTLY names, else the small copy that the build put beside the program, else
/// the copy that Plotly.NET carries.
[<RequireQualifiedAccess>]
module PlotlyScript =

    /// The version of the npm package plotly.js-cartesian-dist-min that reports are made for: 1.5 MB, against 3.6 MB of
    /// Plotly.NET's own.
    [<Literal>]
    let Version = "4.1.1"

    /// The file name of the copy beside the program.
    let fileName = "plotly.min.js"

    /// A script as it may stand inside a script element: no text in it can open or close an element or a comment.
    /// In JavaScript strings and regular expressions \x3C is the sign it replaces.
    let escape (script: string) =
        script
            .Replace("</script", "\\x3C/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<script", "\\x3Cscript", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "\\x3C!--")

    let private besideProgram () =
        [
            AppContext.BaseDirectory
            match Path.GetDirectoryName(typeof<PlotlyScript>.Assembly.Location) with
            | null -> ()
            | folder -> folder
        ]
        |> List.map (fun folder -> Path.Combine(folder, fileName))
        |> List.tryFind File.Exists

    /// The plotly.js inside the assembly of Plotly.NET: it draws every kind of chart that Plotly.NET makes.
    let carried () =
        let assembly = typeof<Plotly.NET.GenericChart>.Assembly

        let name =
            assembly.GetManifestResourceNames()
            |> Array.find (fun name -> name.EndsWith(".min.js", StringComparison.Ordinal))

        use reader = new StreamReader(nonNull (assembly.GetManifestResourceStream name))
        reader.ReadToEnd()

    /// Finds the script. Raises ArgumentException when NEUROVARIETY_PLOTLY names no file.
    let find () =
        match Environment.GetEnvironmentVariable "NEUROVARIETY_PLOTLY" with
        | null
        | "" ->
            match besideProgram () with
            | Some path -> Inlined(File.ReadAllText path)
            | None -> Inlined(carried ())
        | path when File.Exists path -> Inlined(File.ReadAllText path)
        | path -> invalidArg "NEUROVARIETY_PLOTLY" $"no such file: {path}; give the path of a plotly.min.js"

    // The trace types of the small bundle, as plotly.js names them.
    let private cartesianTypes =
        Set [
            "bar"
            "box"
            "contour"
            "heatmap"
            "histogram"
            "histogram2d"
            "histogram2dcontour"
            "image"
            "pie"
            "scatter"
            "scatterternary"
            "violin"
        ]

    // The first line of a bundle names it.
    let private isCartesian (script: string) =
        script.AsSpan(0, min 200 script.Length).Contains("(cartesian", StringComparison.Ordinal)

    /// The script, or the one that Plotly.NET carries where the small bundle would not draw all of these trace types.
    let drawing (types: Set<string>) =
        function
        | Inlined script when isCartesian script && not (Set.isSubset types cartesianTypes) -> Inlined(carried ())
        | script -> script

    /// The HTML element that brings the script into a page.
    let element =
        function
        | Inlined script -> $"<script>{escape script}</script>"
        | Nearby path -> $"""<script src="{path}" charset="utf-8"></script>"""
