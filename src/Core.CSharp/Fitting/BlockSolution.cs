using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>
/// The least squares problem of one block, solved for every rank at once: keeping a set K of units gives the map
/// decoder_K·encoder_K and lowers the squared error by the sum of their energies.
/// </summary>
/// <param name="Energies">m energies in units of the squared error, falling, at least 0.</param>
/// <param name="Encoder">D-linear matrix, em × em; rows e·k … belong to unit k.</param>
/// <param name="Decoder">D-linear matrix, em × em; columns e·k … belong to unit k.</param>
/// <param name="Slack">Bound on how much too small each energy can be, from the residual of the eigenproblem.</param>
public sealed record BlockSolution(IReadOnlyList<double> Energies, Matrix Encoder, Matrix Decoder, double Slack);
