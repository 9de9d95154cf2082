namespace Neurovariety.Studies

open Neurovariety.Scripts.Analyses
open Neurovariety.Studies.GeneralizationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The page of the study of [ADGL21].
[<RequireQualifiedAccess>]
module GeneralizationPage =

    let internal scaleName =
        function
        | Smoke -> "smoke"
        | Seed -> "seed"
        | Paper -> "paper"

    let private scope (result: GeneralizationResult) = [
        let plan = result.Plan
        let architectures = String.concat ", " plan.Architectures

        let widths =
            match plan.Latents with
            | [ only ] -> string only
            | several -> $"{List.head several} to {List.last several}"

        Paragraph
            $"Autoencoders {architectures} with latent widths {widths} ({plan.Latents.Length} of them) and {plan.Seeds.Length} seed(s), trained by Adam on {result.Images.Train.Count} images for {plan.Epochs} epochs (batches of 128), and measured after {plan.MeasuredEpochs.Head} epochs at all {result.Images.Train.Count} training and {result.Images.Test.Count} test images ({result.Images.Train.Source}). Errors are mean squared errors per pixel, pixels from -1 to 1."

        if not (isComparable result) then
            Paragraph
                "This is not the source's experiment: fewer latent widths, epochs or images. No verdict is given below; the findings are about the networks at hand."

        for folder, reason in result.LeftOut do
            Paragraph $"Left out: {folder}: {reason}."
    ]

    let private conventions = [
        Paragraph
            "J_I(x) = DD(z) DE(x) and J_L(z) = DE(x') DD(z) with z = E(x), x' = D(z). The d eigenvalues of J_I of largest modulus are those of the d x d matrix DE(x) DD(z): both spectra cost the same, although the source takes that of J_I for expensive. omega is the product of the d eigenvalues."
        Paragraph
            "Points with omega <= 0 have no log omega: they are left out of its regressions and counted. Error and predictor are standardised over the points used, the indicator of test points is not. Errors of coefficients allow each point its own variance (HC3); with several seeds they are clustered by seed in the regressions over all seeds."
        Paragraph
            "Corrections to the source: its eq. (2) and Definition 2.3 give the error opposite signs; here it is x - D(E(x)). The last line of the proof of Theorem 3.8 squares C once too often. The tables are of 300 epochs, the text says 500. The slope of the ReLU at 0 is 0."
    ]

    let private tables result = [
        Heading "Table 1: the error on log omega"
        for space, name in [ LatentSpace, "latent space, J_L"; InputSpace, "input space, J_I" ] do
            TableOf($"Published coefficients beside ours, {name}.", RegressionTables.beside LogOmega space result)
        Heading "Table 2: the error on the trace"
        for space, name in [ LatentSpace, "latent space, J_L"; InputSpace, "input space, J_I" ] do
            TableOf(
                $"Published coefficients beside ours, {name}.",
                RegressionTables.beside Predictor.Trace space result
            )
        Heading "What is left with the class as control"
        TableOf(
            "Share of variance, and slope at test points: alone, with the class, with class and ink.",
            RegressionTables.controls result
        )
        TableOf(
            "The interaction of predictor and test indicator, with p-values corrected for all widths (Holm).",
            RegressionTables.interactions NoControls result
        )
        TableOf("The same with class and ink as controls.", RegressionTables.interactions ClassAndInk result)
    ]

    let private beyond result =
        let theorem, scored, audits = GeneralizationCharts.beyond result

        [
            Heading "Theorem 3.8 on real pairs"
            Paragraph
                "Pairs of a test image y and its nearest training image x, in double precision. The bounds by the spectral norm, by the condition of the eigenvectors and by the departure from normality hold for part A at every point; whether they also bound the whole change depends on part B, which lies outside the span of the eigenvectors."
            TableOf(
                "How often the assumption holds, and each bound beside the squared change of the error: how often it lies above it, and how many times larger it is in the median.",
                GeneralizationTables.theorem result
            )
            TableOf("The parts of the change by Lemma 3.5: medians of their norms.", GeneralizationTables.parts result)
            yield! theorem
            if not scored.IsEmpty then
                Heading "Where does the network fail?"

                Paragraph
                    "Scores that a deployer could compute, judged on test images shifted in ten ways (near shifts first, then far ones) and on the worst 5 % of the test points by their own error. Figures are areas under the ROC curve; combinations were fitted on other images and half of the near shifts. The MSE finds the worst points by definition, and at deployment it costs one pass."

                yield! scored

                for model in main result do
                    match model.Scores with
                    | Some study ->
                        Folded(
                            $"All scores at d = {model.Latent}, {study.PointCount} points on each side",
                            [
                                TableOf(
                                    "Areas under the ROC curve, at the end that theory names; high values where it names none.",
                                    GeneralizationTables.scores study
                                )
                            ]
                        )
                    | None -> ()
            if not result.Audits.IsEmpty then
                Heading "Audit without data"

                Paragraph
                    "Each network draws latent points by itself, decodes them, and is measured there. Rank correlations with the true test error tell whether such an audit could choose between networks or checkpoints."

                TableOf("Rank correlation with the test MSE.", GeneralizationTables.auditCorrelations result)
                yield! audits
        ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: GeneralizationResult) : Page = {
        Title = "Geometry and Generalization"
        Lead =
            "The experiments of Agarwala, Dees, Gearhart and Lowman on eigenvalues of autoencoders' Jacobians: published figures beside ours."
        Blocks = [
            yield! scope result
            Heading "Claim by claim"
            yield! GeneralizationClaims.all result |> List.map ClaimText.block
            Heading "The networks"
            TableOf("Losses, and medians over all points.", GeneralizationTables.networks result)
            yield! tables result
            for title, pieces in
                GeneralizationCharts.eigenvalues result
                @ GeneralizationCharts.regressions result do
                Heading title
                yield! pieces
            yield! beyond result
            Heading "Conventions"
            yield! conventions
            Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
        ]
    }
