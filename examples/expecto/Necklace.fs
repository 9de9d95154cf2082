/// A test project of a user's own: a group, a layer, a generator and properties of their own, next to the theorems on them.
/// Run it with `dotnet run -c Release --project examples/expecto`.
module Necklace

open Expecto
open FsCheck
open FsCheck.FSharp
open Neurovariety.Expecto
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems

// ---------------------------------------------------------------- the group: a ring of six beads, turned and flipped

let beads = 6
let necklace = Group.parse "(1 2 3 4 5 6);(2 6)(3 5)"

// ---------------------------------------------------------------- the layer: a convolution on the ring

/// y_i = k_0 x_i + k_1 (x_{i-1} + x_{i+1}) + k_2 (x_{i-2} + x_{i+2}): the kernel is the same on both sides.
let ring (kernel: float[]) (x: float[]) : float[] =
    let at i = x[(i + beads) % beads]

    Array.init beads (fun i ->
        kernel[0] * at i
        + kernel[1] * (at (i - 1) + at (i + 1))
        + kernel[2] * (at (i - 2) + at (i + 2)))

/// A mistake that is easily made: the ring is cut where the array ends.
let cut (kernel: float[]) (x: float[]) : float[] =
    let y = ring kernel x
    y[0] <- y[0] - kernel[1] * x[beads - 1]
    y

// ---------------------------------------------------------------- a generator, and properties

/// Kernels of whole numbers, so that sums are exact; simpler ones have zeros.
let kernels: Arbitrary<float[]> =
    let generate = Gen.arrayOfLength 3 (Gen.choose (-9, 9) |> Gen.map float)

    let shrink (kernel: float[]) =
        seq {
            for i in 0..2 do
                if kernel[i] <> 0.0 then
                    Array.updateAt i 0.0 kernel
        }

    Arb.fromGenShrink (generate, shrink)

let own =
    testList "rings" [
        testProperty
            "a ring convolution commutes with every element of the group"
            (Prop.forAll kernels (fun kernel ->
                Prop.forAll (Arbitraries.element necklace) (fun p ->
                    let x = Array.init beads (fun i -> float (i * i + 1))
                    ring kernel (Permutation.apply p x) = Permutation.apply p (ring kernel x))))

        testProperty
            "the sum of an invariant row is the sum over orbits of size times entry"
            (Prop.forAll (Arbitraries.invariantMatrix 1 necklace) (fun m ->
                Seq.sum (m.ToArray()) = float beads * m[0, 0]))

        TheoremTests.equivariant "the layer is equivariant" necklace (ring [| 3.0; -1.0; 0.5 |])

        testCase "the cut ring is caught, with an input of one bead" (fun () ->
            let found =
                (Symmetry.ofFunction necklace (cut [| 3.0; -1.0; 0.5 |])).Equivariance.Value

            Expect.equal found.Level Broken "the layer is not equivariant"

            Expect.equal
                (found.WorstInput |> Array.filter ((<>) 0.0) |> Array.length)
                1
                "the simplest input has one bead")
    ]

// ---------------------------------------------------------------- a theorem of one's own, with its mutant

let theorem =
    let inputs: Instances<float[]> = {
        Shipped = [ [| 1.0; 0.0; 0.0 |] ]
        Size = fun _ -> 1
        Generate = Some(fun _ -> kernels.Generator)
        Shrink = kernels.Shrinker
        Show = sprintf "kernel %A"
    }

    let sumOfOutputs kernel =
        Array.sum (ring kernel (Array.init beads (fun i -> float (i + 1))))

    Theorem.about
        (Subject.alone "kernels" inputs)
        ("ring-sum", "The outputs of a ring convolution sum to k_0 + 2 k_1 + 2 k_2 times the sum of the inputs.", "own")
        (fun k -> sumOfOutputs k = (k[0] + 2.0 * k[1] + 2.0 * k[2]) * 21.0)
        "each neighbour is counted once"
        (fun k -> sumOfOutputs k = (k[0] + k[1] + k[2]) * 21.0)

// ---------------------------------------------------------------- all of it

let tests =
    testList "necklace" [
        own
        TheoremTests.ofTheorem Options.Default theorem
        TheoremTests.forGroup necklace
        TheoremTests.forNetwork (Architecture.parse 2 "6-4-d" |> Autoencoder.initialise 1UL)
    ]

[<EntryPoint>]
let main arguments = runTestsWithCLIArgs [] arguments tests
