using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Neurovariety.Training;

/// <summary>The history of a run as comma-separated text: numbers come back with the same bits.</summary>
internal static class MetricsFile
{
    private const string Header = "epoch,trainMse,testMse,batchMse,seconds,imagesPerSecond";

    /// <summary>The whole file.</summary>
    internal static string Write(IEnumerable<EpochRecord> rows)
    {
        StringBuilder text = new();
        text.Append(Header).Append('\n');
        foreach (EpochRecord row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Epoch},{Text(row.TrainMse)},{Text(row.TestMse)},");
            text.Append(CultureInfo.InvariantCulture, $"{Text(row.BatchMse)},{row.Seconds:0.######},");
            text.Append(CultureInfo.InvariantCulture, $"{row.ImagesPerSecond:0.#}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// The rows up to epoch last, or as many of them from the start as stand there in order: a damaged file gives what precedes
    /// the damage.
    /// </summary>
    internal static IReadOnlyList<EpochRecord> Read(string text, int last)
    {
        List<EpochRecord> rows = [];
        string[] lines = text.Split('\n');
        if (lines.Length < 2 || lines[0].TrimEnd('\r') != Header)
        {
            return rows;
        }

        // A line without its end is a part of one.
        foreach (string line in lines[1..^1])
        {
            int before = rows.Count == 0 ? -1 : rows[^1].Epoch;
            if (Parse(line.TrimEnd('\r')) is not { } row || row.Epoch <= before || row.Epoch > last)
            {
                break;
            }

            rows.Add(row);
        }

        return rows;
    }

    private static EpochRecord? Parse(string line)
    {
        string[] fields = line.Split(',');
        return
            fields.Length == 6
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            && Number(fields[1]) is { } train
            && Number(fields[2]) is { } test
            && Number(fields[4]) is { } seconds
            && (epoch == 0 || (Number(fields[3]) is not null && Number(fields[5]) is not null))
            ? new EpochRecord(epoch, train, test, Number(fields[3]), seconds, Number(fields[5]))
            : null;
    }

    private static double? Number(string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? value
            : null;

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
