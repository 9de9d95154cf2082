/// Fits, nearest matrices and audits of linear networks in the F# surface, and the commands that print them.
module Neurovariety.Scripts.Tests.SurfaceLinearTests

open Expecto
open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support

let private images name count =
    let random = (RandomSource.FromSeed 8UL).Split name

    let pixels =
        Array.init (9 * count) (fun _ -> byte (255.0 * random.NextDouble() * random.NextDouble()))

    ImageSet.FromPixels(3, 3, ReadOnlySpan pixels, ReadOnlySpan<byte>(), name)

let private data =
    Dataset(images "train" 300, images "test" 100, DatasetOrigin.Requested, "made up", [| "a warning" |])

let private turn = Group.parse "rotate:3x3"

// The loss by its definition, from every image.
let private lossOf (map: Matrix) (images: ImageSet) =
    let x = images.ToMatrix()
    let rest = x - x * Matrix.transpose map

    MatrixArithmetic.SquaredFrobeniusNorm rest
    / float (images.Count * images.PixelCount)

let private error result =
    match result with
    | Error(line: string) -> line
    | Ok _ -> failwith "expected an error"

let private near (expected: float) (actual: float) =
    Assert.True(abs (expected - actual) <= 1e-12 + 1e-9 * abs expected, $"{expected} and {actual}")

let private matrix =
    let random = RandomSource.FromSeed 6UL
    Matrix.init 9 9 (fun _ _ -> random.NextGaussian())

[<Tests>]
let tests =
    testList "SurfaceLinearTests" [
        testCase "losses of every kind of fit are those of their maps at the images, and symmetry costs" (fun () ->
            let fitted options =
                let fit = data |> Linear.fit options
                let map = fit.Network.EndToEnd()
                near (lossOf map data.Train) fit.TrainLoss
                near (lossOf map data.Test) fit.TestLoss
                Assert.True(fit.CertifiedOptimal && fit.LowerBound <= fit.TrainLoss)
                Assert.Equal(3, fit.Rank)
                Assert.Equal<string list>([ "a warning" ], fit.Notes)
                near fit.TrainLoss (List.last fit.LossByRank).Loss

                Assert.Equal<(int * float) list>(
                    Fit.lossByRank fit.Exact,
                    fit.LossByRank |> List.map (fun l -> l.Rank, l.Loss)
                )

                Assert.Contains("train MSE", string fit)
                fit, Symmetry.audit turn map

            let dense, _ = fitted (Linear.dense 3)
            let invariant, ofInvariant = fitted (Linear.invariant turn 3)
            let equivariant, ofEquivariant = fitted (Linear.equivariant turn 3)

            Assert.True(
                dense.TrainLoss < equivariant.TrainLoss
                && equivariant.TrainLoss < invariant.TrainLoss
            )

            Assert.True(ofInvariant.Invariance.RelativeResidual < 1e-12)
            Assert.True(ofEquivariant.Equivariance.Value.RelativeResidual < 1e-12)
            Assert.True(ofEquivariant.Invariance.RelativeResidual > 1e-3)
            Assert.True(dense.Component.IsNone && dense.RunnerUp.IsNone && dense.Blocks.IsEmpty)
            near dense.TrainLoss (Linear.baseline equivariant).TrainLoss)

        testCase "the best component is the best of all, the second best the next" (fun () ->
            let options = Linear.equivariant turn 3
            let best = data |> Linear.fit options

            let losses =
                Components.ofGroup 3 turn
                |> Components.enumerate
                |> Seq.map (fun ranks ->
                    let fit =
                        data
                        |> Linear.fit {
                            options with
                                Component = ComponentChoice.Ranks ranks
                        }

                    Assert.Equal(Some ranks, fit.Component)
                    fit.TrainLoss, ranks)
                |> Seq.sort
                |> List.ofSeq

            near (fst losses[0]) best.TrainLoss
            Assert.Equal(Some(snd losses[0]), best.Component)
            near (fst losses[1]) (snd best.RunnerUp.Value)
            Assert.Equal<Neurovariety.Varieties.RankVector>(snd losses[1], fst best.RunnerUp.Value)

            let byHand =
                Images.blockMoments (Group.decompose turn) data.Train |> Fit.equivariant 3

            Assert.Equal(best.Component, Fit.chosen byHand)
            Assert.Equal(best.RunnerUp |> Option.map fst, Fit.runnerUp byHand |> Option.map fst)
            let moments = Images.moments data.Train
            Assert.True((Fit.dense 3 moments).TrainLoss < (Fit.invariant turn 3 moments).TrainLoss)

            let worst =
                Images.blockMoments (Group.decompose turn) data.Train
                |> Fit.onComponent (snd (List.last losses))

            near (fst (List.last losses)) worst.TrainLoss)

        testCase "choices of a component are read, shown and checked before there are data" (fun () ->
            for text in [ "best"; "paper"; "equal"; "high-pass"; "2,1,0" ] do
                match ComponentChoice.tryParse text with
                | Ok choice -> Assert.Equal(text, string choice)
                | Error line -> failwith line

            Assert.Contains("'x' is no rank", error (ComponentChoice.tryParse "1,x"))
            Assert.StartsWith("papr: expected best, paper, equal", error (ComponentChoice.tryParse "papr"))
            let shift = Group.parse "shift:28x28:horizontal"
            Assert.Equal(Ok(), ComponentChoice.check shift 99 ComponentChoice.Paper)
            Assert.Contains("published for", error (ComponentChoice.check turn 99 ComponentChoice.Paper))
            let blocks = Group.blocks shift

            let ranks choice =
                ComponentChoice.ranks shift blocks 99 choice
                |> Result.map (Option.map Ranks.toList)

            Assert.Equal(Ok None, ranks ComponentChoice.Best)
            let published = [ 13; 10; 9; 8; 7; 5; 3; 1 ] @ List.replicate 7 0
            Assert.Equal(Ok(Some published), ranks ComponentChoice.Paper)
            Assert.Equal(Ok(Some(List.rev published)), ranks ComponentChoice.HighPass)
            // 21 + 13 * 2 * 3 = 99.
            Assert.Equal(Ok(Some(21 :: List.replicate 13 3 @ [ 0 ])), ranks ComponentChoice.Equal)

            Assert.Equal<int list>(
                21 :: List.replicate 13 3 @ [ 0 ],
                Ranks.toList (ComponentChoice.equalRanks 99 blocks)
            )

            Assert.Contains("expected 15 ranks", error (ranks (ComponentChoice.Ranks(Ranks.ofSeq [ 1 ])))))

        testCase "options that contradict each other are refused, and no image is read for it" (fun () ->
            let never () : Dataset = failwith "read"

            let refused options =
                Assert.Throws<InputError>(fun () -> Linear.fitFrom options never |> ignore).line

            let options = Linear.equivariant turn 3
            Assert.Equal(Ok(), Linear.check options)

            let on ranks = {
                options with
                    Component = ComponentChoice.Ranks(Ranks.ofSeq ranks)
            }

            Assert.Contains("expected 3 ranks", refused (on [ 1; 2 ]))
            Assert.Contains("room for one more", refused (on [ 0; 0; 0 ]))

            Assert.Contains(
                "published for",
                refused {
                    options with
                        Component = ComponentChoice.Paper
                }
            )

            Assert.Contains(
                "irreducible",
                refused {
                    Linear.dense 3 with
                        Component = ComponentChoice.Equal
                }
            )

            Assert.Contains("negative", error (Linear.check { options with Rank = -1 }))

            let adam = {
                options with
                    Method = LinearMethod.Adam LinearTraining.Default
                    Augmentation = Option.ofObj (ShiftOptions.Parse "shift:0.5:nearest")
            }

            // Whole pixels are moved by whole ones.
            if adam.Augmentation.Value.Interpolated then
                Assert.Contains("whole pixels", refused adam)
            else
                failwith "half a pixel is no whole one"

            let tooShort =
                LinearMethod.Adam {
                    LinearTraining.Default with
                        Epochs = 0
                }

            Assert.Contains("at least 1 pass", error (Linear.check { options with Method = tooShort }))
            let wrong = Linear.equivariant (Group.parse "(1 2)") 1
            Assert.Contains("2 points, but images of 3x3 have 9 pixels", error (Linear.tryFit wrong data))

            use stopped = new CancellationTokenSource()
            stopped.Cancel()

            Assert.Throws<OperationCanceledException>(fun () ->
                data
                |> Linear.fit {
                    options with
                        Work = Work.quiet |> Work.until stopped.Token
                }
                |> ignore)
            |> ignore)

        testCase "training comes near the exact optimum, tells its passes and moves images as asked" (fun () ->
            let told = ResizeArray<string>()

            let options = {
                Linear.equivariant turn 3 with
                    Method =
                        LinearMethod.Adam {
                            LinearTraining.Default with
                                Epochs = 60
                                BatchSize = 16
                        }
                    Work = Work.quiet |> Work.telling (fun step -> told.Add step.Stage)
            }

            let fit = data |> Linear.fit options
            Assert.Equal(60, fit.History.Length)
            Assert.Equal(60, told |> Seq.filter ((=) "training") |> Seq.length)
            Assert.InRange(fit.TrainLoss, fit.LowerBound, 1.05 * fit.LowerBound)
            near (lossOf (fit.Network.EndToEnd()) data.Train) fit.TrainLoss
            Assert.NotEqual<string>("exact", fit.Options.Method.Name)
            let wrap = Option.ofObj (ShiftOptions.Parse "shift:1:wrap")

            let movedFit =
                data
                |> Linear.fit {
                    Linear.dense 3 with
                        Augmentation = wrap
                }

            let shown = Linear.testImages movedFit
            Assert.False(shown.Pixels.SequenceEqual data.Test.Pixels)
            near (lossOf (movedFit.Network.EndToEnd()) shown) movedFit.TestLoss
            Assert.True((Linear.testImages fit).Pixels.SequenceEqual data.Test.Pixels))

        testCase "a saved model tells its group, component and rank, and its map again" (fun () ->
            Program.inFolder (fun folder ->
                let fit = data |> Linear.fit (Linear.equivariant turn 3)
                fit |> Linear.save folder

                for file in
                    [
                        "model.safetensors"
                        "report.html"
                        "result.json"
                        "images.png"
                        "images.svg"
                    ] do
                    Assert.True(FileInfo(Path.Combine(folder, file)).Length > 0L, file)

                let path = Path.Combine(folder, "model.safetensors")
                let model = LinearModel.read path
                Assert.Equal(fit.Network.EndToEnd(), model.Map)
                Assert.Equal(fit.Network.EndToEnd(), Matrix.read path)
                Assert.Equal(fit.Component, model.Component)
                Assert.Equal((3, "equivariant", "0..1"), (model.Rank, model.Constraint.Name, model.InputScale))
                Assert.Equal<string list>(Group.generators turn, Group.generators model.Constraint.Group.Value)
                Assert.Contains("equivariant", string model)

                let written =
                    JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).RootElement

                Assert.Equal(fit.TrainLoss, written.GetProperty("trainMse").GetDouble())
                let dense = data |> Linear.fit (Linear.dense 2) |> LinearModel.ofResult
                let other = Path.Combine(folder, "dense.safetensors")
                LinearModel.write other dense
                Assert.Equal(Ok "none", LinearModel.tryRead other |> Result.map _.Constraint.Name)
                Matrix.write other (Matrix.identity 3)
                Assert.Contains("constraint", error (LinearModel.tryRead other))))

        testCase "charts and pages of a fit show its losses and blocks" (fun () ->
            let fit = data |> Linear.fit (Linear.equivariant turn 3)
            let page = (Linear.report fit)
            Assert.Equal<string list>([ "equivariant"; "dense" ], List.map fst page.LossByRank)
            Assert.Equal<(int * float) list>(Fit.lossByRank fit.Exact, snd page.LossByRank.Head)
            Assert.Equal(3, page.Blocks.Length)
            Assert.True((Linear.blockEnergies fit).IsSome && (Linear.componentRanks fit).IsSome)
            let dense = data |> Linear.fit (Linear.dense 3)
            Assert.True((Linear.blockEnergies dense).IsNone && (Linear.componentRanks dense).IsNone)
            let energies = page.Blocks |> List.sumBy (fun (_, energy, _) -> energy)
            near (lossOf (Matrix.zero 9 9) data.Train) energies
            Assert.NotNull(box (Linear.chart fit))
            Assert.NotNull(box (Linear.lossByRankOf [ "dense", dense.Exact ])))

        testCase "linear prints what the surface gives, but for the seconds" (fun () ->
            let arguments = [
                "linear"
                "--data"
                "synthetic"
                "--group"
                "shift:28x28:horizontal"
                "--rank"
                "9"
                "--seed"
                "2"
            ]

            let printed = Program.json arguments
            let shift = Group.parse "shift:28x28:horizontal"

            let fit =
                Images.load DataSource.Synthetic
                |> Linear.fit {
                    Linear.equivariant shift 9 with
                        Seed = 2UL
                }

            let given = JsonDocument.Parse(Json.compact (Linear.toJson fit)).RootElement

            for field in given.EnumerateObject() do
                if field.Name <> "seconds" then
                    Assert.Equal(field.Value.ToString(), printed.GetProperty(field.Name).ToString()))

        testCase "nearest matrices have their symmetry and the distance that they state" (fun () ->
            let check (found: NearestResult) =
                near (MatrixArithmetic.SquaredFrobeniusNorm(found.Matrix - matrix)) found.SquaredDistance.Value
                near (sqrt found.SquaredDistance.Value) found.Distance
                Assert.True(found.CertifiedOptimal && Matrix.rank found.Matrix <= 4)
                Assert.Contains("squared distance", string found)
                found

            let dense = check (Nearest.dense 4 matrix)
            // What the nearest matrix leaves is the tail of the singular values.
            near
                (Matrix.singularValues matrix |> Array.skip 4 |> Array.sumBy (fun s -> s * s))
                dense.SquaredDistance.Value

            let invariant = check (Nearest.invariant turn 4 matrix)
            Assert.True((Symmetry.audit turn invariant.Matrix).Invariance.RelativeResidual < 1e-12)
            let equivariant = check (Nearest.equivariant (Group.decompose turn) 4 matrix)
            Assert.True((Symmetry.audit turn equivariant.Matrix).Equivariance.Value.RelativeResidual < 1e-12)
            Assert.True(equivariant.Component.IsSome)
            let kind = SymmetryConstraint.Equivariant turn
            Assert.Equal(equivariant.SquaredDistance, (Nearest.under kind 4 matrix).SquaredDistance)
            Assert.Contains("an equivariant one is square", error (Nearest.tryUnderWith 0UL kind 4 (Matrix.zero 2 9)))
            // Squares of distances near 1e200 are no doubles, but the distances are, and so is the certificate.
            let huge = Nearest.under kind 4 (1e200 * matrix)
            Assert.True(huge.SquaredDistance.IsNone && huge.CertifiedOptimal)
            near (1e200 * equivariant.Distance) huge.Distance
            Assert.Contains("leaves the range", string huge))

        testCase "nearest and explain print what the surface gives" (fun () ->
            Program.inFolder (fun folder ->
                let file = Path.Combine(folder, "m.npy")
                Matrix.write file matrix
                let nearest = Nearest.under (SymmetryConstraint.Equivariant turn) 4 matrix

                let same json arguments =
                    let given = JsonDocument.Parse(Json.compact json).RootElement
                    Assert.Equal(given.ToString(), (Program.json arguments).ToString())

                same (Nearest.toJson None nearest) [ "nearest"; "rotate:3x3"; "--rank"; "4"; "--matrix"; file ]
                let audit = Symmetry.audit turn matrix
                same (Symmetry.toJson audit) [ "explain"; "rotate:3x3"; "--matrix"; file ]
                Assert.Equal(Group.generators turn |> List.head, audit.WorstGenerator audit.Invariance)
                Assert.Contains("distance to the nearest equivariant", string audit)
                let wide = Matrix.init 2 9 (fun i j -> float (i - j))
                Assert.True((Symmetry.audit turn wide).Equivariance.IsNone)
                Assert.Contains("9 columns", error (Symmetry.tryAudit turn (Matrix.zero 3 3)))))
    ]
