namespace Neurovariety.Studies

open System
open System.Numerics
open System.Threading.Tasks
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// Products of real Gaussian matrices of given widths d = n_1, ..., n_k, d, without their scale: what they say of arguments.
/// Derivation: a Gaussian matrix G with no more rows than columns is L Q with L lower triangular and Q Q' = I, independent of
/// each other; the next factor F meets it as Q F, which is Gaussian with as many rows as L. L has standard normal entries below
/// the diagonal and roots of chi-squared numbers on it (Bartlett). So a product of wide matrices costs what its smallest width
/// costs. Sources: [Muirhead82, Theorem 3.2.14], [IK14].
[<RequireQualifiedAccess>]
module GaussianProducts =

    // The root of a chi-squared number of so many degrees of freedom.
    let private chi (random: RandomSource) degrees =
        let mutable sum = 0.0

        for _ in 1 .. degrees / 2 do
            sum <- sum - 2.0 * log (1.0 - random.NextDouble())

        if degrees % 2 = 1 then
            let one = random.NextGaussian()
            sum <- sum + one * one

        sqrt sum

    // left (d x rows) times a Gaussian matrix of rows x columns, or times its triangular part where that is smaller.
    let private extend (random: RandomSource) d rows columns (left: float[]) =
        let width = min rows columns
        let result = Array.zeroCreate<float>(d * width)

        for row in 0 .. rows - 1 do
            let filled = if columns >= rows then row else columns - 1

            for column in 0..filled do
                let entry =
                    if columns >= rows && column = row then
                        chi random (columns - row)
                    else
                        random.NextGaussian()

                for i in 0 .. d - 1 do
                    result[i * width + column] <- result[i * width + column] + left[i * rows + row] * entry

        // Only arguments are asked for: any scale will do that keeps within range.
        let largest =
            result |> Array.fold (fun largest entry -> max largest (abs entry)) 0.0

        if largest > 0.0 then
            Array.map (fun entry -> entry / largest) result
        else
            result

    /// One product as d x d numbers, row by row, up to a positive factor. Widths are the active units; a width of 0 gives 0.
    let draw (random: RandomSource) (widths: int[]) =
        let d = widths[0]

        if Array.contains 0 widths then
            Array.zeroCreate<float>(d * d)
        else
            let identity = Array.init (d * d) (fun k -> if k / d = k % d then 1.0 else 0.0)

            // After each factor the product so far has as many columns as the smallest width yet met.
            let left, rows =
                widths
                |> Array.skip 1
                |> Array.fold
                    (fun (left, rows) columns -> extend random d rows columns left, min rows columns)
                    (identity, d)

            let last = Array.init (rows * d) (fun _ -> random.NextGaussian())

            Array.init (d * d) (fun k ->
                let i, j = k / d, k % d

                Seq.init rows (fun inner -> left[i * rows + inner] * last[inner * d + j])
                |> Seq.sum)

    // How many of some units are on when each is with probability 1/2.
    let private half (random: RandomSource) count =
        Seq.init count (fun _ -> if random.NextUInt64() >>> 63 = 0UL then 0 else 1)
        |> Seq.sum

    /// The eigenvalues of so many products, d for each; the first width and those that `isHalved` does not name stay whole.
    /// The d - m of them that are 0 where only m units are on somewhere are exactly 0.
    let eigenvalues seed (threads: int) (widths: int[]) (isHalved: int -> bool) count =
        let d = widths[0]
        let matrices = Array.zeroCreate<float>(count * d * d)
        let ranks = Array.zeroCreate<int> count

        let options =
            ParallelOptions(MaxDegreeOfParallelism = (if threads = 0 then Environment.ProcessorCount else threads))

        Parallel.For(
            0,
            count,
            options,
            fun index ->
                let random =
                    ((RandomSource.FromSeed seed).Split "Gaussian products").Split(string index)

                let active =
                    widths
                    |> Array.mapi (fun place width -> if isHalved place then half random width else width)

                ranks[index] <- Array.min active
                (draw random active).CopyTo(matrices, index * d * d)
        )
        |> ignore

        let solved = SmallEigen.Values(ReadOnlySpan matrices, count, d, threads)
        let values = solved.Values.ToArray()

        for index in 0 .. count - 1 do
            for place in ranks[index] .. d - 1 do
                values[index * d + place] <- Complex.Zero

        values
