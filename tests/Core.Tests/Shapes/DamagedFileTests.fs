/// Every reader, given at least 20000 damaged files, loads values or fails with the project's own error, within bounds of memory
/// and time. That a load gives the *same* values is required only where check sums guard the data (.npz, .pt, gzip has its own
/// too): elsewhere a changed number or name makes another valid file.
module Neurovariety.Tests.Shapes.DamagedFileTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Text
open System.Threading
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Data
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.Fuzz

let private count = 20000

let private describe (tensors: StoredTensor seq) () =
    String.concat
        "; "
        (tensors
         |> Seq.map (fun tensor ->
             let numbers = tensor.ToDoubles()
             let size = tensor.Shape |> Seq.fold (fun product n -> product * bigint n) 1I

             if bigint numbers.Length <> size then
                 failwith $"{tensor} has {numbers.Length} numbers"

             $"{tensor} {Convert.ToHexString tensor.Bytes}"))

let private describeMatrix (matrix: Matrix) () =
    let entries = matrix.ToArray()

    if
        entries.Length <> matrix.RowCount * matrix.ColumnCount
        || not (Array.forall Double.IsFinite entries)
    then
        failwith "entries are missing or not finite"

    String.Join(' ', entries)

let private target name source read = {
    Name = name
    Source = source
    Pack = id
    Read = read
    Guarded = false
    PrefixesFail = true
    Compressed = false
    Patience = TimeSpan.FromSeconds 5.0
}

let private holds (target: Target) =
    let report = run target count
    Assert.Empty report.Faults
    Assert.InRange(report.Cases, count, Int32.MaxValue)
    // Damage that is always refused, or never, would test nothing.
    Assert.InRange(report.Loaded, 1, report.Cases - 1)

let private fixture name =
    File.ReadAllBytes(Fixtures.path (Path.Combine("arrays", name)))

let private gzip (contents: byte[]) =
    use packed = new MemoryStream()

    using (new GZipStream(packed, CompressionLevel.Fastest, true)) (fun stream ->
        stream.Write(contents, 0, contents.Length))

    packed.ToArray()

let private idx =
    Array.append [|
        0uy
        0uy
        8uy
        3uy
        0uy
        0uy
        0uy
        4uy
        0uy
        0uy
        0uy
        2uy
        0uy
        0uy
        0uy
        3uy
    |] [| for i in 0..23 -> byte (i * 7) |]

let private readIdx (name: string) (bytes: byte[]) =
    let images = IdxReader.ReadImages(new MemoryStream(bytes), name)

    fun () ->
        if images.Pixels.Length <> images.Count * images.Rows * images.Columns then
            failwith "pixels are missing"

        $"{images.Count} {images.Rows} {images.Columns} {Convert.ToHexString images.Pixels}"

let private readNpy (name: string) (bytes: byte[]) =
    describe [ Npy.ParseTensor(ReadOnlyMemory bytes, NpySource(name, "array")) ]

let private readNpz (name: string) (bytes: byte[]) = describe (Npz.Parse(bytes, name))

let private readTorch (name: string) (bytes: byte[]) =
    describe (TorchStateDict.Parse(bytes, name).Tensors)

/// The archive with one member replaced, its check sum made anew.
let private repack (archive: byte[]) (ending: string) (contents: byte[]) =
    use source = new ZipArchive(new MemoryStream(archive))
    use packed = new MemoryStream()

    using (new ZipArchive(packed, ZipArchiveMode.Create, true)) (fun target ->
        for entry in source.Entries do
            use stream =
                target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open()

            if entry.FullName.EndsWith(ending, StringComparison.Ordinal) then
                stream.Write(contents, 0, contents.Length)
            else
                use old = entry.Open()
                old.CopyTo stream)

    packed.ToArray()

let private memberOf (archive: byte[]) (ending: string) =
    use source = new ZipArchive(new MemoryStream(archive))

    let entry =
        source.Entries
        |> Seq.find (fun entry -> entry.FullName.EndsWith(ending, StringComparison.Ordinal))

    use stream = entry.Open()
    use contents = new MemoryStream()
    stream.CopyTo contents
    contents.ToArray()

let private npy (descr: string) (shape: string) (data: byte[]) =
    let header =
        Encoding.ASCII.GetBytes $"{{'descr': {descr}, 'fortran_order': False, 'shape': ({shape}), }}\n"

    Array.concat [
        [| 0x93uy |]
        "NUMPY"B
        [| 1uy; 0uy |]
        BitConverter.GetBytes(uint16 header.Length)
        header
        data
    ]

let private archive (level: CompressionLevel) (members: (string * byte[]) list) =
    use packed = new MemoryStream()

    using (new ZipArchive(packed, ZipArchiveMode.Create, true)) (fun archive ->
        for name, contents in members do
            use stream = archive.CreateEntry(name, level).Open()
            stream.Write(contents, 0, contents.Length))

    packed.ToArray()

/// A member damaged within an archive whose check sums are right, so that the reader behind them is reached.
let private inside name archive ending read = {
    target name (memberOf archive ending) read with
        Pack = repack archive ending
}

[<Tests>]
let tests =
    testList "DamagedFileTests" [
        testCase "damaged IDX files load or fail by a format error only" (fun () -> holds (target "idx" idx readIdx))

        testCase "damaged IDX files under gzip load or fail by a format error only" (fun () ->
            holds {
                target "idx.gz" (gzip idx) readIdx with
                    Compressed = true
            })

        testTheory
            "damaged NPY files load or fail by a format error only"
            [ "v1.npy"; "big_endian_fortran.npy" ]
            (fun name ->
                holds (target name (fixture name) readNpy)

                holds {
                    target
                        $"matrix {name}"
                        (Npy.Format(Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.5 |]), ElementType.F64))
                        (fun name bytes -> describeMatrix (Npy.Parse(ReadOnlyMemory bytes, name))) with
                        PrefixesFail = true
                })

        testTheory
            "damaged NPZ files load the same or fail by a format error only"
            [ "stored.npz"; "deflated.npz" ]
            (fun name ->
                holds {
                    target name (fixture name) readNpz with
                        Guarded = true
                        Compressed = true
                })

        testCase "damaged arrays within sound NPZ files load or fail by a format error only" (fun () ->
            holds (inside "member of npz" (fixture "stored.npz") "fortran.npy" readNpz))

        testCase "damaged safetensors files load or fail by a format error only" (fun () ->
            use stream = new MemoryStream()

            Safetensors
                .Of(
                    [
                        StoredTensor.FromMatrix("encoder", Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.5 |]))
                        StoredTensor.FromMatrix("decoder", Matrix.FromRows [| 1.0; 2.0; 7.0 |], ElementType.F32)
                    ],
                    dict [ "key", "value" ]
                )
                .WriteTo
                stream

            holds (
                target "safetensors" (stream.ToArray()) (fun name bytes ->
                    describe (Safetensors.Parse(ReadOnlyMemory bytes, name).Tensors))
            ))

        testTheory
            "damaged state dicts load the same or fail by a format error only"
            [ "sequential.pt"; "views.pt" ]
            (fun name ->
                holds {
                    target name (fixture name) readTorch with
                        Guarded = true
                })

        testTheory
            "damaged pickles within sound state dicts load or fail by a format error only"
            [ "sequential.pt"; "checkpoint.pt"; "protocol4.pth"; "views.pt" ]
            (fun name -> holds (inside $"pickle of {name}" (fixture name) "data.pkl" readTorch))

        testCase "damaged state dicts of the old form load or fail by a format error only" (fun () ->
            holds (target "old.pt" (fixture "old_format.pt") readTorch))

        testCase "damaged IDX files of any type load or fail by a format error only" (fun () ->
            let floats =
                Array.append [| 0uy; 0uy; 0x0Duy; 2uy; 0uy; 0uy; 0uy; 2uy; 0uy; 0uy; 0uy; 3uy |] [|
                    for i in 0..23 -> byte (i * 7)
                |]

            let read (name: string) (bytes: byte[]) =
                describe [ IdxReader.ReadTensor(new MemoryStream(bytes), name) ]

            holds (target "floats.idx" floats read)
            // Two members, and zeros behind them.
            let members =
                Array.concat [ gzip floats[..19]; gzip floats[20..]; Array.zeroCreate 5 ]

            holds {
                target "members.idx.gz" members read with
                    Compressed = true
                    PrefixesFail = false
            })

        testCase "damaged archives with arrays of texts load the same or fail by a format error only" (fun () ->
            let texts = npy "'<U1'" "2," (Array.replicate 8 65uy)

            for level in [ CompressionLevel.NoCompression; CompressionLevel.Fastest ] do
                let file =
                    archive level [ "ids.npy", texts; "x.npy", npy "'|u1'" "3," "abc"B; "notes.txt", "none"B ]

                holds {
                    target $"texts.npz {level}" file readNpz with
                        Guarded = true
                        Compressed = true
                })

        testCase "damaged models load or fail by a format error only" (fun () ->
            use stream = new MemoryStream()

            let one (name: string) (shape: int list) =
                let count = List.fold (*) 1 shape

                StoredTensor.FromSingles(
                    name,
                    ReadOnlySpan(Array.ofList shape),
                    ReadOnlySpan [| for i in 1..count -> float32 i / 4f |]
                )

            Safetensors
                .Of(
                    [
                        one "encoder.0.weight_orig" [ 2; 3 ]
                        one "encoder.0.weight_mask" [ 2; 3 ]
                        one "encoder.1.running_mean" [ 2 ]
                        one "encoder.1.running_var" [ 2 ]
                        one "fc_mu.weight_g" [ 2; 1 ]
                        one "fc_mu.weight_v" [ 2; 2 ]
                        one "fc_logvar.weight" [ 2; 2 ]
                        one "decoder.0.weight" [ 3; 2 ]
                        one "decoder.0.bias" [ 3 ]
                    ]
                )
                .WriteTo
                stream

            let read (name: string) (bytes: byte[]) =
                let file = TensorFile.Parse(bytes, name)
                let notes = Collections.Generic.List<string>()

                let network =
                    AutoencoderFile.FromTensors(file.Tensors, file.Metadata, name, null, notes)

                fun () ->
                    let numbers = [ for layer in network.Layers -> layer.Weights.ToArray(), layer.Bias.ToArray() ]
                    $"%A{numbers} %A{List.ofSeq notes}"

            holds (target "model" (stream.ToArray()) read))

        testCase "damaged CSV files load or fail by a format error only" (fun () ->
            holds {
                target "csv" (Encoding.UTF8.GetBytes "\uFEFFa;b\n1;2\n3;4.5e3 # end\n-7;0.125\n") (fun name bytes ->
                    describeMatrix (Csv.Parse(bytes, name))) with
                    PrefixesFail = false
            })

        testCase "readers with a fault are found out" (fun () ->
            let wrong read =
                Assert.NotEmpty
                    (run
                        {
                            target "mutant" idx read with
                                PrefixesFail = false
                        }
                        2000)
                        .Faults

            // Trusts a length that the file states.
            wrong (fun _ bytes ->
                let count = int bytes[7]
                let first = bytes[15 + count]
                fun () -> string first)

            // Allocates on the word of the file.
            wrong (fun _ bytes ->
                let size = if bytes.Length > 4 then int bytes[4] else 0
                let room = Array.zeroCreate<byte>(size * 10000)
                fun () -> string room.Length)

            // Blames another file, or says more than a line.
            wrong (fun _ bytes ->
                if bytes.Length < 16 then
                    raise (DataFormatException("other", 0L, "short"))

                fun () -> "")

            wrong (fun name bytes ->
                if bytes.Length < 16 then
                    raise (DataFormatException(name, 99999L, "short"))

                fun () -> "")

            // Takes a file that is cut short, or does not notice a change although it should.
            let accepts (mutant: Target) =
                Assert.NotEmpty (run mutant 2000).Faults

            accepts (target "mutant" idx (fun _ _ -> fun () -> "x"))

            accepts {
                target "mutant" idx (fun _ bytes -> fun () -> Convert.ToHexString bytes) with
                    Guarded = true
                    PrefixesFail = false
            }

            // Hangs.
            let sleeper =
                target "mutant" idx (fun _ bytes ->
                    if bytes.Length < 2 then
                        Thread.Sleep 200

                    fun () -> "")

            accepts {
                sleeper with
                    PrefixesFail = false
                    Patience = TimeSpan.FromSeconds 0.1
            })
    ]
