// Question: do the eigenvalues of products of layers follow a law, and which one when ReLU switches half of the units off?
// Source: [DAL22], with the law of finite products [AB12], [ARRS16]. Seconds; fewer matrices with --quick.
#load "load.fsx"

open Neurovariety.RandomMatrices
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let matrices = if Load.quick then 500L else 10000L
let widths d = [ d; 32; 64; 128; 784; 128; 64; 32 ]

// Layers as torch draws them have weights of variance 1/(3 fan_in).
let variance = 1.0 / 3.0

printfn " d   formula   finite law   sampled   with ReLU: law, share of exact zeros"

for d in [ 2; 5; 10; 20 ] do
    let formula = SpectralLaw.rectangularProduct variance (widths d)
    let finite = SpectralLaw.finiteProduct variance (widths d)
    let relu = SpectralLaw.reluProduct (widths d)

    let found =
        RandomMatrix.gaussianProduct variance (widths d)
        |> RandomMatrix.sample 0UL 0.02 matrices

    printfn
        "%2d   %.5f   %.5f      %.5f   %.5f, %.3f"
        d
        formula.Median
        finite.Median
        (found.Moduli.Quantile 0.5)
        relu.Median
        relu.MassAtZero

// Real matrices have real eigenvalues, and products of several have more of them.
for factors in [ 1; 2; 4; 8 ] do
    let found =
        RandomMatrix.gaussianProduct 1.0 (List.replicate factors 10)
        |> RandomMatrix.sample 0UL 2.0 matrices

    printfn
        "%d factors of size 10: %.3f of the eigenvalues are real (one factor: %.3f)"
        factors
        found.Arguments.RealShare
        (RealEigenvalues.ExpectedShare 10)

let cloud = [|
    for value in
        RandomMatrix.gaussianProduct variance (widths 20)
        |> RandomMatrix.eigenvalues 0UL 100 -> value.Real, value.Imaginary
|]

Load.save
    "06-random-matrices.html"
    (Html.render (PlotlyScript.find ()) {
        Title = "Products of layers"
        Lead = "Eigenvalues of 100 products of eight Gaussian matrices at the published widths, d = 20."
        Blocks = [ ChartOf("", SpectrumPlots.complexPlane (List.singleton ("lambda", cloud))) ]
    })
