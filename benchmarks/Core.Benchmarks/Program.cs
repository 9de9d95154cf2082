namespace Neurovariety.Benchmarks;

internal static class Program
{
    private static int Main()
    {
        System.Console.Out.WriteLine("{}");
        return 0;
    }
}
