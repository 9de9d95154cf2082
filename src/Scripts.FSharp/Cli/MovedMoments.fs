/// Second moments of images with real pixels.
module Neurovariety.Scripts.Cli.MovedMoments

open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra

let private chunk = 4096

/// Sums over chunks of fixed size, so that the result does not depend on the number of threads.
let ofImages threads (images: FloatImages) =
    let size = images.PixelCount

    let add (sum: Matrix) start =
        let count = min chunk (images.Count - start)
        let entries = Array.zeroCreate<float>(count * size)
        let values = images.Values.Slice(start * size, entries.Length)

        for i in 0 .. entries.Length - 1 do
            entries[i] <- float values[i]

        MatrixArithmetic.Add(sum, MatrixProduct.Gram(Matrix.FromEntries(count, size, entries), threads))

    let sum = Seq.fold add (Matrix.Zero(size, size)) [ 0..chunk .. images.Count - 1 ]
    SampleGram.FromMoments(sum, int64 images.Count)
