using System.Collections.Generic;

namespace Neurovariety.Memories;

/// <summary>A fixed point of x ↦ D(E(x)) that was reached.</summary>
/// <param name="Point">x, N numbers from −1 to 1.</param>
/// <param name="BasinCount">Starts that ended here.</param>
/// <param name="SpectralRadius">The largest |λ| of J_I at the point: below 1 the iteration contracts near it.</param>
public sealed record Attractor(IReadOnlyList<float> Point, int BasinCount, double SpectralRadius);
