using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>The text of <c>run.json</c>.</summary>
internal static class RunJson
{
    /// <summary>Number of the form of the file; it changes with its meaning.</summary>
    private const int Schema = 1;

    private const int HashDigits = 64;

    /// <summary>The description as UTF-8 text.</summary>
    internal static ReadOnlyMemory<byte> Write(RunDescription run)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteString("program", "neurovariety");
            json.WriteString("version", run.Version);
            WriteArchitecture(json, run.Settings.Architecture);
            WriteTraining(json, run.Settings.Training);
            json.WriteNumber("epochs", run.Settings.Epochs);
            WriteSchedule(json, run.Settings.Checkpoints);
            WriteData(json, run.Data);
            WriteMachine(json, run.Machine);
            json.WriteEndObject();
        }

        text.Write("\n"u8);
        return text.WrittenMemory;
    }

    /// <summary>The description in the bytes of a file.</summary>
    /// <exception cref="RunFolderException">The text is none of ours; one line says why.</exception>
    internal static RunDescription Read(ReadOnlyMemory<byte> text, string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return ReadRoot(document.RootElement, folder);
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or ArgumentException
            )
        {
            throw new RunFolderException(
                folder,
                $"run.json is damaged ({(error is JsonException ? "no JSON" : error.Message.TrimEnd('.'))}); put the file back as it was or name another folder"
            );
        }
    }

    private static RunDescription ReadRoot(JsonElement root, string folder)
    {
        int schema = Field(root, "schema").GetInt32();
        if (schema != Schema)
        {
            throw new RunFolderException(
                folder,
                $"run.json has form {schema}, this version of the program knows form {Schema}; use the one that wrote it"
            );
        }

        AutoencoderRunSettings settings = new(
            ReadArchitecture(Field(root, "architecture")),
            ReadTraining(Field(root, "training")),
            Field(root, "epochs").GetInt32(),
            ReadSchedule(Field(root, "checkpoints"))
        );
        return new RunDescription(
            settings,
            ReadData(Field(root, "data")),
            Text(root, "version"),
            ReadMachine(Field(root, "machine"))
        );
    }

    private static void WriteArchitecture(Utf8JsonWriter json, Architecture architecture)
    {
        json.WriteStartObject("architecture");
        json.WriteString("name", architecture.Name);
        WriteNumbers(json, "widths", architecture.Widths);
        json.WriteNumber("latent", architecture.Latent);
        json.WriteString("hidden", Activations.Name(architecture.Hidden));
        json.WriteString("output", Activations.Name(architecture.Output));
        json.WriteEndObject();
    }

    private static Architecture ReadArchitecture(JsonElement json) =>
        Architecture
            .Parse(Text(json, "name"), Field(json, "latent").GetInt32())
            .With(Activations.Parse(Text(json, "hidden")), Activations.Parse(Text(json, "output")));

    private static void WriteTraining(Utf8JsonWriter json, AutoencoderTrainingOptions training)
    {
        OptimizerOptions optimizer = training.Optimizer;
        json.WriteStartObject("training");
        json.WriteNumber("batchSize", training.BatchSize);
        json.WriteString("seed", training.Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("optimizer");
        json.WriteString("kind", RunIdentity.KindName(optimizer.Kind));
        json.WriteNumber("learningRate", optimizer.LearningRate);
        json.WriteNumber("beta1", optimizer.Beta1);
        json.WriteNumber("beta2", optimizer.Beta2);
        json.WriteNumber("epsilon", optimizer.Epsilon);
        json.WriteNumber("momentum", optimizer.Momentum);
        json.WriteNumber("weightDecay", optimizer.WeightDecay);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static AutoencoderTrainingOptions ReadTraining(JsonElement json)
    {
        JsonElement optimizer = Field(json, "optimizer");
        return new AutoencoderTrainingOptions
        {
            BatchSize = Field(json, "batchSize").GetInt32(),
            Seed = ulong.Parse(Text(json, "seed"), NumberStyles.None, CultureInfo.InvariantCulture),
            Optimizer = new OptimizerOptions
            {
                Kind = Enum.Parse<OptimizerKind>(Text(optimizer, "kind"), ignoreCase: true),
                LearningRate = Field(optimizer, "learningRate").GetDouble(),
                Beta1 = Field(optimizer, "beta1").GetDouble(),
                Beta2 = Field(optimizer, "beta2").GetDouble(),
                Epsilon = Field(optimizer, "epsilon").GetDouble(),
                Momentum = Field(optimizer, "momentum").GetDouble(),
                WeightDecay = Field(optimizer, "weightDecay").GetDouble(),
            },
        };
    }

    private static void WriteSchedule(Utf8JsonWriter json, CheckpointSchedule schedule)
    {
        json.WriteStartObject("checkpoints");
        json.WriteNumber("every", schedule.Every);
        WriteNumbers(json, "epochs", schedule.Epochs);
        json.WriteEndObject();
    }

    private static CheckpointSchedule ReadSchedule(JsonElement json) =>
        CheckpointSchedule.Of(
            Field(json, "every").GetInt32(),
            [.. Field(json, "epochs").EnumerateArray().Select(epoch => epoch.GetInt32())]
        );

    private static void WriteData(Utf8JsonWriter json, RunData data)
    {
        json.WriteStartObject("data");
        json.WriteString("source", data.Source);
        foreach ((string name, ImageSetDescription set) in new[] { ("train", data.Train), ("test", data.Test) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("images", set.Count);
            json.WriteNumber("rows", set.Rows);
            json.WriteNumber("columns", set.Columns);
            json.WriteString("pixelSha256", set.PixelSha256);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static RunData ReadData(JsonElement json) =>
        new(Text(json, "source"), ReadImages(Field(json, "train")), ReadImages(Field(json, "test")));

    private static ImageSetDescription ReadImages(JsonElement json)
    {
        string hash = Text(json, "pixelSha256");
        return new ImageSetDescription(
            Field(json, "images").GetInt32(),
            Field(json, "rows").GetInt32(),
            Field(json, "columns").GetInt32(),
            hash.Length == HashDigits ? hash : throw new FormatException($"'pixelSha256' has {hash.Length} digits")
        );
    }

    private static void WriteMachine(Utf8JsonWriter json, MachineDescription machine)
    {
        json.WriteStartObject("machine");
        json.WriteString("processor", machine.Processor);
        json.WriteString("architecture", machine.Architecture);
        json.WriteNumber("cores", machine.Cores);
        json.WriteNumber("vectorBits", machine.VectorBits);
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("system", machine.System);
        json.WriteEndObject();
    }

    private static MachineDescription ReadMachine(JsonElement json) =>
        new(
            Text(json, "processor"),
            Text(json, "architecture"),
            Field(json, "cores").GetInt32(),
            Field(json, "vectorBits").GetInt32(),
            Text(json, "runtime"),
            Text(json, "system")
        );

    private static string Text(JsonElement json, string name) =>
        Field(json, name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static JsonElement Field(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value : throw new FormatException($"'{name}' is missing");

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
