using System;
using System.Collections.Generic;
using System.Text.Json;
using Neurovariety.Benchmarks;
using Neurovariety.Benchmarks.Kernels;
using Neurovariety.Benchmarks.Pipelines;

Dictionary<string, Action<Harness>> benchmarks = new()
{
    ["products"] = Products.Run,
    ["shift"] = ShiftGrams.Run,
    ["eigen"] = Eigenproblems.Run,
    ["smalleigen"] = SmallEigenproblems.Run,
    ["fourier"] = Eigenproblems.RunFourier,
    ["gram"] = Products.RunGram,
    ["components"] = RankVectors.Run,
    ["spectra"] = Spectra.Run,
    ["randommatrices"] = RandomProducts.Run,
    ["training"] = Training.Run,
    ["lmd"] = LayerDecompositions.Run,
    ["lmdlarge"] = LayerDecompositions.RunLarge,
    ["memory"] = Memories.Run,
    ["memorygrid"] = Memories.RunGrid,
};

Harness harness = new();
foreach (string name in args.Length > 0 ? args : [.. benchmarks.Keys])
{
    if (!benchmarks.TryGetValue(name, out Action<Harness>? benchmark))
    {
        Console.Error.WriteLine($"no benchmark {name}; there are {string.Join(", ", benchmarks.Keys)}");
        return 2;
    }

    benchmark(harness);
}

Console.Out.WriteLine(harness.Report().ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
return 0;
