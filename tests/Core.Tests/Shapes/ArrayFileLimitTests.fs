/// Files that promise more than they hold, and large ones: memory follows what is really there.
module Neurovariety.Tests.Shapes.ArrayFileLimitTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open Neurovariety.Data
open Neurovariety.Tests.Support

let private slack = int64 Fuzz.slack

/// Bytes that the action takes.
let private memory (action: unit -> unit) =
    action ()
    let before = GC.GetAllocatedBytesForCurrentThread()
    action ()
    GC.GetAllocatedBytesForCurrentThread() - before

let private refused (read: unit -> 'a) (words: string) limit =
    let mutable message = ""

    let taken =
        memory (fun () ->
            let error = Assert.Throws<DataFormatException>(fun () -> read () |> ignore)
            message <- error.Message)

    Assert.Contains(words, message)
    Assert.InRange(taken, 0L, limit)

let private npy (descr: string) fortran (shape: string) (data: byte[]) =
    let header =
        Encoding.ASCII.GetBytes $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({shape}), }}\n"

    Array.concat [
        [| 0x93uy |]
        "NUMPY"B
        [| 1uy; 0uy |]
        BitConverter.GetBytes(uint16 header.Length)
        header
        data
    ]

let private zip level (members: (string * byte[]) list) =
    use packed = new MemoryStream()

    using (new ZipArchive(packed, ZipArchiveMode.Create, true)) (fun archive ->
        for name, contents in members do
            use stream = archive.CreateEntry(name, level).Open()
            stream.Write(contents, 0, contents.Length))

    packed.ToArray()

let private stored = zip CompressionLevel.NoCompression
let private large = 1 <<< 22

/// The place of the directory's first entry.
let private directory (file: byte[]) =
    file.AsSpan().IndexOf(ReadOnlySpan [| 0x50uy; 0x4Buy; 1uy; 2uy |])

let private patched (file: byte[]) at (value: uint32) =
    let copy = Array.copy file
    Array.blit (BitConverter.GetBytes value) 0 copy at 4
    copy

let private pickled (codes: byte seq) =
    stored [ "m/data.pkl", Array.concat [ [| 0x80uy; 2uy |]; Array.ofSeq codes ] ]

[<Tests>]
let tests =
    testList "ArrayFileLimitTests" [
        testCase "reading takes no more than twice the length of a large file" (fun () ->
            // The file itself counts once, so what reading adds may be as much again.
            let bound (file: byte[]) read =
                Assert.InRange(memory (fun () -> read file |> ignore), 0L, int64 file.Length + slack)

            let numbers = Array.zeroCreate<byte> large

            for descr, fortran in [ "<f8", "False"; ">f8", "False"; "<f8", "True"; ">f4", "True" ] do
                let rows = large / 1024 / int (string descr[2])
                let file = npy descr fortran $"{rows}, 1024" numbers
                bound file (fun file -> box (Npy.ParseTensor(ReadOnlyMemory file, NpySource("m", "m"))))
                bound (stored [ "a.npy", file; "b.npy", file ]) (fun file -> box (Npz.Parse(file, "m")))

            use stream = new MemoryStream()

            let tensor =
                StoredTensor.FromSingles(
                    "a",
                    ReadOnlySpan [| large / 4 |],
                    ReadOnlySpan(Array.zeroCreate<float32>(large / 4))
                )

            Safetensors.Of([ tensor ]).WriteTo stream

            Assert.InRange(
                memory (fun () ->
                    Safetensors.Parse(ReadOnlyMemory(stream.GetBuffer(), 0, int stream.Length), "m")
                    |> ignore),
                0L,
                slack
            ))

        testCase "a compressed array that promises less than it holds is refused before it is decompressed" (fun () ->
            let bomb = npy "<f8" "False" "2, 2" (Array.zeroCreate (8 * large))
            let file = zip CompressionLevel.Fastest [ "a.npy", bomb ]
            refused (fun () -> Npz.Parse(file, "m")) "2 x 2 numbers need 32 bytes" slack

            // What decompresses to what it promises is read.
            let sound =
                zip CompressionLevel.SmallestSize [ "a.npy", npy "|u1" "False" $"{large}," (Array.zeroCreate large) ]

            let found = Npz.Parse(sound, "m")
            Assert.Equal(large, found[0].Bytes.Length))

        testCase "sizes of members that cannot be true are refused without a try to hold them" (fun () ->
            let contents = npy "|u1" "False" "1000," (Array.zeroCreate 1000)

            for level, length, words in
                [
                    CompressionLevel.Fastest, 0x7FFFFF00u, "more than deflate packs"
                    CompressionLevel.Fastest, 20000u, "were promised"
                    CompressionLevel.NoCompression, 0x7FFFFF00u, "promised"
                ] do
                let file = zip level [ "a.npy", contents ]
                let entry = directory file
                let lie = patched file (entry + 24) length

                refused
                    (fun () ->
                        ZipDirectory.Parse(lie, "m").Members
                        |> Seq.map (fun one -> ZipDirectory.Parse(lie, "m").Contents one)
                        |> List.ofSeq)
                    words
                    slack

                refused (fun () -> Npz.Parse(lie, "m")) "" slack)

        testCase "members that share their data are refused" (fun () ->
            let contents = npy "|u1" "False" "1000," (Array.zeroCreate 1000)
            let file = stored [ "a.npy", contents; "a.npz", contents ]
            let first = directory file

            let second =
                first
                + 46
                + 5
                + int (BitConverter.ToUInt16(file, first + 30))
                + int (BitConverter.ToUInt16(file, first + 32))

            let sharing = patched file (second + 42) 0u
            sharing[second + 46 + 4] <- byte 'y'
            refused (fun () -> Npz.Parse(sharing, "m")) "twice" slack
            sharing[second + 46 + 4] <- byte 'z'
            refused (fun () -> Npz.Parse(sharing, "m")) "contradicts" slack)

        testCase "pickles that build more than they are long are refused" (fun () ->
            let read file () = TorchStateDict.Parse(file, "m")
            let many = pickled (Seq.append (Seq.replicate 100000 (byte '}')) [ byte '.' ])
            refused (read many) "more values" (4L * 1048576L)

            // A tuple that holds the one before three times, fifteen times over: 3^15 values in 100 bytes.
            let threefold =
                seq {
                    byte ')'

                    for level in 0uy .. 14uy do
                        yield! [ byte 'q'; level; byte 'h'; level; byte 'h'; level; 0x87uy ]

                    byte '.'
                }

            refused (read (pickled threefold)) "too many places" slack
            // A list that holds itself.
            refused (read (pickled [ byte ']'; byte 'q'; 0uy; byte 'h'; 0uy; byte 'a'; byte '.' ])) "too deep" slack)

        testTheory
            "objects that are not known pass by, whatever opcodes make them"
            [
                // An object of a class, made and filled as argparse.Namespace and numpy scalars are.
                "cargparse\nNamespace\n)\u0081}X\u0002\u0000\u0000\u0000lrK\u0001sb"
                "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\u0002\u0000\u0000\u0000f8\u0085RC\u0008aaaaaaaa\u0086R"
                "cpathlib\nPosixPath\n(X\u0001\u0000\u0000\u0000aX\u0001\u0000\u0000\u0000btR"
                "ctorch\ndevice\nX\u0003\u0000\u0000\u0000cpu\u0085R"
                "ctorch\nSize\nK\u0002K\u0003\u0086\u0085R"
                // Numbers of nine bytes, bytes, sets, a class with keyword arguments, a class by mark.
                "\u008a\u0009aaaaaaaaa"
                "\u008b\u000a\u0000\u0000\u0000aaaaaaaaaa"
                "B\u0002\u0000\u0000\u0000ab"
                "\u008e\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000ab"
                "\u008f(K\u0001\u0090"
                "(K\u0001\u0091"
                "ca\nB\n)}\u0092"
                "(ca\nB\nK\u0001o"
                // Values made and thrown away, twice the same value, lists and dictionaries of protocol 0, texts of Python 2.
                "K\u0001K\u00020"
                "(K\u0001K\u00021K\u0001"
                "K\u00012\u0086"
                "(K\u0001l"
                "(U\u0001aK\u0001d"
                "T\u0001\u0000\u0000\u0000a"
                // A dictionary with keys that are no names, and one of a class of its own.
                "}NK\u0001s"
                "ccollections\ndefaultdict\n)RX\u0001\u0000\u0000\u0000aK\u0001s"
            ]
            (fun (codes: string) ->
                let key name = $"X\u0001\u0000\u0000\u0000{name}"

                // { "a": the object, "b": 7 }: the number behind it becomes a note.
                let file =
                    pickled (Encoding.Latin1.GetBytes $"}}({key 'a'}{codes}{key 'b'}K\u0007u.")

                let found = TorchStateDict.Parse(file, "m")
                Assert.Empty found.Tensors
                Assert.Equal("7", found.Metadata["b"]))

        testTheory
            "opcodes and names beyond tensors and dictionaries are refused by name"
            [
                "cos\nsystem\n.", "os.system is refused"
                "c__builtin__\neval\n.", "__builtin__.eval is refused"
                "ctorch.storage\n_load_from_bytes\n.", "torch.storage._load_from_bytes is refused"
                "I7\n.", "INT (0x49)"
                "K\u0001)\u0081.", "NEWOBJ, 0x81"
                "}N\u0062.", "BUILD (0x62)"
                "ccollections\nOrderedDict\nX\u0001\u0000\u0000\u0000aR.", "REDUCE (0x52)"
                "(icollections\nOrderedDict\n.", "INST (0x69)"
                "\u0082\u0001.", "EXT1 (0x82)"
                "\u00ff.", "unknown opcode (0xff)"
                "X\u00ff\u00ff\u00ff\u007fa.", "truncated"
                "}", "truncated"
                "h\u0003.", "nothing is kept at 3"
                "t.", "missing on the stack"
                "\u008a\u0009aaaaaaaa.", "truncated"
                "\u008b\u00ff\u00ff\u00ff\u00ffa.", "truncated"
                "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fa.", "truncated"
            ]
            (fun (codes: string, words) ->
                refused (fun () -> TorchStateDict.Parse(pickled (Encoding.Latin1.GetBytes codes), "m")) words slack)
    ]
