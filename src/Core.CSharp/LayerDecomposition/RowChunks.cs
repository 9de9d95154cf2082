using System;
using System.Threading.Tasks;

namespace Neurovariety.LayerDecomposition;

/// <summary>Work on rows in chunks of a fixed length, so that sums over chunks do not depend on the threads.</summary>
internal static class RowChunks
{
    /// <summary>Rows of a chunk.</summary>
    public const int Length = 1024;

    /// <summary>How many chunks some rows make.</summary>
    public static int Count(int rows, int length = Length) => (rows + length - 1) / length;

    /// <summary>Runs the work for each chunk, given by its number, its first row and the row after its last.</summary>
    public static void Run(int rows, int threads, Action<int, int, int> work, int length = Length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int team = threads == 0 ? Environment.ProcessorCount : threads;
        int chunks = Count(rows, length);
        if (team == 1 || chunks == 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                work(chunk, chunk * length, Math.Min(rows, (chunk + 1) * length));
            }

            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = team };
        Parallel.For(0, chunks, options, chunk => work(chunk, chunk * length, Math.Min(rows, (chunk + 1) * length)));
    }
}
