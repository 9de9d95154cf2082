using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace Neurovariety.Networks;

/// <summary>Writes one sample: number order[i] of it to place i.</summary>
internal delegate void SampleReader<T>(int index, ReadOnlySpan<int> order, Span<T> destination);

/// <summary>Jacobians at any number of points, block by block, in memory that does not grow with their number.</summary>
internal static class JacobianBatch
{
    /// <summary>Computes the Jacobians and hands each block over as soon as it is done.</summary>
    /// <param name="network">The network.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="read">Gives the sample of an index; called from several threads.</param>
    /// <param name="options">Threads and points in a block.</param>
    /// <param name="consume">Takes a block; called from several threads, blocks in any order; nothing of it may be kept.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public static void Run<T>(
        JacobianNetwork<T> network,
        int count,
        SampleReader<T> read,
        (int Threads, int BlockSize) options,
        Action<JacobianBlock> consume,
        CancellationToken cancellation = default
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = Math.Max(1, Math.Min(options.BlockSize, count));
        int blocks = (count + size - 1) / size;
        int threads = Math.Min(Kernels.ThreadTeam.ThreadCount(options.Threads), blocks);
        int next = -1;
        void Work(int lane)
        {
            JacobianWorkspace<T>? workspace = null;
            for (int block; (block = Interlocked.Increment(ref next)) < blocks; )
            {
                cancellation.ThrowIfCancellationRequested();
                workspace ??= new JacobianWorkspace<T>(network, size);
                int first = block * size;
                workspace.Run(read, first, Math.Min(size, count - first));
                consume(workspace.Block);
            }
        }

        if (threads <= 1)
        {
            Work(0);
            return;
        }

        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Work);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
