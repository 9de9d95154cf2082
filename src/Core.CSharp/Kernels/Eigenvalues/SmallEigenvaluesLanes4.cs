using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>4 lanes in one vector of 256 bits.</summary>
internal readonly struct Lanes4(Vector256<double> value) : ILanes<Lanes4>
{
    private readonly Vector256<double> _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Of(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator +(Lanes4 x, Lanes4 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator -(Lanes4 x, Lanes4 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator *(Lanes4 x, Lanes4 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator /(Lanes4 x, Lanes4 y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator -(Lanes4 x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator &(Lanes4 x, Lanes4 y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator |(Lanes4 x, Lanes4 y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator ^(Lanes4 x, Lanes4 y) => new(x._value ^ y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator ~(Lanes4 x) => new(~x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 MultiplyAdd(Lanes4 x, Lanes4 y, Lanes4 z) =>
        new(Vector256.MultiplyAddEstimate(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Sqrt(Lanes4 x) => new(Vector256.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Abs(Lanes4 x) => new(Vector256.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Max(Lanes4 x, Lanes4 y) => new(Vector256.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 CopySign(Lanes4 magnitude, Lanes4 sign) =>
        new(Vector256.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Less(Lanes4 x, Lanes4 y) => new(Vector256.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 LessOrEqual(Lanes4 x, Lanes4 y) => new(Vector256.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Equal(Lanes4 x, Lanes4 y) => new(Vector256.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Select(Lanes4 mask, Lanes4 x, Lanes4 y) =>
        new(Vector256.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes4 mask) => (uint)Vector256.ExtractMostSignificantBits(mask._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 FourthRootPower(Lanes4 x)
    {
        Vector256<long> exponent = (x._value.AsInt64() >> 52) - Vector256.Create(1021L);
        return new((((exponent >> 2) + Vector256.Create(1023L)) << 52).AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 InversePower(Lanes4 x)
    {
        Vector256<long> field = Vector256.Clamp(
            x._value.AsInt64() >> 52,
            Vector256.Create(23L),
            Vector256.Create(2023L)
        );
        return new(((Vector256.Create(2046L) - field) << 52).AsDouble());
    }
}
