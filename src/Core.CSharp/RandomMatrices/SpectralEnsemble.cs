using System;
using System.Numerics;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>An ensemble of random matrices whose eigenvalues can be drawn; immutable.</summary>
public abstract class SpectralEnsemble
{
    private const int BatchSize = 64;

    private protected SpectralEnsemble() { }

    /// <summary>Eigenvalues of one matrix.</summary>
    public abstract int Size { get; }

    /// <summary>Draws matrices and counts their eigenvalues in fixed memory.</summary>
    /// <param name="count">Number of matrices, at least 1.</param>
    /// <param name="radius">Half the side of the histogram's grid in the plane.</param>
    /// <param name="options">Seed and threads; null for the default.</param>
    /// <param name="progress">Told how many matrices are done; or null.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>All eigenvalues.</returns>
    /// <exception cref="ArgumentOutOfRangeException">count below 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EigenvalueHistogram Sample(
        long count,
        double radius,
        SamplingOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= SamplingOptions.Default;
        EigenvalueHistogram result = new(radius);
        long batches = ((count - 1) / BatchSize) + 1;
        long next = -1;
        long done = 0;
        void Work(int lane)
        {
            EigenvalueHistogram own = new(radius);
            SpectrumSource source = Source(options.Seed);
            Complex[] values = new Complex[BatchSize * Size];
            for (long batch; (batch = Interlocked.Increment(ref next)) < batches; )
            {
                cancellation.ThrowIfCancellationRequested();
                int matrices = (int)Math.Min(BatchSize, count - (batch * BatchSize));
                Span<Complex> part = values.AsSpan(0, matrices * Size);
                source.Fill((ulong)(batch * BatchSize), matrices, part);
                own.Add(part);
                progress?.Report(new Progress("random matrices", Interlocked.Add(ref done, matrices), count));
            }

            lock (result)
            {
                result.Merge(own);
            }
        }

        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        Run((int)Math.Min(threads, batches), Work);
        return result;
    }

    /// <summary>The eigenvalues of the first matrices: the same matrices that <see cref="Sample"/> counts.</summary>
    /// <param name="count">Number of matrices, at least 1.</param>
    /// <param name="options">Seed; null for the default.</param>
    /// <returns>Size eigenvalues for each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">count below 1.</exception>
    public Complex[] Eigenvalues(int count, SamplingOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Complex[] values = new Complex[checked(count * Size)];
        SpectrumSource source = Source((options ?? SamplingOptions.Default).Seed);
        for (int first = 0; first < count; first += BatchSize)
        {
            int matrices = Math.Min(BatchSize, count - first);
            source.Fill((ulong)first, matrices, values.AsSpan(first * Size, matrices * Size));
        }

        return values;
    }

    /// <summary>What draws the matrices, for one thread.</summary>
    private protected abstract SpectrumSource Source(ulong seed);

    private static void Run(int threads, Action<int> work)
    {
        if (threads <= 1)
        {
            work(0);
            return;
        }

        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
