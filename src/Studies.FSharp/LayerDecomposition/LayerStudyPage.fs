namespace Neurovariety.Studies

open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The page of the experiments on [NLQ23]: claims, charts and tables.
[<RequireQualifiedAccess>]
module LayerStudyPage =

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
        $"{one.Layer}: {LayerTables.shapeText one}"

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

                            let graph, diffusion, identity =
                                at LayerReading.Graph, at LayerReading.Diffusion, at LayerReading.Identity

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
                "graph", heights LayerReading.Graph _.Data
                "diffusion", heights LayerReading.Diffusion _.Data
                "truncated", heights LayerReading.Identity _.Data
                "least of that rank", heights LayerReading.Identity _.DataOptimum
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
        match Option.ofObj one.Spectrum.PowerLaw with
        | Some law -> law.Exponent
        | None -> nan

    let private curves (result: LayerStudyResult) = [
        let last = shown result

        for one in last.Layers do
            if one.Refused.IsNone && (one.Layer = 1 || one.Layer = 2 || one.Layer = 7) then
                ChartOf(
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
                    ChartOf(
                        $"d = {last.Latent}, epoch {last.Epoch}: all layers, at n' = {result.Plan.Compared} or the rank where it is smaller.",
                        readingChart result
                    )
                ]
                @ curves result
                @ [
                    Heading "Dimensions"
                    ChartOf($"d = {last.Latent}, epoch {last.Epoch}.", dimensionChart result)
                    TableOf($"First seed, after epoch {last.Epoch}.", dimensions result)
                    Heading "Weights alone, over training"
                    ChartOf(
                        $"Singular values above the bulk edge, d = {last.Latent}.",
                        overEpochs result "spikes" (fun one -> float one.Spectrum.SpikeCount)
                    )
                    ChartOf(
                        $"Stable rank, d = {last.Latent}.",
                        overEpochs result "stable rank" (fun one -> one.Spectrum.StableRank)
                    )
                    ChartOf(
                        $"Exponent of the power law of the eigenvalues of WW', d = {last.Latent}; layers with fewer than ten have none.",
                        overEpochs result "exponent" exponent
                    )
                    ChartOf($"Singular values of layer 1, d = {last.Latent}.", spectrumChart result 1)
                    ChartOf($"Singular values of layer 2, d = {last.Latent}.", spectrumChart result 2)
                    TableOf($"Weights, d = {last.Latent}, epoch {last.Epoch}.", LayerTables.spectra last.Layers)
                    Folded("All figures at one width, first seed", [ TableOf("", compared result) ])
                    Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
                ]
        }
