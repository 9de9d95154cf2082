using System;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Whether the first line of a text is a header.</summary>
public enum CsvHeader
{
    /// <summary>It is one where no cell is a number or stands for a missing one, or where it reads 0, 1, …, n − 1.</summary>
    Auto,

    /// <summary>It is one.</summary>
    Yes,

    /// <summary>It is data.</summary>
    No,
}

/// <summary>Texts of the choices on a header.</summary>
public static class CsvHeaders
{
    /// <summary>The choice of a text.</summary>
    /// <param name="text"><c>auto</c>, <c>yes</c> or <c>no</c>.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="FormatException">Another text.</exception>
    public static CsvHeader Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CsvHeader[] all = Enum.GetValues<CsvHeader>();
        int index = Array.FindIndex(all, one => Name(one).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? all[index]
            : throw new FormatException(
                DataFormatException.OneLine($"header '{text}': expected {string.Join(", ", all.Select(Name))}")
            );
    }

    /// <summary>The text of a choice, as <see cref="Parse"/> reads it.</summary>
    /// <param name="header">The choice.</param>
    /// <returns>For instance <c>auto</c>.</returns>
    public static string Name(CsvHeader header) => header.ToString().ToLowerInvariant();
}
