using System;
using System.Diagnostics;
using System.Threading;

namespace Neurovariety.Kernels;

/// <summary>Background threads that share the parts of one job with the caller.</summary>
/// <remarks>
/// A worker stays awake for a moment after a job, so that jobs in quick succession start within about a microsecond. One job
/// runs at a time: a caller that finds the team busy does all parts itself, so jobs may be nested or come from many threads.
/// A body must not throw, and must not depend on which thread runs it or in which order the parts come.
/// Thread t of T begins with the parts t, t + T, t + 2T, … and then helps the others: jobs of the same shape that follow each other find
/// most of their data in the caches of the core that wrote them.
/// </remarks>
internal static unsafe class ThreadTeam
{
    private const int Idle = 0;
    private const int Assigned = 1;
    private const int Running = 2;

    /// <summary>Counters of different threads lie in different cache lines.</summary>
    private const int TurnStride = 32;
    private static readonly long s_awakeTicks = Stopwatch.Frequency / 10000;
    private static readonly Worker[] s_workers = new Worker[Math.Min(63, Environment.ProcessorCount - 1)];
    private static int s_busy;
    private static int s_started;
    private static readonly int[] s_turns = new int[64 * TurnStride];
    private static int s_team;
    private static int s_parts;
    private static delegate* <void*, int, void> s_body;
    private static void* s_context;

    /// <summary>The number of threads meant by an option where 0 stands for all cores.</summary>
    public static int ThreadCount(int threads) => threads == 0 ? Environment.ProcessorCount : threads;

    /// <summary>Runs body(context, part) for each part 0 … parts − 1 on at most the given number of threads.</summary>
    public static void Run(int threads, int parts, delegate* <void*, int, void> body, void* context)
    {
        int helpers = Math.Min(Math.Min(threads, parts) - 1, s_workers.Length);
        if (helpers <= 0 || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                body(context, part);
            }

            return;
        }

        Start(helpers);
        s_body = body;
        s_context = context;
        s_parts = parts;
        s_team = helpers + 1;
        for (int i = 0; i <= helpers; i++)
        {
            s_turns[i * TurnStride] = 0;
        }

        for (int i = 0; i < helpers; i++)
        {
            s_workers[i].Assign();
        }

        Drain(0);
        for (int i = 0; i < helpers; i++)
        {
            s_workers[i].Finish();
        }

        Volatile.Write(ref s_busy, 0);
    }

    private static void Start(int helpers)
    {
        while (s_started < helpers)
        {
            s_workers[s_started] = new Worker(s_started + 1);
            s_started++;
        }
    }

    private static void Drain(int self)
    {
        int parts = s_parts;
        int team = s_team;
        delegate* <void*, int, void> body = s_body;
        void* context = s_context;
        for (int k = 0; k < team; k++)
        {
            int owner = (self + k) % team;
            ref int turns = ref s_turns[owner * TurnStride];
            long part;
            while ((part = owner + ((long)(Interlocked.Increment(ref turns) - 1) * team)) < parts)
            {
                body(context, (int)part);
            }
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design",
        "CA1001",
        Justification = "A worker lives as long as the process."
    )]
    private sealed class Worker
    {
        private readonly AutoResetEvent _wake = new(false);
        private int _state = Idle;
        private readonly int _self;
        private int _asleep;

        public Worker(int self)
        {
            _self = self;
            new Thread(Loop) { IsBackground = true, Name = "Neurovariety kernels" }.Start();
        }

        public void Assign()
        {
            Interlocked.Exchange(ref _state, Assigned);
            if (Volatile.Read(ref _asleep) != 0)
            {
                _wake.Set();
            }
        }

        /// <summary>Takes the job back from a worker that has not begun, or waits for one that has.</summary>
        public void Finish()
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Assigned) != Running)
            {
                return;
            }

            SpinWait wait = default;
            while (Volatile.Read(ref _state) == Running)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        private void Loop()
        {
            long lastJob = Stopwatch.GetTimestamp();
            while (true)
            {
                if (TryWork())
                {
                    lastJob = Stopwatch.GetTimestamp();
                }
                else if (Stopwatch.GetTimestamp() - lastJob > s_awakeTicks)
                {
                    Sleep();
                    lastJob = Stopwatch.GetTimestamp();
                }
                else
                {
                    Thread.SpinWait(4);
                }
            }
        }

        private bool TryWork()
        {
            if (
                Volatile.Read(ref _state) != Assigned
                || Interlocked.CompareExchange(ref _state, Running, Assigned) != Assigned
            )
            {
                return false;
            }

            Drain(_self);
            Volatile.Write(ref _state, Idle);
            return true;
        }

        private void Sleep()
        {
            Interlocked.Exchange(ref _asleep, 1);
            if (Volatile.Read(ref _state) != Assigned)
            {
                _wake.WaitOne();
            }

            Volatile.Write(ref _asleep, 0);
        }
    }
}
