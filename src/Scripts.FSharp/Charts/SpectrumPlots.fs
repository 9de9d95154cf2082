namespace Neurovariety.Scripts.Charts

/// Charts of the spectra of Jacobians, and of the regressions on them.
[<RequireQualifiedAccess>]
module SpectrumPlots =

    let private series mark index name (points: (float * float)[]) : Series = {
        Name = name
        Mark = mark
        Color = Figure.color index
        X = Numbers(Array.map fst points)
        Y = Array.map snd points
    }

    /// Eigenvalues in the complex plane, one cloud for each name; a unit is as long upwards as to the right.
    let complexPlane (clouds: (string * (float * float)[]) list) =
        clouds
        |> List.mapi (fun index (name, points) -> series Dots index name points)
        |> Figure.create (Figure.axis "real part") (Figure.axis "imaginary part")
        |> fun figure -> {
            figure with
                EqualUnits = true
                Height = 520
        }

    /// Clouds of points.
    let clouds horizontal vertical (clouds: (string * (float * float)[]) list) =
        clouds
        |> List.mapi (fun index (name, points) -> series Dots index name points)
        |> Figure.create (Figure.axis horizontal) (Figure.axis vertical)

    /// Shares of each bin, one group of bars for each bin; empty bins leave a gap on a logarithmic axis.
    let histogram vertical title (centres: float[]) (shares: (string * float[]) list) =
        shares
        |> List.mapi (fun index (name, values) ->
            Array.zip centres (values |> Array.map (fun value -> if value > 0.0 then value else nan))
            |> series Bars index name)
        |> Figure.create (Figure.axis title) vertical

    /// One group of bars for each name.
    let grouped title (names: string[]) (values: (string * float[]) list) =
        values
        |> List.mapi (fun index (name, heights) -> {
            Name = name
            Mark = Bars
            Color = Figure.color index
            X = Categories names
            Y = heights
        })
        |> Figure.create (Figure.axis "") (Figure.axis title)

    /// Lines over epochs, drawn with points.
    let overEpochs vertical (lines: (string * (float * float)[]) list) =
        lines
        |> List.mapi (fun index (name, points) -> series (LinesAndPoints Solid) index name points)
        |> Figure.create (Figure.axis "epoch") vertical

    /// A figure against the latent width: ours with errors, and what was published dashed in the same colours.
    let againstLatent
        title
        (measured: (string * (float * float * float)[]) list)
        (published: (string * (float * float)[]) list)
        =
        let ours =
            measured
            |> List.mapi (fun index (name, points) ->
                let halves = points |> Array.map (fun (_, _, half) -> half)
                // Where the palette repeats, the stroke tells the curves apart.
                let stroke = if index < Figure.palette.Length then Solid else Dotted

                points
                |> Array.map (fun (x, y, _) -> x, y)
                |> series (LinesWithErrors(stroke, halves)) index name)

        let theirs =
            published
            |> List.mapi (fun index (name, points) -> series (LinesAndPoints Dashed) index name points)
            |> List.filter (fun one -> one.Y.Length > 0)

        Figure.create (Figure.axis "latent width d") (Figure.axis title) (ours @ theirs)
