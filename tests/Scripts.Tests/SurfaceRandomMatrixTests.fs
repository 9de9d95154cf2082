/// Laws of random matrices and samples of them in the F# surface, and random-matrix beside them.
module Neurovariety.Scripts.Tests.SurfaceRandomMatrixTests

open Expecto
open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Surface

let private text json = Json.compact json

let private few law = {
    LawComparisons.defaults law with
        Samples = Some 60L
}

let private laws = [ for name in ComparedLaw.names -> name, LawComparisons.parseLaw None name ]

[<Tests>]
let tests =
    testList "SurfaceRandomMatrixTests" [
        testCase "laws have the figures that formulas give" (fun () ->
            let semicircle = SpectralLaw.semicircle 1.5
            close 1e-12 3.0 semicircle.Upper
            close 1e-9 (1.5 * 1.5) semicircle.Variance
            close 1e-9 (2.0 / sqrt 2.0) (SpectralLaw.circular 2.0).Median
            // Without correlation the ellipse is the disc.
            close 1e-6 (SpectralLaw.circular 1.0).Median (SpectralLaw.elliptic 0.0).Median
            // P(|lambda| <= r) = r^(2/k).
            close 1e-6 (0.5 ** 1.5) (SpectralLaw.ginibreProduct 3).Median
            close 1e-6 (0.5 ** 1.5) (SpectralLaw.rectangularProduct 1.0 [ 40; 40; 40 ]).Median
            // One complex normal number: P(|z| > r) = exp(-r^2).
            close 1e-6 (sqrt (log 2.0)) (SpectralLaw.finiteProduct 1.0 [ 1 ]).Median
            close 1e-4 0.2797 (SpectralLaw.reluProduct [ 20; 32; 64; 128; 784; 128; 64; 32 ]).MassAtZero
            close 1e-9 4.0 (SpectralLaw.marchenkoPastur 1.0).Upper
            close 1e-6 1.0 (SpectralLaw.marchenkoPastur 0.5).Mean
            // The means of Tracy and Widom's laws as [Bornemann10] prints them.
            close 1e-4 -1.2065 (SpectralLaw.tracyWidom 1).Mean
            close 1e-4 -1.7711 (SpectralLaw.tracyWidom 2).Mean
            let sample = [| for i in 1..50 -> semicircle.Quantile((float i - 0.5) / 50.0) |]
            close 1e-6 0.01 (SpectralLaw.distances sample semicircle).KolmogorovSmirnov)

        testCase "matrices of one number have the distribution of their entry" (fun () ->
            let normal =
                RandomMatrix.gaussianProduct 4.0 [ 1 ] |> RandomMatrix.sample 3UL 10.0 20000L
            // |x| of a normal number of deviation 2: its median is 2 * 0.67449.
            close 0.05 1.34898 (normal.Moduli.Quantile 0.5)
            Assert.Equal(1.0, normal.Arguments.RealShare)

            let uniform =
                RandomMatrix.uniformProduct 3.0 [ 1 ] |> RandomMatrix.eigenvalues 3UL 2000

            Assert.Equal(2000, uniform.Length)
            // Of variance 3: uniform on +-3.
            let moduli = uniform |> Array.map Numerics.Complex.Abs |> Array.sort
            Assert.InRange(moduli[1999], 2.9, 3.0)
            close 0.1 1.5 moduli[1000])

        testCase "every law stands beside its samples, and random-matrix prints the same" (fun () ->
            for name, law in laws do
                let options = {
                    few law with
                        Data = DataSource.Synthetic
                }

                let found = LawComparisons.run options
                Assert.Equal(name, ComparedLaw.name found.Settings.Law)
                let needsImages = LawComparisons.needsImages found.Settings
                Assert.Equal((name = "relu-product"), needsImages)
                Assert.Equal(needsImages, found.Images.IsSome)
                // One eigenvalue for each row of each matrix.
                Assert.Equal(60L * int64 found.Settings.Widths[0], found.Observed.Moduli.Count)
                Assert.Equal(found.Law.Median, found.LawFigures.Median)

                if not needsImages then
                    close (0.1 * found.LawFigures.Median) found.LawFigures.Median found.ObservedFigures.Median

                same
                    (RandomMatrixReport.toJson found)
                    ([ "random-matrix"; "--law"; name; "--samples"; "60" ]
                     @ (if needsImages then [ "--data"; "synthetic" ] else []))

                Assert.Contains($"of 60 matrices, {name}", string found)
                Assert.Contains("Kolmogorov-Smirnov", string found))

        testCase "choices that are not made depend on the law" (fun () ->
            let settled law =
                LawComparisons.settle (LawComparisons.defaults law)

            Assert.Equal<int>([| 50 |], (settled ComparedLaw.Circular).Widths)
            Assert.Equal<int>([| 50; 50; 50 |], (settled ComparedLaw.GinibreProduct).Widths)
            Assert.Equal<int>([| 50; 100 |], (settled ComparedLaw.MarchenkoPastur).Widths)
            Assert.Equal<int>([| 20; 32; 64; 128; 784; 128; 64; 32 |], (settled ComparedLaw.ReluProduct).Widths)
            Assert.Equal(EntrySource.Torch, (settled ComparedLaw.RectangularProduct).Entries)
            Assert.Equal(EntrySource.Gaussian, (settled ComparedLaw.Semicircle).Entries)
            Assert.Equal(1000L, (settled ComparedLaw.Circular).Samples)

            let wide = {
                LawComparisons.defaults ComparedLaw.Circular with
                    Widths = Some [ 65 ]
            }

            Assert.Equal(50L, (LawComparisons.settle wide).Samples)
            Assert.Equal<int list>([ 20; 32 ], LawComparisons.parseWidths "20, 32")
            Assert.Equal(ComparedLaw.Elliptic 0.5, LawComparisons.parseLaw None "elliptic")
            Assert.Equal(ComparedLaw.Elliptic -0.25, LawComparisons.parseLaw (Some -0.25) "elliptic")

            for name in LawComparisons.entryNames do
                Assert.Equal(name, LawComparisons.entryName (LawComparisons.parseEntries name)))

        testCase "laws of what cannot be are refused" (fun () ->
            refused "law wigner: expected semicircle" (fun () -> LawComparisons.parseLaw None "wigner")
            refused "correlation is for law elliptic only" (fun () -> LawComparisons.parseLaw (Some 0.5) "circular")
            refused "ensemble cauchy: expected gaussian" (fun () -> LawComparisons.parseEntries "cauchy")
            refused "'0' is no width" (fun () -> LawComparisons.parseWidths "5,0")
            let run options = error (LawComparisons.tryRun options)

            let widths law widths =
                run { few law with Widths = Some widths }

            Assert.Contains("expected one width n", widths ComparedLaw.Semicircle [ 5; 6 ])
            Assert.Contains("expected m,n", widths ComparedLaw.MarchenkoPastur [ 5 ])
            Assert.Contains("must be equal", widths ComparedLaw.GinibreProduct [ 5; 6 ])
            Assert.Contains("n_1 = 33 must be the smallest", widths ComparedLaw.RectangularProduct [ 33; 32 ])
            Assert.Contains("even number of widths", widths ComparedLaw.ReluProduct [ 2; 3; 4 ])
            Assert.Contains("goes back the way it came", widths ComparedLaw.ReluProduct [ 2; 3; 784; 4 ])
            Assert.Contains("expected whole numbers from 1", widths ComparedLaw.Circular [])
            Assert.Contains("between -1 and 1", run (few (ComparedLaw.Elliptic 1.0)))
            Assert.Contains("between -1 and 1", run (few (ComparedLaw.Elliptic nan)))

            Assert.Contains(
                "samples 0: expected 1 or more",
                run {
                    few ComparedLaw.Circular with
                        Samples = Some 0L
                }
            )

            Assert.Contains(
                "no-such",
                run {
                    few ComparedLaw.ReluProduct with
                        Data = DataSource.Folder "no-such"
                }
            ))

        testCase "a comparison is saved, and its charts tell its figures" (fun () ->
            Program.inFolder (fun folder ->
                let found = LawComparisons.run (few (ComparedLaw.Elliptic 0.5))
                let out = Path.Combine(folder, "new", "folder")
                RandomMatrixReport.save out found

                Assert.Equal(
                    text (RandomMatrixReport.toJson found),
                    File.ReadAllText(Path.Combine(out, "result.json")).Trim()
                )

                Assert.Contains("Random matrices: elliptic", File.ReadAllText(Path.Combine(out, "report.html")))
                let centres, observed, law = RandomMatrixPlots.moduli found
                Assert.Equal(centres.Length, File.ReadAllLines(Path.Combine(out, "modulus-histogram.csv")).Length - 1)
                close 0.03 1.0 (Array.sum observed)
                close 0.03 1.0 (Array.sum law)
                let x, seen, expected = Array.last (RandomMatrixPlots.cumulative found)
                Assert.Equal(found.Observed.Moduli.DistributionFunction x, seen)
                Assert.Equal(found.Law.DistributionFunction x, expected)
                let shares = RandomMatrixPlots.arguments found
                close 1e-9 1.0 (shares |> Array.sumBy (fun (_, share, _) -> share))
                close 1e-9 1.0 (shares |> Array.sumBy (fun (_, _, single) -> single))
                let _, positive, _ = shares[0]
                let _, negative, _ = Array.last shares
                close 1e-9 found.RealShare (positive + negative)

                for chart, title in
                    [
                        RandomMatrixPlots.modulusChart found, "share of the eigenvalues"
                        RandomMatrixPlots.cumulativeChart found, "share at most |lambda|"
                        RandomMatrixPlots.argumentChart found, "share of the eigenvalues"
                        RandomMatrixPlots.plane found, "imaginary part"
                    ] do
                    Assert.Contains(title, Figure.toJson chart)))
    ]
