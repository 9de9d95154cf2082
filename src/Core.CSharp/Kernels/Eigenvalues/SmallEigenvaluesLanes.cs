using System;
using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>One number of each of several matrices, worked on together; lane l belongs to matrix l.</summary>
/// <remarks>
/// Every operation works on each lane by itself and rounds alike in all widths, so that an eigenvalue has the same bits whatever
/// the width and the lane. A comparison gives all bits of a lane or none.
/// </remarks>
internal interface ILanes<TSelf>
    : IAdditionOperators<TSelf, TSelf, TSelf>,
        ISubtractionOperators<TSelf, TSelf, TSelf>,
        IMultiplyOperators<TSelf, TSelf, TSelf>,
        IDivisionOperators<TSelf, TSelf, TSelf>,
        IUnaryNegationOperators<TSelf, TSelf>,
        IBitwiseOperators<TSelf, TSelf, TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Of(double value);

    /// <summary>x·y + z, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    static abstract TSelf Sqrt(TSelf x);

    static abstract TSelf Abs(TSelf x);

    /// <summary>The larger of two numbers that are at least 0.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    static abstract TSelf Less(TSelf x, TSelf y);

    static abstract TSelf LessOrEqual(TSelf x, TSelf y);

    static abstract TSelf Equal(TSelf x, TSelf y);

    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>Bit l tells whether lane l of a mask is set.</summary>
    static abstract uint Bits(TSelf mask);

    /// <summary>2^t with t = ⌊(e + 2)/4⌋, where e is the exponent of a positive normal number: about the fourth root.</summary>
    static abstract TSelf FourthRootPower(TSelf x);

    /// <summary>2^(−e), where e is the exponent of a positive number, held to −1000 … 1000.</summary>
    static abstract TSelf InversePower(TSelf x);
}

/// <summary>One lane: the definition that the others are tested against.</summary>
internal readonly struct Lanes1(double value) : ILanes<Lanes1>
{
    private readonly double _value = value;

    public static int Count => 1;

    public static Lanes1 Of(double value) => new(value);

    public static Lanes1 operator +(Lanes1 x, Lanes1 y) => new(x._value + y._value);

    public static Lanes1 operator -(Lanes1 x, Lanes1 y) => new(x._value - y._value);

    public static Lanes1 operator *(Lanes1 x, Lanes1 y) => new(x._value * y._value);

    public static Lanes1 operator /(Lanes1 x, Lanes1 y) => new(x._value / y._value);

    public static Lanes1 operator -(Lanes1 x) => new(-x._value);

    public static Lanes1 operator &(Lanes1 x, Lanes1 y) => OfBits(x.AsBits() & y.AsBits());

    public static Lanes1 operator |(Lanes1 x, Lanes1 y) => OfBits(x.AsBits() | y.AsBits());

    public static Lanes1 operator ^(Lanes1 x, Lanes1 y) => OfBits(x.AsBits() ^ y.AsBits());

    public static Lanes1 operator ~(Lanes1 x) => OfBits(~x.AsBits());

    public static Lanes1 MultiplyAdd(Lanes1 x, Lanes1 y, Lanes1 z) =>
        new(double.MultiplyAddEstimate(x._value, y._value, z._value));

    public static Lanes1 Sqrt(Lanes1 x) => new(Math.Sqrt(x._value));

    public static Lanes1 Abs(Lanes1 x) => new(Math.Abs(x._value));

    public static Lanes1 Max(Lanes1 x, Lanes1 y) => x._value > y._value ? x : y;

    public static Lanes1 CopySign(Lanes1 magnitude, Lanes1 sign) => new(Math.CopySign(magnitude._value, sign._value));

    public static Lanes1 Less(Lanes1 x, Lanes1 y) => Mask(x._value < y._value);

    public static Lanes1 LessOrEqual(Lanes1 x, Lanes1 y) => Mask(x._value <= y._value);

    public static Lanes1 Equal(Lanes1 x, Lanes1 y) => Mask(x._value == y._value);

    public static Lanes1 Select(Lanes1 mask, Lanes1 x, Lanes1 y) => mask.AsBits() != 0 ? x : y;

    public static uint Bits(Lanes1 mask) => mask.AsBits() != 0 ? 1u : 0u;

    public static Lanes1 FourthRootPower(Lanes1 x) => OfBits(((((x.AsBits() >> 52) - 1021) >> 2) + 1023) << 52);

    public static Lanes1 InversePower(Lanes1 x) => OfBits((2046 - Math.Clamp(x.AsBits() >> 52, 23, 2023)) << 52);

    private static Lanes1 Mask(bool set) => OfBits(set ? -1L : 0L);

    private static Lanes1 OfBits(long bits) => new(BitConverter.Int64BitsToDouble(bits));

    private long AsBits() => BitConverter.DoubleToInt64Bits(_value);
}
