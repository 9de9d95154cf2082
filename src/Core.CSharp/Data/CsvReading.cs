using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>A matrix from a text, with its header and what was decided; immutable.</summary>
/// <param name="Matrix">The numbers.</param>
/// <param name="Columns">Names of the columns; empty without a header.</param>
/// <param name="Notes">What the user must be told, a line each: that a line was taken for a header, or a column for an index.</param>
public sealed record CsvReading(Matrix Matrix, IReadOnlyList<string> Columns, IReadOnlyList<string> Notes);
