using Neurovariety.Kernels;

namespace Neurovariety.Training;

/// <summary>What the training of one layer works on; all memory belongs to the workspace.</summary>
/// <remarks>
/// The weights lie as rows × columns with the columns contiguous: units × inputs in the first layer, inputs × units in the others, so
/// that no product needs another order. Rows of every array are padded with zeros to whole vectors of 16.
/// </remarks>
internal unsafe struct TrainingLayer
{
    public int Inputs;
    public int Outputs;
    public ActivationKind Kind;

    /// <summary>Whether a row belongs to a unit (the first layer) or to an input.</summary>
    public bool UnitRows;
    public int Rows;
    public int Columns;
    public int ColumnVectors;
    public nint Stride;
    public float* Weights;
    public float* First;
    public float* Second;
    public float* Bias;
    public float* BiasFirst;
    public float* BiasSecond;
    public float* BiasGradient;

    /// <summary>The weights once more as units × inputs, for the errors of the inputs; null when they are inner products.</summary>
    public float* Mirror;
    public nint MirrorStride;

    /// <summary>Samples × inputs.</summary>
    public float* Input;
    public nint InputStride;
    public int InputVectors;

    /// <summary>Samples × units, after the activation.</summary>
    public float* Output;

    /// <summary>Samples × units: the derivative of the loss by what reaches the unit.</summary>
    public float* Error;

    /// <summary>Samples × units: derivative of the activation, or null when it follows from its value.</summary>
    public float* Slope;
    public nint OutputStride;
    public int OutputVectors;

    /// <summary>A bit for each unit that is not 0 in every sample: chunk by chunk; null when not known.</summary>
    public ushort* Active;

    /// <summary>The same over the whole batch.</summary>
    public ushort* BatchActive;

    /// <summary>For each sample its place in the factor with the rows and in the factor with the columns of the gradient.</summary>
    public nint* Places;
}

/// <summary>A part of the parameters that one thread updates at once.</summary>
internal unsafe struct UpdatePart
{
    public int Layer;
    public bool IsBias;
    public int RowStart;
    public int RowEnd;
    public int VectorStart;
    public int VectorEnd;

    /// <summary>For each row: 0 it moves, 1 its first moments are 0, 2 its second moments too.</summary>
    public byte* States;

    /// <summary>The gradient of a tile.</summary>
    public float* Gradient;
}

/// <summary>All that the parts of a step share.</summary>
internal unsafe struct TrainingPlan
{
    /// <summary>Samples that one part carries through all layers.</summary>
    public const int ChunkRows = 32;

    public int LayerCount;
    public TrainingLayer* Layers;
    public int PartCount;
    public UpdatePart* Parts;
    public int PixelCount;

    /// <summary>Whether units that are 0 are left out.</summary>
    public bool Skip;

    /// <summary>Units of the first layer that are 0 for every image, and will stay so.</summary>
    public ushort* Silent;

    /// <summary>Whether an evaluation is over images that were not trained on: then silent units may be active.</summary>
    public bool OtherImages;
    public float* Zeros;
    public StepFactors Factors;
    public int MaximumUnits;

    /// <summary>Lists, three numbers for each unit, chunk by chunk.</summary>
    public nint* Lists;
    public double* ChunkLoss;

    /// <summary>The batch: sample i is image Order[i], or image i of Pixels when there is no order.</summary>
    public byte* Pixels;
    public int* Order;
    public int BatchCount;

    /// <summary>How many images of the next batch follow in the order.</summary>
    public int UpcomingCount;
    public float ErrorFactor;
}
