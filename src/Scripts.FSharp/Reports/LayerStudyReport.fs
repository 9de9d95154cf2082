namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Experiments

/// The report on the experiments on [NLQ23]: one HTML page that works offline, with CSV and JSON beside it.
[<RequireQualifiedAccess>]
module LayerStudyReport =

    let private scaleName =
        function
        | Scale.Smoke -> "smoke"
        | Scale.Seed -> "seed"
        | Scale.Paper -> "paper"

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private modelJson (plan: LayerStudySettings) (model: LayerModel) =
        Fields [
            "architecture", Text LayerStudySettings.architecture
            "latent", Json.count model.Latent
            "seed", Text(string model.Seed)
            "epoch", Json.count model.Epoch
            "relativeError", number model.RelativeError
            "largestActivation", number model.LargestActivation
            "largestTenfold", number model.LargestTenfold
            "layers",
            Items [
                for one in model.Layers do
                    LayerReport.layerJson "graph" plan.Epsilon one
            ]
        ]

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson (provenance: Provenance) (result: LayerStudyResult) =
        Fields [
            "experiment", Text "lmd"
            "source", Text "NLQ23"
            "scale", Text(scaleName result.Plan.Scale)
            "latents", Json.counts result.Plan.Latents
            "seeds", Json.texts (result.Plan.Seeds |> List.map string)
            "epochs", Json.count result.Plan.Epochs
            "measuredEpochs", Json.counts result.Plan.MeasuredEpochs
            "points", Json.count result.Plan.Points
            "claims", Items(LayerClaims.all result |> List.map ClaimText.toJson)
            "models", Items(result.Models |> List.map (modelJson result.Plan))
            "leftOut", Json.texts (result.LeftOut |> List.map fst)
            "provenance", Provenance.toJson provenance
        ]

    /// The claims with their verdicts, for the console.
    let summary result =
        ClaimText.table (LayerClaims.all result)

    // The network that charts of one network show: the first seed of the widest latent layer.
    let private shown (result: LayerStudyResult) =
        LayerClaims.final result
        |> List.filter (fun model -> model.Seed = result.Plan.Seeds.Head)
        |> List.maxBy _.Latent

    let private history (result: LayerStudyResult) =
        let last = shown result

        result.Models
        |> List.filter (fun model -> model.Seed = last.Seed && model.Latent = last.Latent)

    let private layerName (one: LayerFigures) =
        $"{one.Layer}: {LayerReport.shapeText one}"

    let private compared (result: LayerStudyResult) =
        let digits = Table.decimals 3

        Table.create [
            "d", Figures
            "epoch", Figures
            "layer", Words
            "n'", Figures
            "data: graph", Figures
            "diffusion", Figures
            "truncated", Figures
            "least", Figures
            "Frobenius: graph", Figures
            "diffusion", Figures
            "least", Figures
        ] [
            for model in result.Models do
                if model.Seed = result.Plan.Seeds.Head then
                    for one in model.Layers do
                        if one.Refused.IsNone then
                            let at reading =
                                (LayerFigures.residuals reading one |> LayerFigures.at result.Plan.Compared).Value

                            let graph, diffusion, identity = at "graph", at "diffusion", at "identity"

                            [
                                string model.Latent
                                string model.Epoch
                                layerName one
                                string graph.Latent
                                digits graph.Data
                                digits diffusion.Data
                                digits identity.Data
                                digits graph.DataOptimum
                                digits graph.Frobenius
                                digits diffusion.Frobenius
                                digits graph.FrobeniusOptimum
                            ]
        ]

    let private dimension (found: IntrinsicDimension option) =
        found
        |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)
        |> Option.map (Table.decimals 1)
        |> Option.defaultValue "-"

    let private latent value =
        value |> Option.map string |> Option.defaultValue "none"

    let private dimensions (result: LayerStudyResult) =
        Table.create [
            "d", Figures
            "layer", Words
            "dimension: inputs", Figures
            "outputs", Figures
            "both", Figures
            "participation, inputs", Figures
            $"n' with data error {Table.decimals 2 result.Plan.Epsilon}: graph", Figures
            "diffusion", Figures
            "truncated", Figures
            "least", Figures
        ] [
            for model in LayerClaims.final result do
                if model.Seed = result.Plan.Seeds.Head then
                    for one in model.Layers do
                        if one.Refused.IsNone then
                            let below value rows =
                                latent (LayerFigures.latentBelow result.Plan.Epsilon value rows)

                            [
                                string model.Latent
                                layerName one
                                dimension one.InputDimension
                                dimension one.OutputDimension
                                dimension one.JointDimension
                                one.InputDimension.Value.ParticipationRatio |> Table.decimals 1
                                below _.Data one.Graph
                                below _.Data one.Diffusion
                                below _.Data one.Identity
                                below _.DataOptimum one.Identity
                            ]
        ]

    let private readingChart (result: LayerStudyResult) =
        let layers = (shown result).Layers |> List.filter _.Refused.IsNone

        let heights reading value =
            layers
            |> List.map (fun one ->
                (LayerFigures.residuals reading one |> LayerFigures.at result.Plan.Compared).Value
                |> value)
            |> Array.ofList

        LayerPlots.byLayer
            $"error on the data at n' = {result.Plan.Compared}"
            (layers |> List.map layerName |> Array.ofList)
            [
                "graph", heights "graph" _.Data
                "diffusion", heights "diffusion" _.Data
                "truncated", heights "identity" _.Data
                "least of that rank", heights "identity" _.DataOptimum
            ]

    let private dimensionChart (result: LayerStudyResult) =
        let layers = (shown result).Layers |> List.filter _.Refused.IsNone

        let heights value =
            layers |> List.map value |> Array.ofList

        let nearest (found: IntrinsicDimension option) =
            found
            |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)
            |> Option.defaultValue nan

        let below (one: LayerFigures) =
            LayerFigures.latentBelow result.Plan.Epsilon _.DataOptimum one.Identity
            |> Option.map float
            |> Option.defaultValue nan

        LayerPlots.byLayer "dimensions" (layers |> List.map layerName |> Array.ofList) [
            "samples, two nearest neighbours", heights (fun one -> nearest one.JointDimension)
            "inputs, participation ratio", heights (fun one -> one.InputDimension.Value.ParticipationRatio)
            $"least n' with data error {Table.decimals 2 result.Plan.Epsilon}", heights below
        ]

    let private overEpochs (result: LayerStudyResult) title (value: LayerFigures -> float) =
        let models = history result

        LayerPlots.overEpochs title [
            for index, one in List.indexed (shown result).Layers ->
                layerName one, [| for model in models -> float model.Epoch, value model.Layers[index] |]
        ]

    let private spectrumChart (result: LayerStudyResult) layer =
        LayerPlots.singularValues [
            for model in history result ->
                $"epoch {model.Epoch}", (model.Layers |> List.find (fun one -> one.Layer = layer)).Spectrum
        ]

    let private exponent (one: LayerFigures) =
        if isNull (box one.Spectrum.PowerLaw) then
            nan
        else
            one.Spectrum.PowerLaw.Exponent

    let private curves (result: LayerStudyResult) = [
        let last = shown result

        for one in last.Layers do
            if one.Refused.IsNone && (one.Layer = 1 || one.Layer = 2 || one.Layer = 7) then
                Chart(
                    $"Error on the data of layer {layerName one}, d = {last.Latent}, epoch {last.Epoch}.",
                    LayerPlots.residuals "||(W - W')X|| / ||WX||" _.Data _.DataOptimum one
                )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: LayerStudyResult) : Page =
        let last = shown result
        let widths = result.Plan.Latents |> List.map string |> String.concat ", "
        let epochs = result.Plan.MeasuredEpochs |> List.map string |> String.concat ", "

        {
            Title = "Layer matrix decomposition of trained autoencoders"
            Lead =
                $"All layers of {LayerStudySettings.architecture} networks, d = {widths}, after epochs {epochs}, on graphs of {result.Plan.Points} training images: each claim of [NLQ23], and whether it held."
            Blocks =
                [ Heading "Claims" ]
                @ (LayerClaims.all result |> List.map ClaimText.block)
                @ [
                    Heading "Readings beside the optimum"
                    Paragraph
                        "The graph reading takes its maps from graph Laplacians of the inputs, the outputs and both. The diffusion reading takes diffusion maps of both. The identity reading is the truncated singular value decomposition. No matrix of rank n' comes below the least."
                    Chart(
                        $"d = {last.Latent}, epoch {last.Epoch}: all layers, at n' = {result.Plan.Compared} or the rank where it is smaller.",
                        readingChart result
                    )
                ]
                @ curves result
                @ [
                    Heading "Dimensions"
                    Chart($"d = {last.Latent}, epoch {last.Epoch}.", dimensionChart result)
                    TableOf($"First seed, after epoch {last.Epoch}.", dimensions result)
                    Heading "Weights alone, over training"
                    Chart(
                        $"Singular values above the bulk edge, d = {last.Latent}.",
                        overEpochs result "spikes" (fun one -> float one.Spectrum.SpikeCount)
                    )
                    Chart(
                        $"Stable rank, d = {last.Latent}.",
                        overEpochs result "stable rank" (fun one -> one.Spectrum.StableRank)
                    )
                    Chart(
                        $"Exponent of the power law of the eigenvalues of WW', d = {last.Latent}; layers with fewer than five have none.",
                        overEpochs result "exponent" exponent
                    )
                    Chart($"Singular values of layer 1, d = {last.Latent}.", spectrumChart result 1)
                    Chart($"Singular values of layer 2, d = {last.Latent}.", spectrumChart result 2)
                    TableOf($"Weights, d = {last.Latent}, epoch {last.Epoch}.", LayerReport.spectra last.Layers)
                    Folded("All figures at one width, first seed", [ TableOf("", compared result) ])
                    Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
                ]
        }

    let private text = ReportFolder.number

    let private optionalText (value: float option) =
        value |> Option.map text |> Option.defaultValue ""

    let private layerRows (result: LayerStudyResult) = [
        for model in result.Models do
            for one in model.Layers do
                let spectrum = one.Spectrum

                let law =
                    if isNull (box spectrum.PowerLaw) then
                        None
                    else
                        Some spectrum.PowerLaw

                let nearest (found: IntrinsicDimension option) =
                    found |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)

                let share (found: IntrinsicDimension option) =
                    found |> Option.map _.ParticipationRatio

                [
                    string model.Latent
                    string model.Seed
                    string model.Epoch
                    string one.Layer
                    string one.Outputs
                    string one.Inputs
                    string spectrum.Rank
                    string one.ConstantInputs
                    optionalText (nearest one.InputDimension)
                    optionalText (nearest one.OutputDimension)
                    optionalText (nearest one.JointDimension)
                    optionalText (share one.InputDimension)
                    optionalText (share one.OutputDimension)
                    optionalText (share one.JointDimension)
                    optionalText one.BesideDiagonal
                    text spectrum.SingularValues[0]
                    text spectrum.UpperEdge
                    string spectrum.SpikeCount
                    text spectrum.StableRank
                    string spectrum.RankLoss
                    optionalText (law |> Option.map _.Exponent)
                    optionalText (law |> Option.map _.Low)
                    optionalText (law |> Option.map _.High)
                    optionalText (law |> Option.map _.PValue)
                ]
    ]

    /// The CSV files behind tables and charts, by name.
    let csvs (result: LayerStudyResult) = [
        "claims.csv",
        ReportFolder.csv [ "key"; "where"; "claim"; "verdict"; "finding" ] [
            for one in LayerClaims.all result ->
                [ one.Key; one.Where; one.Claim; ClaimText.verdictKey one.Verdict; one.Finding ]
        ]

        "residuals.csv",
        ReportFolder.csv ([ "d"; "seed"; "epoch" ] @ LayerReport.residualColumns) [
            for model in result.Models do
                yield!
                    LayerReport.residualRows [ string model.Latent; string model.Seed; string model.Epoch ] model.Layers
        ]

        "layers.csv",
        ReportFolder.csv
            [
                "d"
                "seed"
                "epoch"
                "layer"
                "outputs"
                "inputs"
                "rank"
                "constantInputs"
                "dimensionInput"
                "dimensionOutput"
                "dimensionJoint"
                "participationInput"
                "participationOutput"
                "participationJoint"
                "coreBesideDiagonal"
                "largestSingularValue"
                "bulkEdge"
                "spikes"
                "stableRank"
                "rankLoss"
                "powerLaw"
                "powerLawLow"
                "powerLawHigh"
                "powerLawP"
            ]
            (layerRows result)

        "singular-values.csv",
        ReportFolder.csv [ "d"; "seed"; "epoch"; "layer"; "number"; "singularValue" ] [
            for model in result.Models do
                for one in model.Layers do
                    for i, value in Seq.indexed one.Spectrum.SingularValues ->
                        [
                            string model.Latent
                            string model.Seed
                            string model.Epoch
                            string one.Layer
                            string (i + 1)
                            text value
                        ]
        ]
    ]

    /// Writes report.html, result.json and the CSV files into a folder. Raises IOException, with one line that says why, when
    /// a file cannot be written.
    let write folder (provenance: Provenance) (result: LayerStudyResult) =
        for name, content in csvs result do
            ReportFolder.writeText folder name content

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (page provenance result)

    /// The record of a run from its command line and settings, and the data's names and hashes.
    let provenance command (result: LayerStudyResult) =
        let plan = result.Plan

        Provenance.create
            command
            plan.Seeds.Head
            plan.Threads
            [
                "scale", scaleName plan.Scale
                "latent widths", plan.Latents |> List.map string |> String.concat ", "
                "seeds", plan.Seeds |> List.map string |> String.concat ", "
                "epochs", string plan.Epochs
                "decomposed after", plan.MeasuredEpochs |> List.map string |> String.concat ", "
                "points", string plan.Points
            ]
            [
                $"training images ({result.Images.Train.Count})", result.Images.Train.PixelSha256()
            ]
            result.Timings
