using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>The ten digits as a pen draws them, in a box with x to the right and y down, both about 0 … 1.</summary>
internal static class DigitStrokes
{
    private const int PointsPerTurn = 28;

    /// <summary>For each digit its ways of being written, each a list of strokes, each a list of points.</summary>
    internal static IReadOnlyList<IReadOnlyList<(double X, double Y)[][]>> Shapes { get; } =
    [
        [
            [Arc(.5, .5, .33, .5, -80, -440)],
            [Arc(.5, .5, .25, .5, -60, -420)],
        ],
        [
            [
                [(.5, 0), (.5, 1)],
            ],
            [
                [(.5, 0), (.5, 1)],
            ],
            [
                [(.32, .2), (.52, 0), (.5, 1)],
            ],
        ],
        [
            [Join(Arc(.48, .28, .3, .28, -165, 35), [(.15, 1), (.85, .97)])],
            [Join(Arc(.48, .27, .28, .27, -160, 50), Arc(.3, .86, .13, .11, -30, -300), [(.5, .92), (.88, .95)])],
        ],
        [
            [Join(Arc(.45, .26, .3, .26, -150, 80), Arc(.45, .75, .34, .25, -80, 145))],
            [Join([(.18, .03), (.75, .02), (.42, .4)], Arc(.43, .7, .34, .3, -75, 150))],
        ],
        [
            [
                [(.22, .03), (.16, .55), (.84, .53)],
                [(.78, .05), (.7, 1)],
            ],
            [
                [(.66, 0), (.12, .62), (.9, .6)],
                [(.66, 0), (.64, 1)],
            ],
        ],
        [
            [Join([(.3, .05), (.24, .43)], Arc(.43, .7, .33, .3, -120, 140)), [(.3, .05), (.85, .0)]],
            [Join([(.8, .03), (.33, .03), (.27, .45)], Arc(.45, .69, .3, .31, -110, 150))],
        ],
        [
            [Join([(.68, 0), (.4, .25)], Arc(.47, .7, .29, .3, -190, -540))],
            [Join(Arc(.75, .55, .53, .55, -115, -180), Arc(.48, .72, .27, .28, -180, -530))],
        ],
        [
            [
                [(.13, .06), (.85, .03), (.4, 1)],
            ],
            [
                [(.13, .16), (.17, .03), (.86, .04), (.6, .42), (.45, 1)],
            ],
            [
                [(.13, .06), (.85, .03), (.42, 1)],
                [(.33, .53), (.8, .5)],
            ],
        ],
        [
            [Arc(.5, .25, .24, .25, 90, 450), Arc(.5, .75, .29, .25, -90, 270)],
            [Join(Arc(.5, .25, .25, .25, -30, -250), Arc(.48, .75, .27, .25, -50, 215), [(.5, .47), (.73, .16)])],
        ],
        [
            [Join(Arc(.47, .28, .28, .28, -20, -360), [(.74, .3), (.66, 1)])],
            [Join(Arc(.48, .27, .27, .27, -10, -370), Arc(.25, .5, .5, .5, -15, 75))],
        ],
    ];

    // Angles in degrees, 0 to the right, growing clockwise as y points down.
    private static (double X, double Y)[] Arc(double x, double y, double rx, double ry, double from, double to)
    {
        int pieces = Math.Max(3, (int)(PointsPerTurn * Math.Abs(to - from) / 360));
        var points = new (double X, double Y)[pieces + 1];
        for (int i = 0; i <= pieces; i++)
        {
            double angle = (from + ((to - from) * i / pieces)) * Math.PI / 180;
            points[i] = (x + (rx * Math.Cos(angle)), y + (ry * Math.Sin(angle)));
        }

        return points;
    }

    private static (double X, double Y)[] Join(params (double X, double Y)[][] pieces) =>
        [.. System.Linq.Enumerable.SelectMany(pieces, piece => piece)];
}
