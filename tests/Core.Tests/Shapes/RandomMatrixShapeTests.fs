module Neurovariety.Tests.Shapes.RandomMatrixShapeTests

open Expecto
open System
open Xunit
open Neurovariety.RandomMatrices

let private refused (part: string) (act: unit -> obj) =
    let error = Assert.ThrowsAny<ArgumentException>(Action(act >> ignore))
    Assert.Contains(part, error.Message)

[<Tests>]
let tests =
    testList "RandomMatrixShapeTests" [
        testCase "the first width must be the smallest" (fun () ->
            let widths = [| 33; 32; 64 |]
            refused "n_1 = 33 must be the smallest, but n_2 = 32" (fun () -> RectangularProduct.FromWidths widths))

        testCase "ratios below 1, missing or not finite are refused" (fun () ->
            let small = [| 1.0; 0.5 |]
            let infinite = [| 1.0; infinity |]
            let headless = [| 2.0; 3.0 |]
            refused "alpha_2" (fun () -> RectangularProduct.FromRatios small)
            refused "alpha_2" (fun () -> RectangularProduct.FromRatios infinite)
            refused "alpha_1 = 1" (fun () -> RectangularProduct.FromRatios headless)
            refused "alpha_1 = 1" (fun () -> RectangularProduct.FromRatios(ReadOnlySpan.Empty)))

        testCase "widths must be there and positive" (fun () ->
            let zero = [| 2; 0 |]
            let odd = [| 2; 3; 4 |]
            refused "got none" (fun () -> FiniteProduct.OfGaussian ReadOnlySpan.Empty)
            refused "got 0 at position 2" (fun () -> FiniteProduct.OfGaussian zero)
            refused "an even number; got 3" (fun () -> FiniteProduct.OfRelu odd))

        testCase "parameters outside their range are refused" (fun () ->
            let widths = [| 2; 3 |]
            let shares = [| 1.0; 0.0 |]
            let short = [| 1.0 |]
            refused "positive finite" (fun () -> CircularLaw 0.0)
            refused "positive finite" (fun () -> Semicircle nan)
            refused "transpose?" (fun () -> MarchenkoPastur 1.5)
            refused "between -1 and 1" (fun () -> EllipticLaw 1.0)
            refused "1, 2 or 4" (fun () -> TracyWidom 3)
            refused "got 0 at position 2" (fun () -> FiniteProduct.OfMasked(widths, shares))
            refused "one for each of 2 widths" (fun () -> FiniteProduct.OfMasked(widths, short))
            refused "" (fun () -> GinibreProduct 0))

        testCase "samples must be there and finite" (fun () ->
            let bad = [| 1.0; nan |]
            refused "got none" (fun () -> Distances.FromLaw(ReadOnlySpan.Empty, CircularLaw()))
            refused "NaN" (fun () -> Distances.FromLaw(bad, CircularLaw()))
            refused "NaN" (fun () -> Distances.Between(bad, bad))

            Assert.Throws<InvalidOperationException>(fun () -> ModulusHistogram().Quantile 0.5 |> ignore)
            |> ignore

            Assert.Throws<InvalidOperationException>(fun () -> Semicircle().Power 2.0 |> ignore)
            |> ignore

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> ModulusHistogram().Add nan)
            |> ignore

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> Semicircle().Moment 0.5 |> ignore)
            |> ignore)
    ]
