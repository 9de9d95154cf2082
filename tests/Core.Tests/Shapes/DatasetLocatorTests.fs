module Neurovariety.Tests.Shapes.DatasetLocatorTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Net
open System.Net.Sockets
open System.Security.Cryptography
open Xunit
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

let private gzip (contents: byte[]) =
    use packed = new MemoryStream()
    using (new GZipStream(packed, CompressionLevel.Fastest, true)) _.Write(contents, 0, contents.Length)
    packed.ToArray()

let private names = [ for file in MnistFiles.All -> file.Name ]

/// A small data set in the form of MNIST: the contents of its four files by name. The seed tells sets apart.
let private contents (seed: uint64) =
    use folder = new TemporaryFolder()
    let random = RandomSource.FromSeed seed

    for part, count in [ "train", 20; "t10k", 10 ] do
        let set = SyntheticDigits.Draw(count, random.Split part)
        IdxWriter.WriteImages(folder.File $"{part}-images-idx3-ubyte", set)
        IdxWriter.WriteLabels(folder.File $"{part}-labels-idx1-ubyte", set)

    names
    |> List.map (fun name -> name, File.ReadAllBytes(folder.File name))
    |> Map.ofList

let private firstPixels (set: Map<string, byte[]>) = set[names[0]][16..]

let private save (folder: string) (set: Map<string, byte[]>) =
    for name in names do
        AtomicFile.WriteBytes(Path.Combine(folder, name), ReadOnlyMemory set[name])

let private known (set: Map<string, byte[]>) =
    names
    |> List.map (fun name -> IdxFile(name, set[name].Length, Convert.ToHexStringLower(SHA256.HashData set[name])))

let private packed (set: Map<string, byte[]>) =
    set
    |> Map.toSeq
    |> Seq.map (fun (name, bytes) -> name + ".gz", gzip bytes)
    |> Map.ofSeq

let private optionsWithin (seconds: float) requested environment cache (mirrors: Uri list) files =
    DatasetOptions(
        Requested = requested,
        EnvironmentFolder = environment,
        CacheFolder = cache,
        Mirrors = Array.ofList mirrors,
        Files = Array.ofList files,
        ConnectTimeout = TimeSpan.FromSeconds seconds,
        SilenceTimeout = TimeSpan.FromSeconds seconds,
        SyntheticTrainCount = 30,
        SyntheticTestCount = 20
    )

/// Servers that answer have as long as a busy machine may need.
let private options = optionsWithin 120.0

let private isOneLine (text: string) =
    Assert.DoesNotContain("\n", text)
    Assert.DoesNotContain("\r", text)

[<Tests>]
let tests =
    testList "DatasetLocatorTests" [
        testCase "a download fills the cache, and the next time nothing is asked for" (fun () ->
            let set = contents 1UL
            use cache = new TemporaryFolder()
            use server = LoopbackServer.Of(packed set)
            let options = options null null (cache.File "mnist") [ server.Address ] (known set)
            Assert.Equal(struct (DatasetOrigin.Downloaded, cache.File "mnist"), DatasetLocator.Locate options)
            let data = DatasetLocator.Load options
            Assert.Equal(DatasetOrigin.Downloaded, data.Origin)
            Assert.Empty data.Warnings
            Assert.Equal<byte[]>(firstPixels set, data.Train.Pixels.ToArray())
            Assert.Equal(10, data.Test.Count)
            Assert.Equal(4, server.Requests.Length)

            Assert.Equal<string list>(
                List.sort names,
                [ for path in Directory.GetFiles(cache.File "mnist") -> Path.GetFileName path ]
                |> List.sort
            )

            let again = DatasetLocator.Load options
            Assert.Equal(DatasetOrigin.Cache, again.Origin)
            Assert.Equal(4, server.Requests.Length)
            Assert.Equal<byte[]>(data.Test.Labels.ToArray(), again.Test.Labels.ToArray()))

        testCase "only what the cache lacks is fetched" (fun () ->
            let set = contents 1UL
            use cache = new TemporaryFolder()
            save cache.Path set
            File.Delete(cache.File names[3])
            use server = LoopbackServer.Of(packed set)

            let data =
                DatasetLocator.Load(options "mnist" null cache.Path [ server.Address ] (known set))

            Assert.Equal(DatasetOrigin.Downloaded, data.Origin)
            Assert.Equal<string[]>([| names[3] + ".gz" |], server.Requests))

        testCase "contents with another hash are refused in one line and not kept" (fun () ->
            let set = contents 1UL
            use cache = new TemporaryFolder()
            use server = LoopbackServer.Of(packed (contents 2UL))
            let options = options null null cache.Path [ server.Address ] (known set)

            let error =
                Assert.Throws<IOException>(fun () -> DatasetLocator.Fetch options |> ignore)

            Assert.Contains("SHA-256", error.Message)
            Assert.Contains("not kept", error.Message)
            isOneLine error.Message
            Assert.Empty cache.Names
            let data = DatasetLocator.Load options
            Assert.True data.IsSynthetic
            Assert.Empty cache.Names
            Assert.Contains(data.Warnings, fun line -> line.Contains "SHA-256")
            Assert.Contains(data.Warnings, fun line -> line.Contains "SYNTHETIC")
            Assert.All(data.Warnings, isOneLine))

        testCase "answers that are damaged, cut, too long, plain or missing never leave a wrong file" (fun () ->
            let set = contents 1UL
            let good = packed set

            let spoil change =
                good |> Map.map (fun _ bytes -> change bytes)

            let cases = [
                spoil (fun bytes -> bytes[.. bytes.Length / 2]), false
                spoil (fun bytes -> Array.mapi (fun i b -> if i = bytes.Length / 2 then b ^^^ 64uy else b) bytes),
                false
                spoil (fun bytes -> Array.append bytes (Array.zeroCreate 100000)), false
                spoil (fun _ -> gzip (Array.zeroCreate 5_000_000)), false
                spoil (fun _ -> "<html>sign in</html>"B), false
                Map.empty, false
                (set
                 |> Map.toSeq
                 |> Seq.map (fun (name, bytes) -> name + ".gz", bytes)
                 |> Map.ofSeq),
                true
            ]

            for answers, accepted in cases do
                use cache = new TemporaryFolder()
                use server = LoopbackServer.Of answers

                let data =
                    DatasetLocator.Load(options null null cache.Path [ server.Address ] (known set))

                Assert.Equal(accepted, not data.IsSynthetic)
                Assert.Equal((if accepted then 4 else 0), cache.Names.Length)
                Assert.All(data.Warnings, isOneLine))

        testCase "the second mirror serves when the first fails, and the failure is told" (fun () ->
            let set = contents 1UL
            use cache = new TemporaryFolder()
            use first = LoopbackServer.Of Map.empty
            use second = LoopbackServer.Of(packed set)

            let data =
                DatasetLocator.Load(options null null cache.Path [ first.Address; second.Address ] (known set))

            Assert.Equal(DatasetOrigin.Downloaded, data.Origin)
            Assert.Contains("404", Assert.Single data.Warnings))

        testCase "without a network or with a silent server the synthetic digits come within seconds" (fun () ->
            let set = contents 1UL
            use cache = new TemporaryFolder()
            // Accepts connections and never answers.
            let silent = new TcpListener(IPAddress.Loopback, 0)
            silent.Start()
            let port = (silent.LocalEndpoint :?> IPEndPoint).Port
            let closed = new TcpListener(IPAddress.Loopback, 0)
            closed.Start()
            let closedPort = (closed.LocalEndpoint :?> IPEndPoint).Port
            closed.Stop()
            let mirrors = [ Uri $"http://127.0.0.1:{port}/"; Uri $"http://127.0.0.1:{closedPort}/" ]
            let watch = Diagnostics.Stopwatch.StartNew()

            let data =
                DatasetLocator.Load(optionsWithin 1.0 null null cache.Path mirrors (known set))

            silent.Stop()
            Assert.True data.IsSynthetic
            Assert.Equal((30, 20), (data.Train.Count, data.Test.Count))
            Assert.InRange(watch.Elapsed.TotalSeconds, 0.0, 20.0)
            Assert.Equal(3, data.Warnings.Count)
            Assert.Contains("no answer in time", data.Warnings[0])
            Assert.Contains("--data DIR", data.Warnings[2])
            Assert.All(data.Warnings, isOneLine))

        testCase "a cache folder that cannot be written does not stop the work" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()
            File.WriteAllText(folder.File "plain", "")
            use server = LoopbackServer.Of(packed set)

            let data =
                DatasetLocator.Load(options null null (folder.File "plain/mnist") [ server.Address ] (known set))

            Assert.True data.IsSynthetic
            Assert.Contains("cannot write", data.Warnings[0]))

        testCase
            "the folder asked for comes before the environment, that before the cache, that before the mirrors"
            (fun () ->
                use folder = new TemporaryFolder()
                let sets = [ for seed in 1UL .. 4UL -> contents seed ]
                let places = [ for name in [ "asked"; "environment"; "cache" ] -> folder.File name ]
                List.iter2 save places (List.take 3 sets)
                use server = LoopbackServer.Of(packed sets[3])

                let load requested environment cache =
                    let data =
                        DatasetLocator.Load(options requested environment cache [ server.Address ] (known sets[3]))

                    data.Origin,
                    sets
                    |> List.findIndex (fun set -> firstPixels set = data.Train.Pixels.ToArray())

                Assert.Equal((DatasetOrigin.Requested, 0), load places[0] places[1] places[2])
                Assert.Equal((DatasetOrigin.Environment, 1), load "mnist" places[1] places[2])
                Assert.Equal((DatasetOrigin.Environment, 1), load null places[1] places[2])
                Assert.Equal((DatasetOrigin.Cache, 2), load null null places[2])
                Assert.Equal((DatasetOrigin.Downloaded, 3), load null null (folder.File "new"))

                let synthetic =
                    DatasetLocator.Load(options "synthetic" places[1] places[2] [ server.Address ] (known sets[3]))

                Assert.True synthetic.IsSynthetic
                Assert.Empty synthetic.Warnings)

        testCase
            "an environment folder without the files is passed over with a warning, a damaged one is not"
            (fun () ->
                let set = contents 1UL
                use folder = new TemporaryFolder()
                save (folder.File "cache") set
                Directory.CreateDirectory(folder.File "none") |> ignore

                let data =
                    DatasetLocator.Load(options null (folder.File "none") (folder.File "cache") [] (known set))

                Assert.Equal(DatasetOrigin.Cache, data.Origin)
                Assert.Contains("NEUROVARIETY_DATA", Assert.Single data.Warnings)
                save (folder.File "damaged") set
                File.WriteAllBytes(folder.File $"damaged/{names[2]}", set[names[2]][..99])

                let error =
                    Assert.Throws<DataFormatException>(fun () ->
                        DatasetLocator.Load(options null (folder.File "damaged") (folder.File "cache") [] (known set))
                        |> ignore)

                Assert.Equal(100L, error.Offset)
                isOneLine error.Message)

        testCase "an environment folder that is not there is an error, whatever else could serve" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()
            save (folder.File "cache") set

            let elsewhere requested =
                options requested (folder.File "nowhere") (folder.File "cache") [] (known set)

            for attempt in [ DatasetLocator.Load >> ignore; DatasetLocator.Locate >> ignore ] do
                let error =
                    Assert.Throws<DirectoryNotFoundException>(fun () -> attempt (elsewhere null))

                Assert.Contains("NEUROVARIETY_DATA=" + folder.File "nowhere", error.Message)
                isOneLine error.Message

            // A data set asked for by name has nothing to do with it.
            Assert.True((DatasetLocator.Load(elsewhere "synthetic")).IsSynthetic))

        testCase "without leave for synthetic digits there is an error that names what was tried" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()
            Directory.CreateDirectory(folder.File "empty") |> ignore

            let strict =
                DatasetOptions(
                    EnvironmentFolder = folder.File "empty",
                    CacheFolder = folder.File "cache",
                    Mirrors = [||],
                    Files = Array.ofList (known set),
                    SyntheticFallback = false
                )

            let error =
                Assert.Throws<IOException>(fun () -> DatasetLocator.Load strict |> ignore)

            Assert.Contains("MNIST was not found", error.Message)
            Assert.Contains("looking on", error.Message)
            isOneLine error.Message
            save (folder.File "cache") set
            Assert.Equal(DatasetOrigin.Cache, (DatasetLocator.Load strict).Origin))

        testCase "the folder asked for must hold all four files" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()
            save (folder.File "part") set
            File.Delete(folder.File $"part/{names[1]}")

            for requested, words in [ folder.File "part", names[1]; folder.File "nowhere", "no such folder" ] do
                let options = options requested null (folder.File "cache") [] (known set)

                let error =
                    Assert.ThrowsAny<IOException>(fun () -> DatasetLocator.Load options |> ignore)

                Assert.Contains(words, error.Message)
                isOneLine error.Message

                Assert.ThrowsAny<IOException>(fun () -> DatasetLocator.Locate options |> ignore)
                |> ignore)

        testCase "the classic names are known with - or . before idx, plain or compressed" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()

            for dotted, compressed in [ false, false; false, true; true, false; true, true ] do
                let place = folder.File $"{dotted}{compressed}"
                Directory.CreateDirectory place |> ignore

                for name in names do
                    let stored = if dotted then name.Replace("-idx", ".idx") else name

                    let stored, bytes =
                        if compressed then
                            stored + ".gz", gzip set[name]
                        else
                            stored, set[name]

                    File.WriteAllBytes(Path.Combine(place, stored), bytes)

                let data =
                    DatasetLocator.Load(options place null "unused" [] [ yield! MnistFiles.All ])

                Assert.Equal<byte[]>(firstPixels set, data.Train.Pixels.ToArray()))

        testCase "the names of torchvision's folders, of EMNIST and of QMNIST are known" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()

            // Class 7 first, then seven other numbers for each image, as QMNIST has it.
            let extended (labels: byte[]) =
                let count = labels.Length - 8
                let number (n: int) = [| byte (n >>> 24); byte (n >>> 16); byte (n >>> 8); byte n |]

                Array.concat [
                    [| 0uy; 0uy; 0x0Cuy; 2uy |]
                    number count
                    number 8
                    labels[8..]
                    |> Array.collect (fun label -> Array.concat [ number (int label); Array.replicate 28 9uy ])
                ]

            let test (name: string) = name.Replace("t10k-", "test-")

            let write place (rename: string -> string) (convert: string -> byte[] -> byte[]) =
                let place = folder.File place
                Directory.CreateDirectory place |> ignore

                for name in names do
                    File.WriteAllBytes(Path.Combine(place, rename name), convert name set[name])

            let plain _ (bytes: byte[]) = bytes
            write "torch/MNIST/raw" id plain
            write "extended" (fun name -> "emnist-letters-" + test name) plain

            write
                "quarter"
                (fun name -> "qmnist-" + (test name).Replace("labels-idx1-ubyte", "labels-idx2-int"))
                (fun name bytes -> if name.Contains "labels" then extended bytes else bytes)

            for place, warnings in [ "torch", 0; "torch/MNIST", 0; "extended", 1; "quarter", 0 ] do
                let asked = options (folder.File place) null "unused" [] [ yield! MnistFiles.All ]
                let data = DatasetLocator.Load asked
                Assert.Equal<byte[]>(firstPixels set, data.Train.Pixels.ToArray())
                Assert.Equal<byte[]>(set[names[3]][8..], data.Test.Labels.ToArray())
                Assert.Equal(warnings, data.Warnings.Count)
                Assert.Equal(DatasetOrigin.Requested, fst ((DatasetLocator.Locate asked).ToTuple()))

            write "extended" (fun name -> "emnist-digits-" + test name) plain

            let several =
                Assert.Throws<IOException>(fun () ->
                    DatasetLocator.Load(options (folder.File "extended") null "unused" [] [ yield! MnistFiles.All ])
                    |> ignore)

            Assert.Contains("2 splits of EMNIST, emnist-digits, emnist-letters", several.Message))

        testCase "images of two sizes do not make a data set" (fun () ->
            let set = contents 1UL
            use folder = new TemporaryFolder()
            save folder.Path set

            IdxWriter.WriteImages(
                folder.File names[2],
                ImageSet.FromPixels(
                    4,
                    7,
                    (Array.zeroCreate<byte> 280: byte[]),
                    (Array.zeroCreate<byte> 10: byte[]),
                    "x"
                )
            )

            let error =
                Assert.Throws<DataFormatException>(fun () ->
                    DatasetLocator.Load(options folder.Path null "unused" [] [ yield! MnistFiles.All ])
                    |> ignore)

            Assert.Contains("4 x 7", error.Message))

        testCase "the user's cache folder is an absolute path of this program" (fun () ->
            let options = DatasetOptions.ForUser null
            Assert.True(Path.IsPathFullyQualified options.CacheFolder)
            Assert.EndsWith(Path.Combine("neurovariety", "mnist"), options.CacheFolder)
            Assert.All(options.Mirrors, fun mirror -> Assert.True(mirror.AbsoluteUri.EndsWith '/')))

        mnistCase "the real files pass the built-in hashes when they are downloaded" (fun () ->
            let folder = Environment.GetEnvironmentVariable "NEUROVARIETY_DATA"
            use cache = new TemporaryFolder()

            let files =
                names
                |> List.map (fun name ->
                    let path = Path.Combine(folder, name + ".gz")

                    let bytes =
                        if File.Exists path then
                            File.ReadAllBytes path
                        else
                            File.ReadAllBytes(Path.Combine(folder, name))

                    name + ".gz", bytes)
                |> Map.ofList

            use server = LoopbackServer.Of files

            let data =
                DatasetLocator.Load(options null null cache.Path [ server.Address ] [ yield! MnistFiles.All ])

            Assert.Empty data.Warnings
            Assert.Equal(DatasetOrigin.Downloaded, data.Origin)
            Assert.Equal("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757", data.Train.PixelSha256()))
    ]
