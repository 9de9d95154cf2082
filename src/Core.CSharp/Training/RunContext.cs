using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>What the runs of one call share.</summary>
/// <param name="Data">The images.</param>
/// <param name="Described">Their numbers, sizes and hashes.</param>
/// <param name="Version">Version of this program.</param>
/// <param name="Machine">This machine.</param>
/// <param name="Writer">Writes files; null for <see cref="AtomicFile.Write"/>.</param>
internal sealed record RunContext(
    Dataset Data,
    RunData Described,
    string Version,
    MachineDescription Machine,
    AtomicWriter? Writer
);
