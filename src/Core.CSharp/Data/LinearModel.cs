using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads a linear network from its weights and multiplies it out.</summary>
internal static class LinearModel
{
    private const string Encoder = "encoder";
    private const string Decoder = "decoder";

    // Thin layers can multiply out to far more numbers than the file holds: 2^27 of them are 1 GB.
    private const long LargestProduct = 1L << 27;

    /// <summary>
    /// The end-to-end matrix: last layer times … times first. Arrays of two dimensions are the layers; encoders come
    /// first, decoders last, otherwise the order of the header counts, or that of the numbers in the names when only
    /// then the sizes fit.
    /// </summary>
    internal static Matrix Multiply(Safetensors file, string name)
    {
        List<StoredTensor> layers = [.. file.Tensors.Where(tensor => tensor.Shape.Count == 2)];
        if (layers.Count == 0)
        {
            throw new DataFormatException(name, 8, "no array of two dimensions: no weights of a linear model");
        }

        CheckOthers(file, name);
        List<StoredTensor> stored = [.. layers.OrderBy(layer => Part(layer.Name))];
        List<StoredTensor> numbered =
        [
            .. layers.OrderBy(layer => Part(layer.Name)).ThenBy(layer => Padded(layer.Name), StringComparer.Ordinal),
        ];
        return Product(Chain(stored) ?? Chain(numbered) ?? throw NoChain(stored, name), name);
    }

    private static int Part(string name)
    {
        if (name.StartsWith(Encoder, StringComparison.Ordinal))
        {
            return 0;
        }

        return name.StartsWith(Decoder, StringComparison.Ordinal) ? 2 : 1;
    }

    // Numbers in names filled up with zeros, so that layer 10 comes after layer 9.
    private static string Padded(string name) =>
        System.Text.RegularExpressions.Regex.Replace(name, "[0-9]+", digits => digits.Value.PadLeft(20, '0'));

    // Biases other than zero make the model affine.
    private static void CheckOthers(Safetensors file, string name)
    {
        foreach (StoredTensor tensor in file.Tensors.Where(tensor => tensor.Shape.Count != 2))
        {
            if (tensor.Shape.Count > 2 || tensor.ToDoubles().Any(value => value != 0))
            {
                throw new DataFormatException(
                    name,
                    tensor.Offset,
                    $"'{tensor.Name}' is no weight matrix and not zero: the model is not linear"
                );
            }
        }
    }

    private static List<StoredTensor>? Chain(List<StoredTensor> layers)
    {
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Shape[1] != layers[i - 1].Shape[0])
            {
                return null;
            }
        }

        return layers;
    }

    private static Matrix Product(List<StoredTensor> layers, string name)
    {
        Matrix? product = null;
        foreach (StoredTensor layer in layers)
        {
            long columns = layers[0].Shape[1];
            if (layer.Shape.Contains(0) || layer.Shape[0] > LargestProduct / columns)
            {
                throw new DataFormatException(
                    name,
                    layer.Offset,
                    $"'{layer.Name}': a product of {layer.Shape[0]} x {columns} numbers is empty or exceeds 1 GB"
                );
            }

            Matrix weights = layer.ToMatrix();
            FiniteCheck.Check(weights, name, layer.Offset, $"'{layer.Name}': ");
            product = product is null ? weights : MatrixProduct.Multiply(weights, product);
        }

        FiniteCheck.Check(product!, name, 8, "product of the layers: ");
        return product!;
    }

    private static DataFormatException NoChain(List<StoredTensor> layers, string name)
    {
        string sizes = string.Join(", ", layers.Take(6).Select(layer => layer.ToString()));
        return new DataFormatException(name, 8, $"the layers' sizes do not fit one after the other: {sizes}");
    }
}
