// Question: what do the linear maps look like that do not notice when their input is permuted by (1 3 4)(2 5)?
// Source: [KSS24], invariance of (1 3 4)(2 5). Takes a second.
#load "load.fsx"

open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Surface

let group = Group.parse "(1 3 4)(2 5)"
printfn "orbits: %A" (Group.orbits group)

// M P = M says that columns 1, 3, 4 agree and columns 2, 5 agree: two free columns are left.
let variety = group |> Variety.invariant 2 1
printfn "2 x 5 of rank 1: dimension %O, degree %O, like %s" variety.Dimension variety.Degree variety.IsomorphicTo

// Any matrix has a nearest invariant one, found after weighting each orbit by its size.
let random = RandomSource.FromSeed 1UL
let given = Matrix.init 2 5 (fun _ _ -> random.NextGaussian())
let nearest = given |> Nearest.invariant group 1
printfn "of the invariant matrices of rank 1 the nearest to a random one\n%O" nearest
printfn "its own defect: %g" (nearest.Matrix |> Symmetry.audit group).Invariance.Residual

// An autoencoder expresses exactly these maps when its encoder shares weights along the orbits.
let sharing = WeightSharing.OfInvariant(group.Orbits(), 2, 5)
printfn "free weights of the encoder and decoder: %d of 20" sharing.ClassCount

NetworkDiagrams.encoder sharing
|> WeightSharingSvg.draw "weight sharing of an encoder invariant under (1 3 4)(2 5)"
|> WeightSharingSvg.toSvg
|> Load.save "01-invariance.svg"
