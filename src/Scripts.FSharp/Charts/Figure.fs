namespace Neurovariety.Scripts.Charts

open System
open System.IO
open System.Text
open System.Text.Json

/// How an axis measures.
type AxisScale =
    | Linear
    | Logarithmic

/// One axis: its title with the unit, its scale, and its range in data units (None: from the data).
type Axis = {
    Title: string
    Scale: AxisScale
    Range: (float * float) option
}

/// How a line is drawn.
type Stroke =
    | Solid
    | Dashed
    | Dotted

/// What a box shows beside its median, from below.
type BoxEdges = {
    LowerWhisker: float
    LowerQuartile: float
    UpperQuartile: float
    UpperWhisker: float
}

/// What a series looks like.
type Mark =
    | Lines of Stroke
    | LinesAndPoints of Stroke
    | Points
    /// Small and half transparent: for many points.
    | Dots
    | Bars
    /// A line through points, with bars of these half lengths up and down.
    | LinesWithErrors of Stroke * halfLengths: float[]
    /// Boxes around the Y, which are medians, from quartiles and whiskers that were computed before.
    | Boxes of BoxEdges[]

/// Horizontal positions: numbers, or named categories in the order given.
type Positions =
    | Numbers of float[]
    | Categories of string[]

/// One series of a chart. X and Y have the same length; a Y that is not finite leaves a gap.
type Series = {
    Name: string
    Mark: Mark
    Color: string
    X: Positions
    Y: float[]
}

/// A chart: what is drawn, not how a library draws it. Height in CSS pixels.
type Figure = {
    Horizontal: Axis
    Vertical: Axis
    Series: Series list
    Height: int
    /// Whether a unit is as long upwards as to the right.
    EqualUnits: bool
}

/// Charts as JSON figures of plotly.js. This file alone knows that format; another chart library enters here.
[<RequireQualifiedAccess>]
module Figure =

    /// Eight colours that stay apart for colour-blind readers, in fixed order. Source: the palette of Okabe and Ito.
    let palette = [|
        "#0072b2"
        "#d55e00"
        "#009e73"
        "#cc79a7"
        "#e69f00"
        "#56b4e9"
        "#666666"
        "#000000"
    |]

    /// The colour of the series at an index; the palette repeats.
    let color index = palette[index % palette.Length]

    /// A linear axis with the range of its data.
    let axis title = {
        Title = title
        Scale = Linear
        Range = None
    }

    /// A logarithmic axis with the range of its data.
    let logarithmicAxis title = { axis title with Scale = Logarithmic }

    let private length =
        function
        | Numbers values -> values.Length
        | Categories names -> names.Length

    /// A chart of the given series.
    let create horizontal vertical (series: Series list) =
        for one in series do
            if length one.X <> one.Y.Length then
                invalidArg
                    (nameof series)
                    $"{one.Name}: expected as many x as y values, got {length one.X} and {one.Y.Length}"

        {
            Horizontal = horizontal
            Vertical = vertical
            Series = series
            Height = 420
            EqualUnits = false
        }

    let private writeNumbers (json: Utf8JsonWriter) (name: string) (values: float[]) =
        json.WriteStartArray name

        for value in values do
            if Double.IsFinite value then
                json.WriteNumberValue value
            else
                json.WriteNullValue()

        json.WriteEndArray()

    let private writeObject (json: Utf8JsonWriter) (name: string) content =
        json.WriteStartObject name
        content ()
        json.WriteEndObject()

    let private dash =
        function
        | Solid -> "solid"
        | Dashed -> "dash"
        | Dotted -> "dot"

    // Opacity of the inside of a box, as the last two digits of a colour.
    let private boxTint = "33"

    let private writeMark (json: Utf8JsonWriter) series =
        let line stroke =
            writeObject json "line" (fun () ->
                json.WriteString("color", series.Color)
                json.WriteNumber("width", 2)
                json.WriteString("dash", dash stroke))

        let marker (size: int) =
            writeObject json "marker" (fun () ->
                json.WriteString("color", series.Color)
                json.WriteNumber("size", size))

        let scatter (mode: string) =
            json.WriteString("type", "scatter")
            json.WriteString("mode", mode)

        match series.Mark with
        | Lines stroke ->
            scatter "lines"
            line stroke
        | LinesAndPoints stroke ->
            scatter "lines+markers"
            line stroke
            marker 6
        | Points ->
            scatter "markers"
            marker 9
        | Dots ->
            scatter "markers"
            json.WriteNumber("opacity", 0.4)
            marker 4
        | LinesWithErrors(stroke, halfLengths) ->
            scatter "lines+markers"
            line stroke
            marker 6

            writeObject json "error_y" (fun () ->
                json.WriteString("type", "data")
                json.WriteString("color", series.Color)
                json.WriteNumber("thickness", 1.5)
                json.WriteNumber("width", 3)
                writeNumbers json "array" halfLengths)
        | Boxes edges ->
            json.WriteString("type", "box")
            json.WriteString("fillcolor", series.Color + boxTint)

            writeObject json "line" (fun () ->
                json.WriteString("color", series.Color)
                json.WriteNumber("width", 1.5))

            writeNumbers json "lowerfence" (edges |> Array.map _.LowerWhisker)
            writeNumbers json "q1" (edges |> Array.map _.LowerQuartile)
            writeNumbers json "q3" (edges |> Array.map _.UpperQuartile)
            writeNumbers json "upperfence" (edges |> Array.map _.UpperWhisker)
        | Bars ->
            json.WriteString("type", "bar")
            writeObject json "marker" (fun () -> json.WriteString("color", series.Color))

    let private writeSeries (json: Utf8JsonWriter) series =
        json.WriteStartObject()
        json.WriteString("name", series.Name)
        writeMark json series

        match series.X with
        | Numbers values -> writeNumbers json "x" values
        | Categories names ->
            json.WriteStartArray "x"
            names |> Array.iter (fun (name: string) -> json.WriteStringValue name)
            json.WriteEndArray()

        // Boxes that were computed before are given by their medians; plotly.js takes a y for the sample itself.
        writeNumbers json (if series.Mark.IsBoxes then "median" else "y") series.Y
        json.WriteEndObject()

    /// Ticks of a logarithmic axis: every power of ten, with 2 and 5 between them when there are few.
    let private writeLogarithmicTicks (json: Utf8JsonWriter) (values: seq<float>) =
        let exponents =
            values
            |> Seq.filter (fun value -> value > 0.0 && Double.IsFinite value)
            |> Seq.map Math.Log10
            |> List.ofSeq

        if exponents.IsEmpty || List.max exponents - List.min exponents > 3.0 then
            json.WriteNumber("dtick", 1)
            json.WriteString("exponentformat", "power")
        else
            json.WriteString("dtick", "D2")
            json.WriteString("tickformat", "~g")

    let private writeAxis (json: Utf8JsonWriter) (name: string) figure isCategorical values axis =
        writeObject json name (fun () ->
            if figure.EqualUnits && name = "yaxis" then
                json.WriteString("scaleanchor", "x")

            writeObject json "title" (fun () ->
                json.WriteString("text", axis.Title)
                json.WriteNumber("standoff", 12))

            if isCategorical then
                json.WriteString("type", "category")
            else
                match axis.Scale with
                | Linear -> json.WriteString("type", "linear")
                | Logarithmic ->
                    json.WriteString("type", "log")
                    writeLogarithmicTicks json values

            match axis.Range with
            | None -> ()
            | Some(low, high) ->
                let position = if axis.Scale = Logarithmic then Math.Log10 else id
                writeNumbers json "range" [| position low; position high |]

            json.WriteBoolean("automargin", true)
            json.WriteBoolean("zeroline", false)
            json.WriteBoolean("showline", true)
            json.WriteString("linecolor", "#999999")
            json.WriteString("gridcolor", "#e8e8e8")
            json.WriteString("ticks", "outside"))

    /// Up to this many series the legend stands above the chart, beyond that at its right.
    let private legendAbove = 4

    let private writeLayout (json: Utf8JsonWriter) figure =
        let isCategorical = figure.Series |> List.exists (fun one -> one.X.IsCategories)

        let across =
            figure.Series
            |> Seq.collect (fun one ->
                match one.X with
                | Numbers values -> values
                | Categories _ -> [||])

        writeAxis json "xaxis" figure isCategorical across figure.Horizontal
        writeAxis json "yaxis" figure false (figure.Series |> Seq.collect _.Y) figure.Vertical

        writeObject json "margin" (fun () ->
            for side, pixels in [ "l", 64; "r", 20; "t", 44; "b", 56 ] do
                json.WriteNumber(side, pixels))

        writeObject json "font" (fun () ->
            json.WriteString("family", "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif")
            json.WriteNumber("size", 13)
            json.WriteString("color", "#222222"))

        writeObject json "legend" (fun () ->
            if figure.Series |> List.exists _.Mark.IsDots then
                json.WriteString("itemsizing", "constant")

            if figure.Series.Length <= legendAbove then
                json.WriteString("orientation", "h")
                json.WriteNumber("x", 0)
                json.WriteNumber("y", 1.02)
                json.WriteString("yanchor", "bottom")
            else
                json.WriteString("orientation", "v")
                json.WriteNumber("x", 1.02)
                json.WriteNumber("y", 1))

        json.WriteBoolean("showlegend", (figure.Series.Length > 1))
        json.WriteString("barmode", "group")
        json.WriteString("hovermode", "closest")
        json.WriteString("paper_bgcolor", "#ffffff")
        json.WriteString("plot_bgcolor", "#ffffff")
        json.WriteNumber("height", figure.Height)

    /// The figure as one line of JSON with the members data, layout and config; safe inside an HTML script element.
    let toJson figure =
        use stream = new MemoryStream()

        using (new Utf8JsonWriter(stream)) (fun json ->
            json.WriteStartObject()
            json.WriteStartArray "data"
            figure.Series |> List.iter (writeSeries json)
            json.WriteEndArray()
            writeObject json "layout" (fun () -> writeLayout json figure)

            writeObject json "config" (fun () ->
                json.WriteBoolean("responsive", true)
                json.WriteBoolean("displaylogo", false)
                json.WriteString("displayModeBar", "hover"))

            json.WriteEndObject())

        Encoding.UTF8.GetString(stream.ToArray())
