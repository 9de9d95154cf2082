using System.Collections.Generic;
using Neurovariety.Groups;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Networks;

/// <summary>One edge of a layer.</summary>
/// <param name="From">0-based position of the unit it leaves.</param>
/// <param name="To">0-based position of the unit it enters.</param>
/// <param name="WeightClass">0-based number of the free weight it carries; the decoder goes on where the encoder ends.</param>
/// <param name="Sign">+1, or −1 when the edge carries the negative of that weight.</param>
public readonly record struct WeightEdge(int From, int To, int WeightClass, int Sign);

/// <summary>Which edges of a linear autoencoder share a weight, and with which sign; absent edges are zero.</summary>
/// <param name="InputCount">Units of the input layer.</param>
/// <param name="LatentCount">Units of the hidden layer.</param>
/// <param name="OutputCount">Units of the output layer.</param>
/// <param name="ClassCount">Number of free weights: the parameter count of the network.</param>
/// <param name="EncoderEdges">Edges from the input layer to the hidden layer.</param>
/// <param name="DecoderEdges">Edges from the hidden layer to the output layer.</param>
/// <remarks>
/// Source: [KSS24, weight sharing on de- and encoder]. For an equivariant network input and output units are the
/// coordinates in the isotypic basis: block by block, copy by copy, unit a of D^m by unit, its e real coordinates
/// together. For dense and invariant networks they are the pixels.
/// </remarks>
public sealed record WeightSharing(
    int InputCount,
    int LatentCount,
    int OutputCount,
    long ClassCount,
    IReadOnlyList<WeightEdge> EncoderEdges,
    IReadOnlyList<WeightEdge> DecoderEdges
)
{
    /// <summary>No sharing: every edge has a weight of its own.</summary>
    /// <param name="inputs">Width n of the input.</param>
    /// <param name="latent">Width r of the hidden layer.</param>
    /// <param name="outputs">Width m of the output.</param>
    /// <returns>r·n + m·r edges of as many classes.</returns>
    public static WeightSharing OfDense(int inputs, int latent, int outputs) =>
        new(
            inputs,
            latent,
            outputs,
            (long)latent * (inputs + outputs),
            DenseLayer(inputs, latent, 0),
            DenseLayer(latent, outputs, inputs * latent)
        );

    /// <summary>The encoder's weights are constant on orbits, the decoder is dense.</summary>
    /// <param name="orbits">Partition of the inputs into k orbits.</param>
    /// <param name="latent">Width r of the hidden layer.</param>
    /// <param name="outputs">Width m of the output.</param>
    /// <returns>r·n + m·r edges of r·k + m·r classes.</returns>
    public static WeightSharing OfInvariant(SetPartition orbits, int latent, int outputs)
    {
        System.ArgumentNullException.ThrowIfNull(orbits);
        List<WeightEdge> encoder = [];
        for (int to = 0; to < latent; to++)
        {
            for (int from = 0; from < orbits.Degree; from++)
            {
                encoder.Add(new WeightEdge(from, to, (to * orbits.BlockCount) + orbits.BlockOf(from), 1));
            }
        }

        int offset = latent * orbits.BlockCount;
        return new WeightSharing(
            orbits.Degree,
            latent,
            outputs,
            offset + ((long)latent * outputs),
            encoder,
            DenseLayer(latent, outputs, offset)
        );
    }

    /// <summary>
    /// Block by block, each weight over D appears with its e real coordinates in an e × e cell, and again in every
    /// copy of the block.
    /// </summary>
    /// <param name="blocks">The isotypic blocks.</param>
    /// <param name="component">Rank of each block.</param>
    /// <returns>The edges; 2·Σ e·m·r classes.</returns>
    /// <exception cref="System.ArgumentException">The vector does not fit the blocks.</exception>
    public static WeightSharing OfEquivariant(IReadOnlyList<IsotypicBlock> blocks, RankVector component)
    {
        BlockFit.Check(blocks, component);
        List<WeightEdge> encoder = [];
        List<WeightEdge> decoder = [];
        int inputs = 0;
        int latent = 0;
        int classes = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            IsotypicBlock block = blocks[i];
            int e = block.AlgebraDimension;
            for (int copy = 0; copy < block.Dimension / e; copy++)
            {
                AddCells(encoder, (component[i], block.Multiplicity, e), (latent, inputs), classes);
                AddCells(decoder, (block.Multiplicity, component[i], e), (inputs, latent), classes);
                inputs += e * block.Multiplicity;
                latent += e * component[i];
            }

            classes += e * block.Multiplicity * component[i];
        }

        for (int i = 0; i < decoder.Count; i++)
        {
            decoder[i] = decoder[i] with { WeightClass = decoder[i].WeightClass + classes };
        }

        return new WeightSharing(inputs, latent, inputs, 2L * classes, encoder, decoder);
    }

    private static void AddCells(
        List<WeightEdge> edges,
        (int Rows, int Columns, int E) shape,
        (int Row, int Column) start,
        int firstClass
    )
    {
        for (int row = 0; row < shape.Rows; row++)
        {
            for (int column = 0; column < shape.Columns; column++)
            {
                int cell = firstClass + (((row * shape.Columns) + column) * shape.E);
                for (int k = 0; k < shape.E * shape.E; k++)
                {
                    (int t, int s) = (k / shape.E, k % shape.E);
                    int to = start.Row + (row * shape.E) + (t ^ s);
                    int from = start.Column + (column * shape.E) + s;
                    edges.Add(new WeightEdge(from, to, cell + t, DivisionStructure.Sign(t, s)));
                }
            }
        }
    }

    private static List<WeightEdge> DenseLayer(int inputs, int outputs, int offset)
    {
        List<WeightEdge> edges = [];
        for (int to = 0; to < outputs; to++)
        {
            for (int from = 0; from < inputs; from++)
            {
                edges.Add(new WeightEdge(from, to, offset + (to * inputs) + from, 1));
            }
        }

        return edges;
    }
}
