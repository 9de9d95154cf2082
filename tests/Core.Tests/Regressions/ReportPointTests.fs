/// Data files as people have them: each gives its right value, or one line that says what it is.
module Neurovariety.Tests.Regressions.ReportPointTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Training
open Neurovariety.Tests.Support

let private report name = Fixtures.path ("reports/" + name)
let private network = lazy AutoencoderFile.Read(report "base.pt")

let private read name = PointFile.Read(report name)

/// Mean squared error of the network of base.pt at the points.
let private error (points: PointSet) =
    let output = network.Value.Apply points.Samples
    let samples = points.Samples.ToArray()

    Array.map2 (fun (a: float32) (b: float32) -> (float a - float b) ** 2.0) output samples
    |> Array.average

/// The error to the nine digits of the reports; forward passes are in single precision.
let private isNear (expected: float) (points: PointSet) =
    Assert.InRange(error points / expected, 1.0 - 1e-6, 1.0 + 1e-6)

let private refused (action: unit -> 'a) (words: string list) =
    let error = Assert.Throws<DataFormatException>(fun () -> action () |> ignore)

    for word in words do
        Assert.Contains(word, error.Message)

    Assert.DoesNotContain("\n", error.Message)

let private says (words: string) (notes: string seq) =
    Assert.Contains(notes, (fun (note: string) -> note.Contains words))

let private sixteen = 0.353439659

[<Tests>]
let tests =
    testList "ReportPointTests" [
        testTheory
            "the sixteen images are the same points in every form"
            [
                "gzmulti-idx3-ubyte.gz"
                "gztrail-idx3-ubyte.gz"
                "py2long.npy"
                "nhwc.npy"
                "ids.npz"
                "float-idx3"
            ]
            (fun name ->
                let points = read name
                Assert.Equal((16, 784), (points.Count, points.Width))
                isNear sixteen points)

        testCase "of several arrays the one that is named is read, else one that fits, which is said" (fun () ->
            says "'images' was read" (read "ids.npz").Notes
            says "of the arrays x_test, x_train, y_train, y_test 'x_test' was read" (read "kerasorder.npz").Notes
            Assert.Equal(3, (read "kerasorder.npz").Count)

            let named =
                PointFile.Read(report "kerasorder.npz", PointFileOptions(Array = "x_train", LabelArray = "y_train"))

            isNear sixteen named
            Assert.Equal((16, 0), (named.Labels.Length, named.Notes.Count))

            refused (fun () -> PointFile.Read(report "ids.npz", PointFileOptions(Array = "ids"))) [
                "array 'ids' is not there"
                "an array of texts"
            ])

        testCase "bytes of 0 and 1 are read as 0 to 1 where that is said" (fun () ->
            isNear 1.02035066 (PointFile.Read(report "only01u8.npy", PointFileOptions(Range = PointRange.Unit))))

        testCase "a column that is named label holds the labels" (fun () ->
            let points = read "kaggle_label.csv"
            Assert.Equal((784, points.Count), (points.Width, points.Labels.Length))
            says "'label' was read as labels" points.Notes
            says "line 1 was taken for a header" points.Notes)

        testCase
            "a first line of quoted numbers is data, one of missing numbers is refused, one of 0, 1, 2 is a header"
            (fun () ->
                let quoted = Csv.ReadWithNotes(report "quoted4.csv")

                Assert.Equal(
                    Matrix.FromRows(
                        [| 9.0; 9.0; 9.0 |],
                        [| 1.0; 2.0; 3.0 |],
                        [| 4.0; 5.0; 6.0 |],
                        [| 7.0; 8.0; 10.0 |]
                    ),
                    quoted.Matrix
                )

                Assert.Empty quoted.Notes
                refused (fun () -> Csv.Read(report "naFirst.csv")) [ "line 1, column 1: 'NA'" ]
                let counted = MatrixFile.ReadWithNotes(report "pandas.csv")

                let rest =
                    Matrix.FromRows([| 1.0; 2.0; 3.0 |], [| 4.0; 5.0; 6.0 |], [| 7.0; 8.0; 10.0 |])

                Assert.Equal(rest, counted.Matrix)
                says "line 1 was taken for a header (--header no: it is data): 0,1,2" counted.Notes
                Assert.Equal(4, MatrixFile.ReadWithNotes(report "pandas.csv", CsvHeader.No).Matrix.RowCount)
                Assert.Equal(3, MatrixFile.ReadWithNotes(report "quoted4.csv", CsvHeader.Yes).Matrix.RowCount))

        testCase "structured arrays are refused in plain words" (fun () ->
            for action in
                [
                    fun () -> read "struct.npy" |> ignore
                    fun () -> Npy.Read(report "struct.npy") |> ignore
                ] do
                refused action [ "a structured array"; "[('a', '<f4'), ('b', '<i4')]" ])
    ]
