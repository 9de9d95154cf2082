// Question: do the eigenvalues of products of layers follow a law, and which one when ReLU switches half of the units off?
// Source: [DAL22], with the law of finite products [AB12], [ARRS16]. Seconds; fewer matrices with --quick.
#load "load.fsx"

open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let matrices = if Load.quick then 500L else 10000L
let widths d = [ d; 32; 64; 128; 784; 128; 64; 32 ]

// A law beside so many matrices with normal entries.
let compare law widths =
    LawComparisons.run {
        LawComparisons.defaults law with
            Widths = Some widths
            Entries = Some EntrySource.Gaussian
            Samples = Some matrices
    }

printfn " d   formula   finite law   sampled   with ReLU: law, share of exact zeros"

for d in [ 2; 5; 10; 20 ] do
    let found = compare ComparedLaw.RectangularProduct (widths d)
    let finite = SpectralLaw.finiteProduct found.EntryVariance (widths d)
    let relu = SpectralLaw.reluProduct (widths d)

    printfn
        "%2d   %.5f   %.5f      %.5f   %.5f, %.3f"
        d
        found.LawFigures.Median
        finite.Median
        found.ObservedFigures.Median
        relu.Median
        relu.MassAtZero

// Real matrices have real eigenvalues, and products of several have more of them.
for factors in [ 1; 2; 4; 8 ] do
    let found = compare ComparedLaw.GinibreProduct (List.replicate factors 10)

    printfn
        "%d factors of size 10: %.3f of the eigenvalues are real (one factor: %.3f)"
        factors
        found.RealShare
        found.SingleRealShare.Value

// Moduli, arguments and eigenvalues in the plane, as figures and as a page with the CSV files behind it.
let last = compare ComparedLaw.RectangularProduct (widths 20)
printfn "%O" last
let folder = System.IO.Path.Combine(Load.output, "06-random-matrices")
RandomMatrixReport.save folder last
printfn "written: %s" (System.IO.Path.Combine(folder, "report.html"))
