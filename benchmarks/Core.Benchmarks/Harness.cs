using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;

namespace Neurovariety.Benchmarks;

/// <summary>Times calls and collects rows of a JSON report.</summary>
internal sealed class Harness
{
    private readonly JsonArray _rows = [];

    /// <summary>Runs a job several times; keeps the median, the best and the allocated bytes of one call.</summary>
    /// <param name="kernel">What is measured.</param>
    /// <param name="size">Its size, in words.</param>
    /// <param name="work">Floating-point operations of one call; 0 when no rate makes sense.</param>
    /// <param name="job">One call.</param>
    /// <param name="items">Points, images or the like in one call, for a rate; 0 for none.</param>
    /// <returns>Seconds of the best call.</returns>
    public double Measure(string kernel, string size, double work, Action job, int items = 0)
    {
        job();
        job();
        long clock = Stopwatch.GetTimestamp();
        job();
        double estimate = Math.Max(1e-7, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        int inner = (int)Math.Clamp(0.002 / estimate, 1, 10000);
        int outer = (int)Math.Clamp(1.0 / (estimate * inner), 5, 60);
        List<double> times = [];
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetTotalAllocatedBytes(true);
        for (int i = 0; i < outer; i++)
        {
            clock = Stopwatch.GetTimestamp();
            for (int k = 0; k < inner; k++)
            {
                job();
            }

            times.Add(Stopwatch.GetElapsedTime(clock).TotalSeconds / inner);
        }

        allocated = GC.GetTotalAllocatedBytes(true) - allocated;
        double busy = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / ((double)outer * inner);
        times.Sort();
        JsonObject row = new()
        {
            ["kernel"] = kernel,
            ["size"] = size,
            ["medianSeconds"] = times[times.Count / 2],
            ["bestSeconds"] = times[0],
            ["processorSeconds"] = busy,
            ["allocatedBytes"] = allocated / ((long)outer * inner),
        };
        if (work > 0)
        {
            row["gigaflops"] = Math.Round(work / times[times.Count / 2] / 1e9, 1);
            row["bestGigaflops"] = Math.Round(work / times[0] / 1e9, 1);
        }

        if (items > 0)
        {
            row["itemsPerSecond"] = Math.Round(items / times[times.Count / 2]);
            row["peakMegabytes"] = PeakMegabytes();
        }

        Console.Error.WriteLine(
            $"{kernel, -34} {size, -22} {times[times.Count / 2] * 1e6, 12:F1} us  best {times[0] * 1e6, 12:F1} us  {(work > 0 ? work / times[0] / 1e9 : 0), 7:F1} GFLOP/s  cpu {busy * 1e6, 11:F1} us {row["allocatedBytes"]} B"
        );
        _rows.Add(row);
        return times[0];
    }

    /// <summary>The most memory that the process has had in use, in MB.</summary>
    public static long PeakMegabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    /// <summary>Adds a row that was measured elsewhere, and shows it.</summary>
    /// <param name="row">The row.</param>
    public void Add(JsonObject row)
    {
        Console.Error.WriteLine(row.ToJsonString());
        _rows.Add(row);
    }

    /// <summary>The report: the machine and every row.</summary>
    public JsonObject Report() =>
        new()
        {
            ["processor"] = Processor(),
            ["cores"] = Environment.ProcessorCount,
            ["runtime"] = Environment.Version.ToString(),
            ["vector512"] = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated,
            ["vector256"] = System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated,
            ["rows"] = _rows,
        };

    private static string Processor()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return "unknown";
        }

        foreach (string line in File.ReadLines("/proc/cpuinfo"))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return "unknown";
    }
}
