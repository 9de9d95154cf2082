namespace Neurovariety.Data;

/// <summary>Where the bytes of a .npy file come from, for names and messages.</summary>
/// <param name="File">The file, or the archive around it.</param>
/// <param name="Name">Name of the array.</param>
/// <param name="Start">Byte of the archive at which the .npy file begins; 0 without an archive.</param>
/// <param name="Prefix">Put before what is wrong: the member's name.</param>
internal sealed record NpySource(string File, string Name, long Start = 0, string Prefix = "")
{
    /// <summary>An error at a byte of the .npy file; in a compressed member counted after decompression.</summary>
    internal DataFormatException Wrong(long offset, string reason) => new(File, Start + offset, Prefix + reason);
}
