namespace Neurovariety.Studies

open Neurovariety.Studies.InitializationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The page of the study of [DAL22].
[<RequireQualifiedAccess>]
module InitializationPage =

    let private scope (result: InitializationResult) = [
        let plan = result.Plan

        let widths =
            match plan.Latents with
            | [ only ] -> string only
            | several -> $"{List.head several} to {List.last several}"

        let epochs =
            InitializationSettings.epochs plan |> List.map string |> String.concat ", "

        Paragraph
            $"Autoencoders {plan.Architecture} with latent widths {widths} ({plan.Latents.Length} of them) and {plan.Seeds.Length} seed(s), trained by Adam on {result.Images.Train.Count} images for {plan.Epochs} epochs. Eigenvalues of J_L after the epochs {epochs}, at all {result.Images.Train.Count} training and {result.Images.Test.Count} test images ({result.Images.Train.Source}). Boxes and claims are about the first seed."

        if not (isComparable result) then
            Paragraph
                "This is not the source's experiment: fewer latent widths, epochs or images. No verdict is given below; the findings are about the networks at hand."

        for folder, reason in result.LeftOut do
            Paragraph $"Left out: {folder}: {reason}."
    ]

    // What stands above the charts of a part.
    let private texts (result: InitializationResult) = [
        "Before training, beside random matrices",
        [
            Paragraph
                "Three predictions: the numbers as printed; the same formula without the slip that made them (it leaves out a factor 0.5); and a law for matrices of these finite widths with each hidden unit off with probability one half, as ReLU has it at a random start. The formula is the limit for wide layers and knows no ReLU. One start is one draw: the column over many starts shows how far draws lie apart."
            TableOf("Moduli and zeros before training.", InitializationTables.predictions result)
        ]
        "What explains the arguments at small d",
        [
            Paragraph
                "The source leaves open why the arguments at small d are not uniform. Real matrices have real eigenvalues with positive probability, those of arguments 0 and pi; a product of many has more of them, and the smaller d the more. So the arguments are a mixture of two points and a smooth part, and the median of a single start falls where its share of positive eigenvalues puts it. Products are simulated; the share for one Gaussian matrix is exact."
            TableOf("Arguments and real eigenvalues before training.", InitializationTables.arguments result)
        ]
        "When does it stop looking random?",
        [
            Paragraph
                $"Kolmogorov's distance after each epoch: of the moduli to the law with ReLU, of the arguments to simulated products, and of both to the same network when it is trained. The change point is the step that fits the distance to random best, where it is at least {leastStep} high. Closer to trained: from where the second distance is below the first. Half-way: where half of the distance to the trained spectrum is gone. Epochs between those measured are interpolated in log(1 + epoch)."
            Paragraph(
                if result.Plan.Seeds.Length = 1 then
                    $"Intervals hold 95 %% of {result.Plan.Resamples} resamples of the images (in {BlockResampling.blocks} blocks drawn with replacement): they tell what other images would have said of the same networks, not what other starts would have. The last row resamples the networks too."
                else
                    $"Intervals hold 95 %% of {result.Plan.Resamples} resamples of the images (in {BlockResampling.blocks} blocks drawn with replacement) and of the networks of the {result.Plan.Seeds.Length} seeds; the last row resamples the networks of all widths."
            )
            TableOf("Moduli.", InitializationTables.trajectories Moduli result)
            TableOf("Arguments.", InitializationTables.trajectories Arguments result)
        ]
        "Medians and percentiles",
        [
            for caption, table in InitializationTables.summaries result -> TableOf(caption, table)
        ]
    ]

    let private conventions = [
        Paragraph
            "J_L(z) = DE(x') DD(z) with z = E(x) and x' = D(z): d x d, so its d eigenvalues are all there are. Arguments are of the eigenvalues that are not exactly 0; a negative real number has the argument pi. The slope of the ReLU at 0 is 0."
        Paragraph
            "Boxes reach from the quartile at 25 % to that at 75 %; whiskers to the last number within 1.5 times the box's height. Quantiles interpolate between the ordered numbers."
        Paragraph
            "Corrections to the source: numbers uniform on [-1, 1] have variance 1/3, not 1/sqrt(3). The median of its formula is 6.8e-5 (modulus 0.0083) at d = 2 and 2.15e-5 (0.0046) at d = 20. The two factors of J_L are taken at different points than its text says."
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: InitializationResult) : Page =
        let texts = Map.ofList (texts result)

        {
            Title = "Eigenvalues in training and at initialization"
            Lead =
                "The experiments of Dees, Agarwala and Lowman on the eigenvalues of autoencoders' Jacobians from the first epoch to the last: their claims beside our figures."
            Blocks = [
                yield! scope result
                Heading "Claim by claim"
                yield! InitializationClaims.all result |> List.map ClaimText.block
                for title, charts in InitializationCharts.all result do
                    Heading title
                    yield! texts |> Map.tryFind title |> Option.defaultValue []
                    yield! charts
                Heading "Conventions"
                yield! conventions
                Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
            ]
        }
