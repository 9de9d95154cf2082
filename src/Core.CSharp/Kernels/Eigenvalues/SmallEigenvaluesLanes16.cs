using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>16 lanes in two vectors of 512 bits: while one waits for a root or a quotient, the other goes on.</summary>
internal readonly struct Lanes16(Vector512<double> low, Vector512<double> high) : ILanes<Lanes16>
{
    private readonly Vector512<double> _low = low;
    private readonly Vector512<double> _high = high;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Of(double value) => new(Vector512.Create(value), Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 x, Lanes16 y) => new(x._low + y._low, x._high + y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 x, Lanes16 y) => new(x._low - y._low, x._high - y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 x, Lanes16 y) => new(x._low * y._low, x._high * y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator /(Lanes16 x, Lanes16 y) => new(x._low / y._low, x._high / y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 x) => new(-x._low, -x._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator &(Lanes16 x, Lanes16 y) => new(x._low & y._low, x._high & y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator |(Lanes16 x, Lanes16 y) => new(x._low | y._low, x._high | y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator ^(Lanes16 x, Lanes16 y) => new(x._low ^ y._low, x._high ^ y._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator ~(Lanes16 x) => new(~x._low, ~x._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 MultiplyAdd(Lanes16 x, Lanes16 y, Lanes16 z) =>
        new(
            Vector512.MultiplyAddEstimate(x._low, y._low, z._low),
            Vector512.MultiplyAddEstimate(x._high, y._high, z._high)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Sqrt(Lanes16 x) => new(Vector512.Sqrt(x._low), Vector512.Sqrt(x._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Abs(Lanes16 x) => new(Vector512.Abs(x._low), Vector512.Abs(x._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Max(Lanes16 x, Lanes16 y) =>
        new(Vector512.MaxNative(x._low, y._low), Vector512.MaxNative(x._high, y._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 CopySign(Lanes16 magnitude, Lanes16 sign) =>
        new(Vector512.CopySign(magnitude._low, sign._low), Vector512.CopySign(magnitude._high, sign._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Less(Lanes16 x, Lanes16 y) =>
        new(Vector512.LessThan(x._low, y._low), Vector512.LessThan(x._high, y._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 LessOrEqual(Lanes16 x, Lanes16 y) =>
        new(Vector512.LessThanOrEqual(x._low, y._low), Vector512.LessThanOrEqual(x._high, y._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Equal(Lanes16 x, Lanes16 y) =>
        new(Vector512.Equals(x._low, y._low), Vector512.Equals(x._high, y._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Select(Lanes16 mask, Lanes16 x, Lanes16 y) =>
        new(
            Vector512.ConditionalSelect(mask._low, x._low, y._low),
            Vector512.ConditionalSelect(mask._high, x._high, y._high)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes16 mask) =>
        (uint)Vector512.ExtractMostSignificantBits(mask._low)
        | ((uint)Vector512.ExtractMostSignificantBits(mask._high) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 FourthRootPower(Lanes16 x) =>
        new(Lanes8.FourthRootPower(new Lanes8(x._low)).Vector, Lanes8.FourthRootPower(new Lanes8(x._high)).Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 InversePower(Lanes16 x) =>
        new(Lanes8.InversePower(new Lanes8(x._low)).Vector, Lanes8.InversePower(new Lanes8(x._high)).Vector);
}
