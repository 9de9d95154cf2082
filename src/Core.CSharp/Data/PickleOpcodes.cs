using System.Collections.Generic;
using System.Globalization;

namespace Neurovariety.Data;

/// <summary>Names of the pickle's opcodes that are not carried out, for messages.</summary>
/// <remarks>Source: [PICKLE].</remarks>
internal static class PickleOpcodes
{
    private static readonly Dictionary<byte, string> s_refused = new()
    {
        [(byte)'F'] = "FLOAT",
        [(byte)'I'] = "INT",
        [(byte)'L'] = "LONG",
        [(byte)'P'] = "PERSID",
        [(byte)'S'] = "STRING",
        [(byte)'V'] = "UNICODE",
        [(byte)'g'] = "GET",
        [(byte)'p'] = "PUT",
        [(byte)'i'] = "INST",
        [0x82] = "EXT1",
        [0x83] = "EXT2",
        [0x84] = "EXT4",
        [0x97] = "NEXT_BUFFER",
        [0x98] = "READONLY_BUFFER",
    };

    /// <summary>The opcode's name and code.</summary>
    internal static string Describe(byte code) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{s_refused.GetValueOrDefault(code, "unknown opcode")} (0x{code:x2})"
        );
}
