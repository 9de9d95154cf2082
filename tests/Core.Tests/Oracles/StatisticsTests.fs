module Neurovariety.Tests.Oracles.StatisticsTests

open Expecto
open System
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Statistics

let private close (relative: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - relative * abs expected, expected + relative * abs expected)

let private column name values = RegressionColumn(name, values)

let private fit columns (response: float[]) =
    LinearRegression.Fit(columns, ReadOnlySpan response)

// [Longley67]: prices, product, unemployed, forces, population, year, and total employment.
let private longley = [|
    83.0, 234289.0, 2356.0, 1590.0, 107608.0, 1947.0, 60323.0
    88.5, 259426.0, 2325.0, 1456.0, 108632.0, 1948.0, 61122.0
    88.2, 258054.0, 3682.0, 1616.0, 109773.0, 1949.0, 60171.0
    89.5, 284599.0, 3351.0, 1650.0, 110929.0, 1950.0, 61187.0
    96.2, 328975.0, 2099.0, 3099.0, 112075.0, 1951.0, 63221.0
    98.1, 346999.0, 1932.0, 3594.0, 113270.0, 1952.0, 63639.0
    99.0, 365385.0, 1870.0, 3547.0, 115094.0, 1953.0, 64989.0
    100.0, 363112.0, 3578.0, 3350.0, 116219.0, 1954.0, 63761.0
    101.2, 397469.0, 2904.0, 3048.0, 117388.0, 1955.0, 66019.0
    104.6, 419180.0, 2822.0, 2857.0, 118734.0, 1956.0, 67857.0
    108.4, 442769.0, 2936.0, 2798.0, 120445.0, 1957.0, 68169.0
    110.8, 444546.0, 4681.0, 2637.0, 121950.0, 1958.0, 66513.0
    112.6, 482704.0, 3813.0, 2552.0, 123366.0, 1959.0, 68655.0
    114.2, 502601.0, 3931.0, 2514.0, 125368.0, 1960.0, 69564.0
    115.7, 518173.0, 4806.0, 2572.0, 127852.0, 1961.0, 69331.0
    116.9, 554894.0, 4007.0, 2827.0, 130081.0, 1962.0, 70551.0
|]

// X⁺ and the sandwich by explicit inverses: another route than QR.
let private direct (columns: float[][]) (y: float[]) (weight: float[] -> float[] -> int -> int -> float) =
    let n, p = y.Length, columns.Length
    let x = Matrix.Create(n, p, (fun i j -> columns[j][i]))
    let inverse = Factorizations.PseudoInverse(MatrixProduct.Gram x)

    let beta =
        MatrixProduct.Apply(MatrixProduct.MultiplyTransposedRight(inverse, x), ReadOnlySpan y)

    let fitted = MatrixProduct.Apply(x, ReadOnlySpan beta)
    let residuals = Array.map2 (-) y fitted

    let hat =
        MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(x, inverse), x)

    let leverages = Array.init n (fun i -> hat[i, i])
    let middle = Matrix.Create(n, n, weight residuals leverages)

    let sandwich =
        MatrixProduct.Multiply(MatrixProduct.MultiplyTransposedLeft(x, middle), x)

    beta, MatrixProduct.Multiply(inverse, MatrixProduct.Multiply(sandwich, inverse))

[<Tests>]
let tests =
    testList "StatisticsTests" [
        testCase "the regression of Longley has the certified coefficients and errors" (fun () ->
            let columns = [
                column "1" [| for _ in longley -> 1.0 |]
                column "prices" [| for a, _, _, _, _, _, _ in longley -> a |]
                column "product" [| for _, a, _, _, _, _, _ in longley -> a |]
                column "unemployed" [| for _, _, a, _, _, _, _ in longley -> a |]
                column "forces" [| for _, _, _, a, _, _, _ in longley -> a |]
                column "population" [| for _, _, _, _, a, _, _ in longley -> a |]
                column "year" [| for _, _, _, _, _, a, _ in longley -> a |]
            ]

            let fit = fit columns [| for _, _, _, _, _, _, a in longley -> a |]

            let certified = [
                -3482258.63459582, 890420.383607373
                15.0618722713733, 84.9149257747669
                -0.0358191792925910, 0.0334910077722432
                -2.02022980381683, 0.488399681651699
                -1.03322686717359, 0.214274163161675
                -0.0511041056535807, 0.226073200069370
                1829.15146461355, 455.478499142212
            ]

            // Certified to 15 digits; the columns' condition of 5e9 leaves about 7 of them.
            for term, (coefficient, error) in Seq.zip fit.Terms certified do
                close 1e-7 coefficient term.Coefficient
                close 1e-7 error term.StandardError

            close 1e-10 0.995479004577296 fit.RSquared
            Assert.Equal(9, fit.DegreesOfFreedom))

        testCase "errors of coefficients agree with explicit inverses" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let n, p = 12 + random.NextInt 30, 1 + random.NextInt 5

                let columns =
                    Array.init p (fun j -> Array.init n (fun _ -> if j = 0 then 1.0 else random.NextGaussian()))

                let y =
                    Array.init n (fun i -> random.NextGaussian() * (1.0 + abs (columns[p - 1][i])))

                let clusters = Array.init n (fun i -> if i < 3 then i else random.NextInt 5)
                let named = [ for j in 0 .. p - 1 -> column $"x{j}" columns[j] ]
                let fit = LinearRegression.Fit(named, ReadOnlySpan y, ReadOnlySpan clusters)

                let compare weight (error: RegressionTerm -> float) =
                    let beta, covariance = direct columns y weight

                    for j in 0 .. p - 1 do
                        let term = fit.Terms[j]
                        close 1e-8 beta[j] (term.Coefficient + 0.0)
                        close 1e-8 (sqrt covariance[j, j]) (error term)

                let squares (e: float[]) = e |> Array.sumBy (fun v -> v * v)

                compare (fun e _ i j -> if i = j then squares e / float (n - p) else 0.0) _.StandardError
                compare (fun e h i j -> if i = j then (e[i] / (1.0 - h[i])) ** 2.0 else 0.0) _.RobustStandardError
                let groups = float (Array.distinct clusters).Length
                let factor = groups / (groups - 1.0) * float (n - 1) / float (n - p)

                compare
                    (fun e _ i j ->
                        if clusters[i] = clusters[j] then
                            factor * e[i] * e[j]
                        else
                            0.0)
                    _.ClusteredStandardError.Value

                // A sum of coefficients is a coefficient of other columns: x0 + x1 and x1 in place of x0 and x1.
                if p > 1 then
                    let other =
                        [
                            for j in 0 .. p - 1 ->
                                column
                                    $"x{j}"
                                    (if j = 1 then
                                         Array.map2 (-) columns[1] columns[0]
                                     else
                                         columns[j])
                        ]
                        |> fun changed -> LinearRegression.Fit(changed, ReadOnlySpan y)

                    let sum = fit.Sum("sum", "x0", "x1")
                    close 1e-8 (other.Term "x0").Coefficient sum.Coefficient
                    close 1e-8 (other.Term "x0").RobustStandardError sum.RobustStandardError
                    // The wrong claim that errors add in squares must fall on dependent columns.
                    let added =
                        sqrt ((fit.Term "x0").StandardError ** 2.0 + (fit.Term "x1").StandardError ** 2.0)

                    Assert.NotEqual(added, sum.StandardError, 12)

            Check.One(
                Config.QuickThrowOnFailure.WithMaxTest 60,
                Prop.forAll (ArbMap.defaults |> ArbMap.arbitrary) holds
            ))

        testCase "chances of Student's distribution are those of tables" (fun () ->
            // Closed forms: one degree of freedom is Cauchy's law, two an algebraic function.
            for t in [ 0.0; 0.1; 1.0; 12.706; 1e3; 1e8 ] do
                close 1e-12 (2.0 * atan2 1.0 t / Math.PI) (StudentDistribution.TwoSidedP(t, 1.0))
                let two = 2.0 / (t * t + 2.0) / (1.0 + t / sqrt (t * t + 2.0))
                close 1e-12 two (StudentDistribution.TwoSidedP(-t, 2.0))

            // Tables: the 95 % points; for many degrees of freedom the first term of the expansion at the normal law.
            let normal = 1.9599639845400545
            let million = normal + (normal ** 3.0 + normal) / 4e6

            for t, freedom in [ 2.228138851964939, 10.0; 2.042272456301238, 30.0; million, 1e6 ] do
                close 1e-9 0.05 (StudentDistribution.TwoSidedP(t, freedom))

            Assert.Equal(0.0, StudentDistribution.TwoSidedP(infinity, 5.0))
            Assert.True(StudentDistribution.TwoSidedP(30.0, 70000.0) < 1e-190))

        testCase "a column that depends on others is named" (fun () ->
            let x = [| 1.0; 2.0; 3.0; 4.0 |]
            let ones = [| 1.0; 1.0; 1.0; 1.0 |]

            let error =
                Assert.Throws<PremiseException>(fun () ->
                    fit [
                        column "one" ones
                        column "x" x
                        column "3x + 1" (Array.map (fun v -> 3.0 * v + 1.0) x)
                    ] [| 1.0; 0.0; 0.0; 2.0 |]
                    |> ignore)

            Assert.Contains("'3x + 1' is a combination", error.Message)

            let wrong =
                Assert.Throws<ArgumentException>(fun () ->
                    fit [ column "x" [| 1.0; nan; 2.0 |] ] [| 1.0; 2.0; 3.0 |] |> ignore)

            Assert.Contains("'x': number 1 is NaN", wrong.Message))

        testCase "a score that finds every failure has areas of exactly 1, whatever their number" (fun () ->
            for found in [ 3; 7; 49; 500 ] do
                let scores = Array.init (20 * found) (fun i -> float -i)
                let positive = Array.init scores.Length (fun i -> i < found)
                let figures = Ranking.Detection(ReadOnlySpan scores, ReadOnlySpan positive)
                Assert.Equal(1.0, figures.AreaUnderRoc)
                Assert.Equal(1.0, figures.AveragePrecision)
                Assert.Equal(0.0, figures.FalsePositiveRateAt95))

        testCase "areas and rates of a detector agree with all pairs" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let n = 2 + random.NextInt 30
                // Few different scores, so that ties are common.
                let scores = Array.init n (fun _ -> float (random.NextInt 6))
                let positive = Array.init n (fun i -> if i < 2 then i = 0 else random.NextInt 3 = 0)
                let figures = Ranking.Detection(ReadOnlySpan scores, ReadOnlySpan positive)

                let pairs = [
                    for i in 0 .. n - 1 do
                        for j in 0 .. n - 1 do
                            if positive[i] && not positive[j] then
                                if scores[i] > scores[j] then 1.0
                                elif scores[i] = scores[j] then 0.5
                                else 0.0
                ]

                close 1e-12 (List.average pairs) figures.AreaUnderRoc

                let above threshold kind =
                    Seq.zip scores positive
                    |> Seq.filter (fun (s, p) -> s >= threshold && p = kind)
                    |> Seq.length
                    |> float

                let found = positive |> Array.filter id |> Array.length |> float
                let thresholds = scores |> Array.distinct |> Array.sortDescending

                let precision =
                    Array.append [| infinity |] thresholds
                    |> Array.pairwise
                    |> Array.sumBy (fun (before, now) ->
                        (above now true - above before true) / found * above now true
                        / (above now true + above now false))

                close 1e-12 precision figures.AveragePrecision

                let threshold = thresholds |> Array.find (fun t -> above t true >= 0.95 * found)
                close 1e-12 (above threshold false / (float n - found)) figures.FalsePositiveRateAt95

            Check.One(
                Config.QuickThrowOnFailure.WithMaxTest 200,
                Prop.forAll (ArbMap.defaults |> ArbMap.arbitrary) holds
            ))

        testCase "ranks share ties, and rank correlation is blind to monotone maps" (fun () ->
            let values = [| 3.0; 1.0; 3.0; -infinity; 2.0 |]
            Assert.Equal<float[]>([| 4.5; 2.0; 4.5; 1.0; 3.0 |], Ranking.Ranks(ReadOnlySpan values))
            let x = Array.init 50 (fun i -> sin (float (7 * i)))
            let y = x |> Array.map exp
            let z = x |> Array.map (fun v -> -(v ** 3.0))
            Assert.Equal(1.0, Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y), 14)
            Assert.Equal(-1.0, Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan z), 14)
            // 1 - 6 sum d^2 / (n (n^2 - 1)) for ranks 1 2 3 4 5 against 2 1 4 3 5.
            let a, b = [| 1.0; 2.0; 3.0; 4.0; 5.0 |], [| 2.0; 1.0; 4.0; 3.0; 5.0 |]
            Assert.Equal(0.8, Ranking.Spearman(ReadOnlySpan a, ReadOnlySpan b), 14))

        testCase "corrections for many tests are those of their definitions" (fun () ->
            // The example of [BH95]: 15 p-values, of which four are found at the level 0.05.
            let p = [|
                0.0001
                0.0004
                0.0019
                0.0095
                0.0201
                0.0278
                0.0298
                0.0344
                0.0459
                0.3240
                0.4262
                0.5719
                0.6528
                0.7590
                1.0
            |]

            let found (corrected: float[]) =
                corrected |> Array.filter (fun v -> v <= 0.05) |> Array.length

            Assert.Equal(4, found (MultipleTesting.BenjaminiHochberg(ReadOnlySpan p)))
            Assert.Equal(3, found (MultipleTesting.Holm(ReadOnlySpan p)))
            close 1e-12 (15.0 / 4.0 * 0.0095) (MultipleTesting.BenjaminiHochberg(ReadOnlySpan p)[3])
            close 1e-12 (12.0 * 0.0095) (MultipleTesting.Holm(ReadOnlySpan p)[3]))

        testCase "quantiles and standardised values" (fun () ->
            let values = [| 4.0; 1.0; 3.0; 2.0 |]

            Assert.Equal<float[]>(
                [| 1.0; 1.75; 2.5; 4.0 |],
                Samples.Quantiles(ReadOnlySpan values, 0.0, 0.25, 0.5, 1.0)
            )

            let scaled = Samples.Standardise(ReadOnlySpan values)
            let struct (mean, deviation) = Samples.MeanAndDeviation(ReadOnlySpan scaled)
            Assert.Equal(0.0, mean, 14)
            Assert.Equal(1.0, deviation, 14)
            let equal = [| 0.1; 0.1; 0.1 |]

            Assert.Throws<ArgumentException>(fun () -> Samples.Standardise(ReadOnlySpan equal) |> ignore)
            |> ignore)
    ]
