using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;
using System.Text;

namespace Neurovariety.Data;

/// <summary>
/// Builds the values that a state dict's pickle describes: dictionaries, lists, tuples, texts, numbers and views of stored
/// numbers. Every other object stays opaque: its name is kept, its state is left out, and nothing is imported or called.
/// </summary>
/// <remarks>Source: [PICKLE]. The values built may take as much memory as the file, and 1 MB more.</remarks>
internal sealed class PickleMachine
{
    private const long FreeMemory = 1 << 20;
    private const int ObjectCost = 32;
    private const int DictionaryCost = 160;
    private const int EntryCost = 64;
    private static readonly object s_mark = new();
    private static readonly PickleOpaque s_bytes = new("bytes");

    private readonly PickleReader _reader;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, int?> _storages = new(StringComparer.Ordinal);
    private long _memory;

    private PickleMachine(PickleReader reader, long fileLength)
    {
        _reader = reader;
        _memory = FreeMemory + fileLength;
    }

    /// <summary>The value that a pickle describes.</summary>
    /// <param name="reader">The pickle.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    internal static object? Run(PickleReader reader, long fileLength) => Run(reader, fileLength, out _);

    /// <summary>The same, with the bytes of one element of each storage that was named; null where the type is not known.</summary>
    internal static object? Run(PickleReader reader, long fileLength, out IReadOnlyDictionary<string, int?> storages)
    {
        PickleMachine machine = new(reader, fileLength);
        while (machine.Step(reader.ReadByte())) { }
        storages = machine._storages;
        return machine._stack.Count == 1 ? machine.Pop() : throw reader.Wrong("more than one value was built");
    }

    private bool Step(byte code)
    {
        switch (code)
        {
            case (byte)'.':
                return false;
            case 0x80:
                byte version = _reader.ReadByte();
                return version is >= 2 and <= 5 ? true : throw _reader.Wrong($"protocol {version}, expected 2 to 5");
            case 0x95:
                _ = _reader.ReadBytes(8);
                return true;
            default:
                if (
                    !PushConstant(code)
                    && !PushBytes(code)
                    && !PushCollection(code)
                    && !Fill(code)
                    && !Name(code)
                    && !Remember(code)
                )
                {
                    throw _reader.Wrong(
                        $"the opcode {PickleOpcodes.Describe(code)} before this byte is refused: only tensors and dictionaries are read"
                    );
                }

                return true;
        }
    }

    private bool PushConstant(byte code)
    {
        object? value;
        switch (code)
        {
            case (byte)'N':
                value = null;
                break;
            case 0x88:
            case 0x89:
                value = code == 0x88;
                break;
            case (byte)'J':
                value = _reader.ReadLong(4);
                break;
            case (byte)'K':
                value = (long)_reader.ReadByte();
                break;
            case (byte)'M':
                value = (long)BinaryPrimitives.ReadUInt16LittleEndian(_reader.ReadBytes(2));
                break;
            case 0x8A:
                value = Whole(_reader.ReadByte());
                break;
            case 0x8B:
                value = Whole(_reader.ReadUInt32());
                break;
            case (byte)'U':
                value = Latin(_reader.ReadByte());
                break;
            case (byte)'T':
                value = Latin(_reader.ReadUInt32());
                break;
            case (byte)'G':
                value = BinaryPrimitives.ReadDoubleBigEndian(_reader.ReadBytes(8));
                break;
            case (byte)'X':
                value = Text(_reader.ReadUInt32());
                break;
            case 0x8C:
                value = Text(_reader.ReadByte());
                break;
            case 0x8D:
                value = Text(BinaryPrimitives.ReadInt64LittleEndian(_reader.ReadBytes(8)));
                break;
            default:
                return false;
        }

        Push(value, ObjectCost);
        return true;
    }

    // Bytes are no part of a tensor: they are passed over without a copy.
    private bool PushBytes(byte code)
    {
        long length;
        switch (code)
        {
            case (byte)'C':
                length = _reader.ReadByte();
                break;
            case (byte)'B':
                length = _reader.ReadUInt32();
                break;
            case 0x8E:
            case 0x96:
                length = BinaryPrimitives.ReadInt64LittleEndian(_reader.ReadBytes(8));
                break;
            default:
                return false;
        }

        _ = _reader.ReadBytes(length);
        Push(s_bytes, ObjectCost);
        return true;
    }

    private bool PushCollection(byte code)
    {
        switch (code)
        {
            case (byte)'0':
                _ = Pop();
                return true;
            case (byte)'1':
                _ = PopToMark();
                return true;
            case (byte)'2':
                Push(Peek(), 0);
                return true;
            case 0x8F:
                Push(new List<object?>(), 2 * ObjectCost);
                return true;
            case (byte)'l':
            case 0x91:
                Push(new List<object?>(PopToMark()), 2 * ObjectCost);
                return true;
            case (byte)'d':
                object?[] entries = PopToMark();
                Push(new PickleDictionary(), DictionaryCost);
                SetItems(entries);
                return true;
            case (byte)'(':
                Push(s_mark, 0);
                return true;
            case (byte)'}':
                Push(new PickleDictionary(), DictionaryCost);
                return true;
            case (byte)']':
                Push(new List<object?>(), 2 * ObjectCost);
                return true;
            case (byte)')':
                Push(Array.Empty<object?>(), 0);
                return true;
            case (byte)'t':
                Push(PopToMark(), ObjectCost);
                return true;
            case 0x85:
            case 0x86:
            case 0x87:
                Push(PopMany(code - 0x84), ObjectCost);
                return true;
            default:
                return false;
        }
    }

    private bool Fill(byte code)
    {
        switch (code)
        {
            case (byte)'s':
                SetItems(PopMany(2));
                return true;
            case (byte)'u':
                SetItems(PopToMark());
                return true;
            case (byte)'a':
                Append(PopMany(1));
                return true;
            case (byte)'e':
            case 0x90:
                Append(PopToMark());
                return true;
            case (byte)'b':
                // An ordered dictionary may carry attributes, such as PyTorch's _metadata: read and left out, as the state of any object.
                if ((Pop(), Peek()) is not ((PickleDictionary, PickleDictionary) or (_, PickleOpaque)))
                {
                    throw _reader.Wrong("the opcode BUILD (0x62) is refused here: only dictionaries take a state");
                }

                return true;
            default:
                return false;
        }
    }

    private bool Name(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                string module = _reader.ReadLine();
                Push(TorchGlobals.Find(module, _reader.ReadLine()), ObjectCost);
                return true;
            case 0x93:
                object?[] names = PopMany(2);
                (string space, string name) = names is [string first, string second]
                    ? (first, second)
                    : throw _reader.Wrong("STACK_GLOBAL needs two texts");
                Push(TorchGlobals.Find(space, name), ObjectCost);
                return true;
            case (byte)'Q':
                Push(TorchGlobals.Storage(Pop(), _storages, _reader), 2 * ObjectCost);
                return true;
            case (byte)'R':
                object? arguments = Pop();
                Push(TorchGlobals.Call(Pop(), arguments, _reader), DictionaryCost);
                return true;
            case 0x81:
            case 0x92:
                object?[] given = PopMany(code - 0x81 == 0 ? 2 : 3);
                Push(TorchGlobals.New(given[0], _reader), DictionaryCost);
                return true;
            case (byte)'o':
                object?[] made = PopToMark();
                Push(TorchGlobals.New(made.Length > 0 ? made[0] : null, _reader), DictionaryCost);
                return true;
            default:
                return false;
        }
    }

    private bool Remember(byte code)
    {
        switch (code)
        {
            case (byte)'q':
                return Store(_reader.ReadByte());
            case (byte)'r':
                return Store(_reader.ReadUInt32());
            case 0x94:
                return Store((uint)_memo.Count);
            case (byte)'h':
                return Recall(_reader.ReadByte());
            case (byte)'j':
                return Recall(_reader.ReadUInt32());
            default:
                return false;
        }
    }

    private bool Store(uint place)
    {
        Spend(EntryCost);
        _memo[place] = Peek();
        return true;
    }

    private bool Recall(uint place)
    {
        Push(
            _memo.TryGetValue(place, out object? value) ? value : throw _reader.Wrong($"nothing is kept at {place}"),
            0
        );
        return true;
    }

    private string Text(long length)
    {
        Spend(2 * Math.Clamp(length, 0, _reader.Length));
        return _reader.ReadText(length);
    }

    private string Latin(long length)
    {
        Spend(2 * Math.Clamp(length, 0, _reader.Length));
        return Encoding.Latin1.GetString(_reader.ReadBytes(length));
    }

    // Whole numbers of any size; those beyond 64 bits say nothing about tensors.
    private object Whole(long size)
    {
        if (size <= 8)
        {
            return _reader.ReadLong((int)size);
        }

        Spend(2 * Math.Clamp(size, 0, _reader.Length));
        return new BigInteger(_reader.ReadBytes(size));
    }

    private void SetItems(object?[] items)
    {
        PickleDictionary? dictionary = Peek() switch
        {
            PickleDictionary own => own,
            PickleOpaque opaque => opaque.Items ??= new PickleDictionary(),
            _ => null,
        };
        if (dictionary is null || items.Length % 2 != 0)
        {
            throw _reader.Wrong("entries were expected for a dictionary");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            Spend(2 * EntryCost);

            // What stands under another key, such as a tuple, has no name here and passes by.
            if (items[i] is (string or long) && !dictionary.TryAdd(items[i]!, items[i + 1]))
            {
                throw _reader.Wrong($"the key '{items[i]}' stands there twice");
            }
        }
    }

    private void Append(object?[] items)
    {
        object? target = Peek();
        if (target is PickleOpaque)
        {
            return;
        }

        if (target is not List<object?> list)
        {
            throw _reader.Wrong("a list was expected to append to");
        }

        Spend(ObjectCost * (long)items.Length);
        list.AddRange(items);
    }

    private void Push(object? value, int cost)
    {
        Spend(cost + ObjectCost);
        _stack.Add(value);
    }

    private void Spend(long cost)
    {
        _memory -= cost;
        if (_memory < 0)
        {
            throw _reader.Wrong("it builds more values than a state dict of this size needs");
        }
    }

    private object? Peek() => _stack.Count > 0 && _stack[^1] != s_mark ? _stack[^1] : throw Missing();

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        object?[] values = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
        {
            throw Missing();
        }

        object?[] values = _stack.GetRange(mark + 1, _stack.Count - mark - 1).ToArray();
        Spend(8L * values.Length);
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private DataFormatException Missing() => _reader.Wrong("a value is missing on the stack");
}
