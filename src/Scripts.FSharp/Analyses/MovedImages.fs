namespace Neurovariety.Scripts.Analyses

open System
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

/// Second moments of images that were moved sideways: by real amounts through Core's Shifts, or round by whole pixels,
/// where moving the images only makes the moments change places.
[<RequireQualifiedAccess>]
module MovedImages =

    let private chunk = 4096

    /// Second moments of the images, each moved at random as the options say. A few thousand images are moved at a time,
    /// in their order: the result does not depend on the number of threads.
    let moments (threads: int) (options: ShiftOptions) (random: RandomSource) (images: ImageSet) : SampleGram =
        let size = images.PixelCount

        let sum =
            [ 0..chunk .. images.Count - 1 ]
            |> List.fold
                (fun (sum: Matrix) start ->
                    let some = images.Slice(start, min chunk (images.Count - start))
                    let moved = Shifts.Apply(some, options, random, threads).ToMatrix()
                    sum + MatrixProduct.Gram(moved, threads))
                (Matrix.Zero(size, size))

        SampleGram.FromMoments(sum, int64 images.Count)

    /// The same moved images (of the same random source), rounded to whole grey levels, for training on bytes. Rounding
    /// changes a loss by about 1e-6 at most, a twelfth of a squared grey level.
    let rounded (threads: int) (options: ShiftOptions) (random: RandomSource) (images: ImageSet) : ImageSet =
        let pixels = Array.zeroCreate<byte>(images.Count * images.PixelCount)

        for start in 0..chunk .. images.Count - 1 do
            let some = images.Slice(start, min chunk (images.Count - start))
            let values = Shifts.Apply(some, options, random, threads).Values
            let offset = start * images.PixelCount

            for index in 0 .. values.Length - 1 do
                pixels[offset + index] <- byte (MathF.Round(255.0f * values[index]))

        let labels: byte[] = [||]
        ImageSet.FromPixels(images.Rows, images.Columns, pixels, labels, images.Source + ", moved")

    /// The moments of the same images moved round by `k` whole columns to the right: entries change places.
    let wrapped (rows: int) (columns: int) (k: int) (gram: SampleGram) : SampleGram =
        let size = rows * columns

        // The pixel that comes to stand at a place stood k columns to the left.
        let comesFrom =
            Array.init size (fun pixel ->
                pixel / columns * columns
                + ((pixel % columns - k) % columns + columns) % columns)

        let moments = gram.Moments

        SampleGram.FromMoments(
            Matrix.Create(size, size, (fun i j -> moments[comesFrom[i], comesFrom[j]])),
            gram.SampleCount
        )

    /// The mean of the moments over movements round by each of the given numbers of columns.
    let wrappedMean (rows: int) (columns: int) (shifts: int list) (gram: SampleGram) : SampleGram =
        let sum =
            shifts
            |> List.map (fun k -> (wrapped rows columns k gram).Moments)
            |> List.reduce (+)

        SampleGram.FromMoments((1.0 / float shifts.Length) * sum, gram.SampleCount)
