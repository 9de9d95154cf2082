namespace Neurovariety.Scripts.Reports

open System
open System.IO

/// Where a report gets plotly.js from.
type PlotlyScript =
    /// The text of plotly.js, written into the page: it works offline.
    | Inlined of string
    /// A file beside the page, by its path from there: works offline while both stay where they are.
    | Nearby of path: string
    /// The published file, loaded by the browser and checked against its hash.
    | Remote

/// Finds plotly.js: the file that NEUROVARIETY_PLOTLY names, else the copy that the build put beside the program,
/// else the content delivery network.
[<RequireQualifiedAccess>]
module PlotlyScript =

    /// The version of the npm package plotly.js-dist-min that reports are made for.
    [<Literal>]
    let Version = "4.1.2"

    /// The published address of that version.
    let address = $"https://cdn.plot.ly/plotly-{Version}.min.js"

    /// Subresource integrity of that file: a browser runs no other.
    let integrity =
        "sha384-hHv6D3tTUUBpp4tVv6t2Dc3oGuRhphmWOTKUR8jWyN0Pnon1g3iebKCNDNmKmxo8"

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
            Path.GetDirectoryName(typeof<PlotlyScript>.Assembly.Location)
        ]
        |> List.map (fun folder -> Path.Combine(folder, fileName))
        |> List.tryFind File.Exists

    /// Finds the script. Raises ArgumentException when NEUROVARIETY_PLOTLY names no file.
    let find () =
        match Environment.GetEnvironmentVariable "NEUROVARIETY_PLOTLY" with
        | null
        | "" ->
            besideProgram ()
            |> Option.map (File.ReadAllText >> Inlined)
            |> Option.defaultValue Remote
        | path when File.Exists path -> Inlined(File.ReadAllText path)
        | path -> invalidArg "NEUROVARIETY_PLOTLY" $"no such file: {path}; give the path of a plotly.min.js"

    /// The HTML element that brings the script into a page.
    let element =
        function
        | Inlined script -> $"<script>{escape script}</script>"
        | Nearby path -> $"""<script src="{path}" charset="utf-8"></script>"""
        | Remote ->
            $"""<script src="{address}" integrity="{integrity}" crossorigin="anonymous" charset="utf-8"></script>"""
