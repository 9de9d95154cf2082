namespace Neurovariety.Scripts.Surface

open System
open System.Collections.Generic
open System.IO
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra

/// Derivatives of an autoencoder at single points, in double precision.
[<RequireQualifiedAccess>]
module Jacobian =

    /// J_I(x), the derivative of D(E(x)): N x N.
    let ofInput (sample: float[]) (network: Autoencoder) : Matrix =
        JacobianMap.Of(network).InputJacobian(ReadOnlySpan sample)

    /// DE(x) DD(z), d x d, with the nonzero eigenvalues of J_I(x).
    let small (sample: float[]) (network: Autoencoder) : Matrix =
        JacobianMap.Of(network).SmallInputJacobian(ReadOnlySpan sample)

    /// J_L at z = E(x), the derivative of E(D(z)): d x d.
    let ofLatent (sample: float[]) (network: Autoencoder) : Matrix =
        JacobianMap.Of(network).LatentJacobian(ReadOnlySpan sample)

    /// How far J_I(x) is from the projection onto its eigenvectors.
    let geometry (sample: float[]) (network: Autoencoder) : ProjectionGeometry =
        let map = JacobianMap.Of network
        let latent = map.Encode(ReadOnlySpan sample)
        ProjectionGeometry.Of(map.DecoderJacobian(ReadOnlySpan latent), map.EncoderJacobian(ReadOnlySpan sample))

/// How spectra are computed.
type SpectrumSettings = {
    /// In which Jacobians are computed; their eigenvalues are computed in double precision either way.
    Precision: SpectrumPrecision
    /// Threads, progress in points, cancellation.
    Work: Work
}

/// The spectra of one model at some points.
type NetworkSpectra = {
    Model: Model
    /// What the points were, in a line.
    Points: string
    Precision: SpectrumPrecision
    /// Eigenvalues and errors, a row for each point.
    Table: SpectrumTable
    /// Figures of all points, of each split and of each class.
    Summary: SpectralStatistics
} with

    /// The main figures in a few aligned lines.
    override this.ToString() : string =
        let row name (one: SpectrumFigures) =
            $"{name}: |lambda| {one.Modulus.FivePercent:G4} to {one.Modulus.NinetyFivePercent:G4}, median {one.Modulus.Median:G4}; trace {one.Trace.Mean:G4}; omega < 0 at {one.ReversingCount} of {this.Table.Count}"

        String.concat "\n" [
            $"model         {this.Model.Path}"
            $"points        {this.Points}"
            $"MSE           {this.Summary.All.Mse.Mean:G6}"
            row "J_I" this.Summary.All.Input
            row "J_L" this.Summary.All.LatentSpace
        ]

/// Spectra of both Jacobians at many points.
[<RequireQualifiedAccess>]
module Spectrum =

    /// Jacobians in single precision, all cores, told to nobody.
    let defaults: SpectrumSettings = {
        Precision = SpectrumPrecision.SinglePrecision
        Work = Work.quiet
    }

    /// "single" or "double"; an `InputError` otherwise.
    let parsePrecision (text: string) : SpectrumPrecision =
        match text with
        | "single" -> SpectrumPrecision.SinglePrecision
        | "double" -> SpectrumPrecision.DoublePrecision
        | other -> raise (InputError $"precision {other}: expected single, double")

    /// The name of a precision.
    let precisionName (precision: SpectrumPrecision) : string =
        if precision = SpectrumPrecision.DoublePrecision then
            "double"
        else
            "single"

    let private table (settings: SpectrumSettings) (points: Points) (network: Autoencoder) =
        let work = settings.Work

        let options =
            SpectrumOptions(settings.Precision, work.Threads, Scale = points.Scale)

        match points.Values with
        | PointValues.Images(train, test) ->
            JacobianSpectrum.OfImages(
                network,
                Option.toObj train,
                Option.toObj test,
                options,
                Work.reporter work,
                work.Cancel
            )
        | PointValues.File set -> JacobianSpectrum.OfPoints(network, set, options, Work.reporter work, work.Cancel)

    /// The spectra of a model at points, which must be on its scale. An `InputError` where they do not fit, or where the model has no
    /// spectrum worth a table.
    let run (settings: SpectrumSettings) (points: Points) (model: Model) : NetworkSpectra =
        Models.requireSpectrum model
        Models.requireWidth points model

        if points.Scale <> model.Scale then
            raise (InputError $"{model.Path} takes pixels on {model.Scale}, but the points are on {points.Scale}")

        let table = table settings points model.Network

        {
            Model = model
            Points = string points
            Precision = settings.Precision
            Table = table
            Summary = SpectralStatistics.Of table
        }

    /// The same, or the line that says why the model has no such spectra.
    let tryRun (settings: SpectrumSettings) (points: Points) (model: Model) : Result<NetworkSpectra, string> =
        Attempt.run (fun () -> run settings points model)

    /// The spectra of several models at the same points, for instance of the epochs of a run (`Models.ofEpochs`), one after the other,
    /// each handed on with its place in the list, from 0, before the next is computed: the tables of many epochs need not fit into memory.
    let runEach
        (settings: SpectrumSettings)
        (points: Points)
        (models: (unit -> Model) list)
        (each: int -> NetworkSpectra -> 'a)
        : 'a list = [
        for index, read in List.indexed models do
            let part = {
                settings with
                    Work = settings.Work |> Work.part index models.Length
            }

            each index (run part points (read ()))
    ]

    /// Compiles the code of spectra ahead of their first use: a program does so on another core while it reads its data.
    let prepare (precision: SpectrumPrecision) : unit =
        let network =
            Autoencoder.Initialise(Architecture.Parse("112-24-12-d", 4), RandomSource.FromSeed 0UL)

        let samples = Array.init (24 * 112) (fun i -> float32 (i % 17) / 8f - 1f)

        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples, SpectrumOptions(precision, 1))
        |> SpectralStatistics.Of
        |> ignore

    /// At images of the training split, then at those of the test split, pixels on [-1, 1]; either may be missing.
    let ofImages (train: ImageSet option) (test: ImageSet option) (network: Autoencoder) : SpectrumTable =
        JacobianSpectrum.OfImages(network, Option.toObj train, Option.toObj test)

    /// At samples, rows of the width of the input, scaled as the network takes them.
    let ofSamples (samples: float32[]) (network: Autoencoder) : SpectrumTable =
        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples)

    /// The same with Jacobians in double precision.
    let ofSamplesInDouble (samples: float32[]) (network: Autoencoder) : SpectrumTable =
        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples, SpectrumOptions(SpectrumPrecision.DoublePrecision))

    /// Figures of all points, of each split and of each class.
    let summary (table: SpectrumTable) : SpectralStatistics = SpectralStatistics.Of table

    /// What a file of spectra notes of its model and points.
    let notes (spectra: NetworkSpectra) : (string * string) list = [
        "kind", "neurovariety spectra"
        "model", spectra.Model.Path
        "arch", spectra.Model.Architecture
        "precision", precisionName spectra.Precision
        "points", spectra.Points
        "inputScale", string spectra.Model.Scale
        "version", Work.version
        match spectra.Model.Seed with
        | Some seed -> "seed", string seed
        | None -> ()
        match spectra.Model.Epoch with
        | Some epoch -> "epoch", string epoch
        | None -> ()
    ]

    /// Writes spectra.safetensors, with notes, and spectra.csv into a folder.
    let saveTo (folder: string) (spectra: NetworkSpectra) : unit =
        Directory.CreateDirectory folder |> ignore
        SpectrumFile.Write(Path.Combine(folder, "spectra.safetensors"), spectra.Table, dict (notes spectra))
        SpectrumFile.WriteCsv(Path.Combine(folder, "spectra.csv"), spectra.Table)

    /// Writes a table as .safetensors.
    let save (path: string) (table: SpectrumTable) : unit = SpectrumFile.Write(path, table)

    /// Writes a table as .csv, a row for each point.
    let saveCsv (path: string) (table: SpectrumTable) : unit = SpectrumFile.WriteCsv(path, table)

    /// Reads a table as `spectra --out` writes it.
    let load (path: string) : SpectrumTable = SpectrumFile.Read path

    /// Reads a table with its notes.
    let loadWithNotes (path: string) : SpectrumTable * Map<string, string> =
        let struct (table, notes) = SpectrumFile.ReadWithNotes path
        table, Map [ for KeyValue(name, value) in notes -> name, value ]
