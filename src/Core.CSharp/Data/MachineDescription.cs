using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Data;

/// <summary>The machine that a result was computed on, for people who want to repeat it.</summary>
/// <param name="Processor">Name of the processor, as its maker gives it; <c>unknown</c> where the system does not tell.</param>
/// <param name="Architecture">For instance <c>x64</c>.</param>
/// <param name="Cores">Processors that this program may use.</param>
/// <param name="VectorBits">Widest vector unit that the runtime uses, in bits; 0 for none.</param>
/// <param name="Runtime">For instance <c>.NET 10.0.1</c>.</param>
/// <param name="System">Name and version of the operating system.</param>
public sealed record MachineDescription(
    string Processor,
    string Architecture,
    int Cores,
    int VectorBits,
    string Runtime,
    string System
)
{
    private const string ProcessorTable = "/proc/cpuinfo";

    /// <summary>The machine that runs this.</summary>
    /// <returns>Its description.</returns>
    public static MachineDescription Current() =>
        new(
            FindProcessor(),
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Environment.ProcessorCount,
            WidestVector(),
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription
        );

    private static string FindProcessor()
    {
        if (File.Exists(ProcessorTable))
        {
            string? line = File.ReadLines(ProcessorTable)
                .FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null && line.Contains(':', StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }

    private static int WidestVector()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return 512;
        }

        if (Vector256.IsHardwareAccelerated)
        {
            return 256;
        }

        return Vector128.IsHardwareAccelerated ? 128 : 0;
    }
}
