namespace Neurovariety.Studies

open System
open System.Numerics
open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The eigenvalues of one Jacobian over some points.
type EigenvalueFigures = {
    /// Trace / d.
    ArithmeticMean: Spread
    /// |omega|^(1/d); 0 where the Jacobian is singular.
    GeometricMean: Spread
    /// |argument| of every eigenvalue but 0, in radians; None when all are 0.
    Argument: Spread option
    /// Share of the eigenvalues that are not real.
    ComplexShare: float
    /// Number of eigenvalues of modulus below 0.1 at each point.
    SmallCount: Spread
    /// Share of the points with omega < 0.
    ReversingShare: float
    /// Points with omega = 0.
    SingularCount: int
}

/// Some of the points of one network: all, one class, or one split.
type PointGroup = {
    /// "all", "train", "test", or the label of a class.
    Name: string
    PointCount: int
    Mse: Spread
    /// Distances of the ordered spectra of J_I and J_L over d: by absolute values, and Euclidean.
    AbsoluteDistance: Spread
    EuclideanDistance: Spread
    InputSpace: EigenvalueFigures
    LatentSpace: EigenvalueFigures
}

/// Tables of spectra in short.
[<RequireQualifiedAccess>]
module SpectrumSummary =

    let private eigenvalueFigures (column: SpectrumColumn) =
        let latent = column.Latent
        let values = column.Eigenvalues.ToArray()
        let small = column.SmallCount.ToArray()
        let signs = column.SignOmega.ToArray()

        fun (points: int[]) ->
            let share count = float count / float points.Length

            let arguments = ResizeArray<float>(points.Length * latent)
            let mutable complex = 0

            for point in points do
                for k in point * latent .. (point + 1) * latent - 1 do
                    let value = values[k]

                    if value <> Complex.Zero then
                        arguments.Add(abs value.Phase)

                    if value.Imaginary <> 0.0 then
                        complex <- complex + 1

            let count sign =
                points |> Array.sumBy (fun point -> if signs[point] = sign then 1 else 0)

            {
                ArithmeticMean = points |> Array.map column.ArithmeticMean |> Spread.ofSample
                GeometricMean = points |> Array.map column.GeometricMean |> Spread.ofSample
                Argument = Spread.tryOfSample (arguments.ToArray())
                ComplexShare = share complex / float latent
                SmallCount = points |> Array.map (fun point -> float small[point]) |> Spread.ofSample
                ReversingShare = share (count -1y)
                SingularCount = count 0y
            }

    /// All points, both splits, and every class that occurs.
    let groups (table: SpectrumTable) =
        let labels = table.Labels.ToArray()
        let isTest = table.IsTest.ToArray()
        let mse = table.Mse.ToArray()
        let absolute = Array.init table.Count table.AbsoluteDistance
        let euclidean = Array.init table.Count table.EuclideanDistance
        let input = eigenvalueFigures table.Input
        let latent = eigenvalueFigures table.LatentSpace

        let members = [
            "all", (fun _ -> true)
            "train", (fun i -> not isTest[i])
            "test", (fun i -> isTest[i])
            for label in labels |> Array.distinct |> Array.sort do
                if label >= 0 then
                    string label, (fun i -> labels[i] = label)
        ]

        [
            for name, isMember in members do
                let points = [| 0 .. table.Count - 1 |] |> Array.filter isMember

                if points.Length > 0 then
                    let spread (values: float[]) =
                        points |> Array.map (fun point -> values[point]) |> Spread.ofSample

                    {
                        Name = name
                        PointCount = points.Length
                        Mse = spread mse
                        AbsoluteDistance = spread absolute
                        EuclideanDistance = spread euclidean
                        InputSpace = input points
                        LatentSpace = latent points
                    }
        ]
