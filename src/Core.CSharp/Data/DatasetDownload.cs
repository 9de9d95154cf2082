using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Fetches IDX files from mirrors; a file is kept only when its contents have the right hash.</summary>
internal static class DatasetDownload
{
    /// <summary>
    /// Fetches the files that the folder lacks. Returns one line for each mirror that failed; the folder is complete
    /// exactly when <paramref name="complete"/> is true.
    /// </summary>
    internal static List<string> Fetch(
        DatasetOptions options,
        Action<Progress>? progress,
        CancellationToken cancellation,
        out bool complete
    )
    {
        List<string> failures = [];
        using SocketsHttpHandler handler = new()
        {
            ConnectTimeout = options.ConnectTimeout,
            UseProxy = !options.Mirrors.All(mirror => mirror.IsLoopback),
        };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (Uri mirror in options.Mirrors)
        {
            string? failure = FetchAll(client, mirror, options, progress, cancellation).GetAwaiter().GetResult();
            if (failure is null)
            {
                complete = true;
                return failures;
            }

            failures.Add(DataFormatException.OneLine(failure));
        }

        complete = false;
        return failures;
    }

    private static async Task<string?> FetchAll(
        HttpClient client,
        Uri mirror,
        DatasetOptions options,
        Action<Progress>? progress,
        CancellationToken cancellation
    )
    {
        int done = 0;
        foreach (IdxFile file in options.Files)
        {
            progress?.Invoke(new Progress($"downloading {file.Name} from {mirror.Host}", done++, options.Files.Count));
            if (MnistFiles.Find(options.CacheFolder, file) is not null)
            {
                continue;
            }

            Uri address = new(mirror, file.Name + ".gz");
            try
            {
                byte[] contents = await FetchOne(client, address, file, options.SilenceTimeout, cancellation)
                    .ConfigureAwait(false);
                AtomicFile.WriteBytes(Path.Combine(options.CacheFolder, file.Name), contents);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return $"{address}: no answer in time";
            }
            catch (HttpRequestException error)
            {
                return $"{address}: {Innermost(error)}";
            }
            catch (IOException error)
            {
                return $"{address}: {error.Message}";
            }
            catch (DataFormatException error)
            {
                return error.Message;
            }
        }

        return null;
    }

    private static async Task<byte[]> FetchOne(
        HttpClient client,
        Uri address,
        IdxFile file,
        TimeSpan silence,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(silence);
        using HttpResponseMessage response = await client
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timer.Token)
            .ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        Stream body = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] raw = await ReadBounded(body, file, timer, silence, address).ConfigureAwait(false);
            byte[] contents = Decompress(raw, file, address);
            Check(contents, file, address);
            return contents;
        }
    }

    // Stored deflate blocks add 5 bytes for each 64 KB: no honest answer is longer than the contents and a little more.
    private static async Task<byte[]> ReadBounded(
        Stream body,
        IdxFile file,
        CancellationTokenSource timer,
        TimeSpan silence,
        Uri address
    )
    {
        long limit = file.Length + (file.Length / 1000) + 1024;
        using MemoryStream raw = new();
        byte[] piece = new byte[1 << 16];
        int got;
        while ((got = await body.ReadAsync(piece, timer.Token).ConfigureAwait(false)) > 0)
        {
            timer.CancelAfter(silence);
            raw.Write(piece, 0, got);
            if (raw.Length > limit)
            {
                throw new DataFormatException(address.ToString(), limit, "the answer is too long; it was not kept");
            }
        }

        return raw.ToArray();
    }

    // The answer may be gzip or, through a proxy that unpacks, plain.
    private static byte[] Decompress(byte[] raw, IdxFile file, Uri address)
    {
        if (raw.Length < 2 || raw[0] != 0x1F || raw[1] != 0x8B)
        {
            return raw;
        }

        byte[] contents = new byte[file.Length + 1];
        using GZipStream unpacked = new(new MemoryStream(raw), CompressionMode.Decompress);
        try
        {
            int length = unpacked.ReadAtLeast(contents, contents.Length, throwOnEndOfStream: false);
            return contents.AsSpan(0, length).ToArray();
        }
        catch (InvalidDataException)
        {
            throw new DataFormatException(address.ToString(), 0, "the gzip data are damaged; they were not kept");
        }
    }

    private static void Check(byte[] contents, IdxFile file, Uri address)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(contents));
        if (hash != file.Sha256)
        {
            throw new DataFormatException(
                address.ToString(),
                0,
                $"{contents.Length} bytes with SHA-256 {hash}, expected {file.Length} with {file.Sha256}; not kept"
            );
        }
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message;
    }
}
