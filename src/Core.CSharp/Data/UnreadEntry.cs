namespace Neurovariety.Data;

/// <summary>An entry of a file that was passed over, because it holds no numbers that are read here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is: the name of a class, or a few words.</param>
public sealed record UnreadEntry(string Name, string Kind);
