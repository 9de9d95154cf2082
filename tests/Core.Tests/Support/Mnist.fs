/// The real MNIST images and their moments, loaded once for all tests that need them.
module Neurovariety.Tests.Support.Mnist

open System
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations

let private dataset =
    lazy
        (let options =
            DatasetOptions.ForUser(Environment.GetEnvironmentVariable "NEUROVARIETY_DATA")

         DatasetLocator.Load options)

/// The 60000 training images.
let train () = dataset.Value.Train

/// The 10000 test images.
let test () = dataset.Value.Test

let private gramOf (images: ImageSet) =
    SampleGram.FromImages(images.Pixels, images.PixelCount)

let private trainGramLazy = lazy (gramOf (train ()))
let private testGramLazy = lazy (gramOf (test ()))

/// Dense moments of the training images.
let trainGram () = trainGramLazy.Value

/// Dense moments of the test images.
let testGram () = testGramLazy.Value

let private shiftLazy =
    lazy
        (let shift = GridActions.Shift(28, 28, true, 1L)
         IsotypicDecomposition.Of(PermutationGroup.Cyclic shift))

/// The decomposition under horizontal shifts.
let horizontal () = shiftLazy.Value

let private blocksOf (images: ImageSet) =
    let decomposition = horizontal ()
    BlockGram.FromImages(decomposition, images.Pixels)

let private trainBlocksLazy = lazy (blocksOf (train ()))
let private testBlocksLazy = lazy (blocksOf (test ()))

/// Block moments of the training images under horizontal shifts.
let trainBlocks () = trainBlocksLazy.Value

/// Block moments of the test images under horizontal shifts.
let testBlocks () = testBlocksLazy.Value
