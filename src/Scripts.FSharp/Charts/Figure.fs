namespace Neurovariety.Scripts.Charts

open System
open System.Collections
open Newtonsoft.Json
open Plotly.NET
open Plotly.NET.LayoutObjects
open Plotly.NET.TraceObjects

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

/// What a box shows beside its median, from below.
type BoxEdges = {
    LowerWhisker: float
    LowerQuartile: float
    UpperQuartile: float
    UpperWhisker: float
}

/// Writes a number that is not finite as null, which plotly.js leaves out; JSON has no other way to say it.
type private GapConverter() =
    inherit JsonConverter<float>()
    override _.CanRead = false
    override _.ReadJson(_, _, _, _, _) = raise (NotSupportedException())

    override _.WriteJson(writer: JsonWriter, value: float, _: JsonSerializer) =
        if Double.IsFinite value then
            writer.WriteValue value
        else
            writer.WriteNull()

/// What Plotly.NET lacks: the house style, gaps, boxes that were computed before, and JSON that is safe in a page. Every
/// function makes charts that share nothing with others, so that restyling one never changes another.
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

    /// Solid lines for the first eight series, then dashed, then dotted, so that colour and stroke together tell all.
    let stroke index =
        match index / palette.Length with
        | 0 -> StyleParam.DrawingStyle.Solid
        | 1 -> StyleParam.DrawingStyle.Dash
        | _ -> StyleParam.DrawingStyle.Dot

    // ---- series -------------------------------------------------------------------------------------------------------------

    /// Values as Plotly.NET takes them; a number that is not finite is null, which leaves a gap.
    let gaps (values: 'value[]) : IConvertible[] when 'value :> IConvertible =
        values
        |> Array.map (fun value ->
            match box value with
            | :? float as number when not (Double.IsFinite number) -> Unchecked.defaultof<IConvertible>
            | _ -> value :> IConvertible)

    /// Positions and values as points. Raises ArgumentException, with the name of the series, when there are not as many of each.
    let pairs name (xs: 'x[]) (ys: float[]) =
        if xs.Length <> ys.Length then
            invalidArg (nameof ys) $"{name}: expected as many x as y values, got {xs.Length} and {ys.Length}"

        Array.zip xs ys

    let private split points =
        let xs, ys = Array.unzip points
        gaps xs, gaps ys

    let private scatter mode name points line marker opacity =
        let x, y = split points

        Chart.Scatter(
            x = x,
            y = y,
            mode = mode,
            Name = name,
            ?Line = line,
            ?Marker = marker,
            ?Opacity = opacity,
            UseDefaults = false
        )

    let private drawn color dash =
        Some(Line.init (Color = Color.fromString color, Width = 2.0, Dash = dash))

    let private marker color (size: int) =
        Some(Marker.init (Color = Color.fromString color, Size = size))

    /// A line through points; x are numbers, or the names of categories.
    let line dash color name points =
        scatter StyleParam.Mode.Lines name points (drawn color dash) None None

    /// A line with its points drawn.
    let lineWithPoints dash color name points =
        scatter StyleParam.Mode.Lines_Markers name points (drawn color dash) (marker color 6) None

    /// A line with its points, and bars of the third number's length up and down from each.
    let lineWithErrors dash color name (points: ('x * float * float)[]) =
        let halfLengths = points |> Array.map (fun (_, _, half) -> half) |> gaps

        points
        |> Array.map (fun (x, y, _) -> x, y)
        |> lineWithPoints dash color name
        |> Chart.withYError (
            Error.init (
                Type = StyleParam.ErrorType.Data,
                Array = halfLengths,
                Color = Color.fromString color,
                Thickness = 1.5,
                Width = 3.0
            )
        )

    /// Points of a size to be read one by one.
    let points color name points =
        scatter StyleParam.Mode.Markers name points None (marker color 9) None

    /// Small points, half transparent, for many.
    let dots color name points =
        scatter StyleParam.Mode.Markers name points None (marker color 4) (Some 0.4)

    /// Upright bars at numbers or categories.
    let bars color name points =
        let x, y = split points
        Chart.Column(values = y, Keys = x, Name = name, MarkerColor = Color.fromString color, UseDefaults = false)

    // Opacity of the inside of a box, as the last two digits of a colour.
    let private boxTint = "33"

    /// Boxes that were computed before: position, median and edges of each.
    let boxes color name (boxes: (float * float * BoxEdges)[]) =
        let part select = boxes |> Array.map select |> gaps

        let edge select =
            part (fun (_, _, edges) -> select edges)

        Trace2D.initBoxPlot (
            Trace2DStyle.BoxPlot(
                Name = name,
                X = part (fun (x, _, _) -> x),
                Median = part (fun (_, median, _) -> median),
                LowerFence = edge _.LowerWhisker,
                Q1 = edge _.LowerQuartile,
                Q3 = edge _.UpperQuartile,
                UpperFence = edge _.UpperWhisker,
                FillColor = Color.fromString (color + boxTint),
                Line = Line.init (Color = Color.fromString color, Width = 1.5)
            )
        )
        |> GenericChart.ofTraceObject false

    // ---- layout -------------------------------------------------------------------------------------------------------------

    /// A linear axis with the range of its data.
    let axis title = {
        Title = title
        Scale = Linear
        Range = None
    }

    /// A logarithmic axis with the range of its data.
    let logarithmicAxis title = { axis title with Scale = Logarithmic }

    /// What the traces of a chart hold under the names of data members, such as x and y.
    let private members (names: string list) chart =
        GenericChart.getTraces chart
        |> Seq.collect (fun trace -> names |> Seq.choose trace.TryGetPropertyValue)
        |> Seq.collect (function
            | :? string -> Seq.empty
            | :? IEnumerable as values -> Seq.cast<obj> values
            | _ -> Seq.empty)
        |> Array.ofSeq

    /// Ticks of a logarithmic axis: every power of ten, with 2 and 5 between them when there are few.
    let private logarithmicTicks (values: obj[]) =
        let exponents =
            values
            |> Array.choose (function
                | :? float as value when value > 0.0 && Double.IsFinite value -> Some(Math.Log10 value)
                | _ -> None)

        if Array.isEmpty exponents || Array.max exponents - Array.min exponents > 3.0 then
            LinearAxis.init (DTick = 1, ExponentFormat = StyleParam.ExponentFormat.Power)
        else
            LinearAxis.init (DTick = "D2", TickFormat = "~g")

    let private drawnAxis (values: obj[]) axis =
        let isNamed = values |> Array.exists (fun value -> value :? string)
        let isLogarithmic = axis.Scale = Logarithmic && not isNamed
        let position = if isLogarithmic then Math.Log10 else id

        (if isLogarithmic then
             logarithmicTicks values
         else
             LinearAxis.init ())
        |> LinearAxis.style (
            Title = Title.init (Text = axis.Title, Standoff = 12),
            AxisType =
                (if isNamed then StyleParam.AxisType.Category
                 elif isLogarithmic then StyleParam.AxisType.Log
                 else StyleParam.AxisType.Linear),
            ?Range =
                (axis.Range
                 |> Option.map (fun (low, high) -> StyleParam.Range.ofMinMax (position low, position high))),
            AutoMargin = StyleParam.TickAutoMargin.All,
            ZeroLine = false,
            ShowLine = true,
            LineColor = Color.fromString "#999999",
            GridColor = Color.fromString "#e8e8e8",
            Ticks = StyleParam.TickOptions.Outside
        )

    /// Up to this many series the legend stands above the chart, beyond that at its right.
    let private legendAbove = 4

    // A single series needs no legend; small half transparent points would hardly be seen in one.
    let private withLegend chart =
        let hasDots =
            GenericChart.existsTrace (fun trace -> (trace.TryGetPropertyValue "opacity").IsSome) chart

        let itemSizing =
            if hasDots then
                Some StyleParam.TraceItemSizing.Constant
            else
                None

        match GenericChart.countTrace chart with
        | count when count <= 1 -> chart
        | count when count <= legendAbove ->
            chart
            |> Chart.withLegendStyle (
                ?ItemSizing = itemSizing,
                Orientation = StyleParam.Orientation.Horizontal,
                X = 0.0,
                Y = 1.02,
                YAnchor = StyleParam.YAnchorPosition.Bottom
            )
        | _ ->
            chart
            |> Chart.withLegendStyle (
                ?ItemSizing = itemSizing,
                Orientation = StyleParam.Orientation.Vertical,
                X = 1.02,
                Y = 1.0
            )

    let private houseLayout chart =
        Layout.init (
            ShowLegend = (GenericChart.countTrace chart > 1),
            Margin = Margin.init (Left = 64, Right = 20, Top = 44, Bottom = 56),
            Font =
                Font.init (
                    Family = StyleParam.FontFamily.Custom "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
                    Size = 13.0,
                    Color = Color.fromString "#222222"
                ),
            HoverMode = StyleParam.HoverMode.Closest,
            PaperBGColor = Color.fromString "#ffffff",
            PlotBGColor = Color.fromString "#ffffff",
            Height = 420
        )

    /// Series in one chart with these axes, in the style of all charts here. Any charts of Plotly.NET may be among them.
    let create horizontal vertical (series: GenericChart list) =
        let chart =
            match series with
            | [] -> GenericChart.ofTraceObjects false []
            | some -> Chart.combine some

        chart
        |> GenericChart.setLayout (houseLayout chart)
        |> Chart.withXAxis (drawnAxis (members [ "x" ] chart) horizontal)
        |> Chart.withYAxis (drawnAxis (members [ "y"; "median" ] chart) vertical)
        |> withLegend
        |> GenericChart.setConfig (Config.init (Responsive = true, Displaylogo = false))
        |> Chart.withDisplayOptions (DisplayOptions.init (PlotlyJSReference = PlotlyJSReference.Full))

    // ---- pages --------------------------------------------------------------------------------------------------------------

    /// Height of a chart in CSS pixels; what plotly.js takes when none was set.
    let height chart =
        GenericChart.tryGetLayoutSize chart |> snd |> Option.defaultValue 450

    /// The types of the traces of a chart, as plotly.js names them.
    let traceTypes chart =
        GenericChart.getTraces chart |> Seq.map _.``type`` |> Set.ofSeq

    /// A chart as one line of JSON with the members data, layout and config, safe inside an HTML script element: no sign in
    /// it can open or close an element or a comment, and what is not finite is null.
    let toJson chart =
        JsonConvert.SerializeObject(
            GenericChart.toChartDTO chart,
            JsonSerializerSettings(
                StringEscapeHandling = StringEscapeHandling.EscapeHtml,
                ReferenceLoopHandling = ReferenceLoopHandling.Serialize,
                Converters = [| GapConverter() |]
            )
        )
