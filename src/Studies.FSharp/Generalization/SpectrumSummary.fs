namespace Neurovariety.Studies

open Neurovariety.Spectra

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

/// Tables of spectra in short: what `SpectralStatistics` of Core measures, as this study keeps and prints it.
[<RequireQualifiedAccess>]
module SpectrumSummary =

    let private eigenvalueFigures (one: SpectrumFigures) : EigenvalueFigures = {
        ArithmeticMean = Spread.ofDistribution one.ArithmeticMean
        GeometricMean = Spread.ofDistribution one.GeometricMean
        Argument = one.Argument |> Option.ofObj |> Option.map Spread.ofDistribution
        ComplexShare = one.NonRealShare
        SmallCount = Spread.ofDistribution one.SmallCount
        ReversingShare = one.ReversingShare
        SingularCount = one.SingularCount
    }

    /// All points, both splits, and every class that occurs.
    let groups (table: SpectrumTable) : PointGroup list = [
        for struct (name, figures) in SpectralStatistics.Of(table).Groups ->
            {
                Name = name
                PointCount = figures.Count
                Mse = Spread.ofDistribution figures.Mse
                AbsoluteDistance = Spread.ofDistribution figures.AbsoluteDistance
                EuclideanDistance = Spread.ofDistribution figures.EuclideanDistance
                InputSpace = eigenvalueFigures figures.Input
                LatentSpace = eigenvalueFigures figures.LatentSpace
            }
    ]
