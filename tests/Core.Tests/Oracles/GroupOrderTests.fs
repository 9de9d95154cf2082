module Neurovariety.Tests.Oracles.GroupOrderTests

open Expecto
open System
open System.Numerics
open FsCheck.FSharp
open Xunit
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Tests.Support.GroupGenerators

let private group (ps: Permutation list) =
    PermutationGroup.FromGenerators(ps[0].Degree, ps)

let private parse (text: string) = PermutationText.ParseGroup text

let private factorial n =
    Seq.fold (*) 1I [ 1I .. BigInteger(n: int) ]

let private power (b: int) (e: int) = BigInteger.Pow(BigInteger b, e)

/// The permutation of n points by a rule.
let private byRule n rule = ofImage (Array.init n rule)

/// The direct product of groups on disjoint sets of points.
let private sum (groups: PermutationGroup list) =
    let total = groups |> List.sumBy _.Degree
    let offsets = groups |> List.scan (fun o g -> o + g.Degree) 0

    let embed offset (p: Permutation) =
        byRule total (fun i ->
            if i >= offset && i < offset + p.Degree then
                p[i - offset] + offset
            else
                i)

    List.zip groups offsets[.. groups.Length - 1]
    |> List.collect (fun (g, offset) -> g.Generators |> Seq.map (embed offset) |> List.ofSeq)
    |> group

/// The wreath product of bottom with top, on blocks of consecutive points.
let private wreath (bottom: PermutationGroup) (top: PermutationGroup) =
    let m = bottom.Degree
    let n = m * top.Degree

    [
        yield! bottom.Generators |> Seq.map _.Extend(n)
        yield! top.Generators |> Seq.map (fun p -> byRule n (fun i -> p[i / m] * m + i % m))
    ]
    |> group

/// Random elements in place of generators; almost surely they generate the same group or a subgroup of small index.
let private scrambled count (g: PermutationGroup) =
    let random = RandomSource.FromSeed 11UL
    group [ for _ in 1..count -> g.RandomElement random ]

/// PGL(2, p), or PSL(2, p), on the projective line of p + 1 points.
let private projective p squares =
    let rec power x e =
        if e = 0 then
            1
        else
            int (int64 x * int64 (power x (e - 1)) % int64 p)

    let order x =
        Seq.find (fun e -> power x e = 1) [ 1..p ]

    let root = Seq.find (fun x -> order x = p - 1) [ 2..p ]
    let scale = if squares then root * root % p else root

    let inverse x =
        Seq.find (fun y -> x * y % p = 1) [ 1 .. p - 1 ]

    group [
        byRule (p + 1) (fun i -> if i = p then p else (i + 1) % p)
        byRule (p + 1) (fun i -> if i = p then p else i * scale % p)
        byRule (p + 1) (fun i ->
            if i = p then 0
            elif i = 0 then p
            else (p - inverse i) % p)
    ]

[<Tests>]
let tests =
    testList "GroupOrderTests" [
        testCase "order and membership agree with brute force" (fun () ->
            let instance =
                gen {
                    let! degree = Gen.choose (1, 7)
                    let! count = Gen.choose (1, 3)
                    let! generators = Gen.listOfLength count (permutationOf degree)
                    let! probe = permutationOf degree
                    return generators, probe
                }

            holds 300 instance (fun (generators, probe) ->
                let g = group generators
                let elements = closure g.Degree generators

                g.Order = BigInteger elements.Count
                && g.Contains probe = elements.Contains probe)
            // The mutant takes the least common multiple of the generators' orders.
            let mutant (generators: Permutation list, _: Permutation) =
                let lcm a b =
                    a * b / BigInteger.GreatestCommonDivisor(a, b)

                (group generators).Order = (generators |> List.map _.Order |> List.reduce lcm)

            Assert.True(falsified 100 instance mutant))

        testCase "small intransitive and imprimitive groups agree with brute force" (fun () ->
            // Random elements of Young subgroups and wreath products give groups with linked constituents.
            let instance =
                gen {
                    let! parent =
                        Gen.elements [
                            sum [ parse "symmetric:3"; parse "symmetric:5" ]
                            sum [ parse "symmetric:5"; parse "symmetric:5" ]
                            sum [ parse "symmetric:2"; parse "symmetric:3"; parse "symmetric:3" ]
                            wreath (parse "symmetric:2") (parse "symmetric:4")
                            wreath (parse "symmetric:3") (parse "symmetric:3")
                            wreath (parse "symmetric:4") (parse "symmetric:2")
                            wreath (parse "symmetric:5") (parse "cyclic:2")
                            sum [ parse "cyclic:4"; parse "cyclic:6"; parse "alternating:4" ]
                        ]

                    let! seed = Gen.choose (0, 1_000_000)
                    let! count = Gen.choose (1, 3)
                    let random = RandomSource.FromSeed(uint64 seed)
                    return [ for _ in 1..count -> parent.RandomElement random ]
                }

            holds 60 instance (fun generators ->
                (group generators).Order = BigInteger (closure generators[0].Degree generators).Count))

        testCase "named groups of the literature have their published orders" (fun () ->
            let m11 = "(1 2 3 4 5 6 7 8 9 10 11);(3 7 11 8)(4 10 5 6)"

            let m24 =
                "(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23);(3 17 10 7 9)(4 13 14 19 5)(8 18 11 12 23)(15 20 22 21 16);(1 24)(2 23)(3 12)(4 16)(5 18)(6 10)(7 20)(8 14)(9 21)(11 17)(13 22)(15 19)"

            let rubik =
                "(1 3 8 6)(2 5 7 4)(9 33 25 17)(10 34 26 18)(11 35 27 19);(9 11 16 14)(10 13 15 12)(1 17 41 40)(4 20 44 37)(6 22 46 35);(17 19 24 22)(18 21 23 20)(6 25 43 16)(7 28 42 13)(8 30 41 11);(25 27 32 30)(26 29 31 28)(3 38 43 19)(5 36 45 21)(8 33 48 24);(33 35 40 38)(34 37 39 36)(3 9 46 32)(2 12 47 29)(1 14 48 27);(41 43 48 46)(42 45 47 44)(14 22 30 38)(15 23 31 39)(16 24 32 40)"

            Assert.Equal(7920I, (parse m11).Order)
            Assert.Equal(95040I, (parse (m11 + ";(1 12)(2 11)(3 6)(4 8)(5 9)(7 10)")).Order)
            Assert.Equal(244823040I, (parse m24).Order)
            Assert.Equal(43252003274489856000I, (parse rubik).Order))

        testCase "linear groups on projective and affine lines have their orders" (fun () ->
            for p in [ 5; 7; 11; 101 ] do
                let all = BigInteger p * BigInteger(p * p - 1)
                Assert.Equal(all, (projective p false).Order)
                Assert.Equal(all / 2I, (projective p true).Order)

            let affine =
                group [ byRule 997 (fun i -> (i + 1) % 997); byRule 997 (fun i -> i * 7 % 997) ]

            Assert.Equal(997I * 996I, affine.Order)

            let shear v = if v % 2 = 1 then v ^^^ 2 else v
            let turn v = ((v <<< 1) ||| (v >>> 5)) &&& 63

            let general =
                group [
                    byRule 63 (fun i -> shear (i + 1) - 1)
                    byRule 63 (fun i -> turn (i + 1) - 1)
                ]

            Assert.Equal(Seq.fold (*) 1I [ for i in 0..5 -> 64I - power 2 i ], general.Order))

        testCase "symmetric and alternating groups are recognised at every degree" (fun () ->
            for n in 1..12 do
                Assert.Equal(factorial n, (parse $"symmetric:{n}").Order)
                Assert.Equal((if n = 1 then 1I else factorial n / 2I), (parse $"alternating:{n}").Order)

            Assert.Equal(factorial 1000, (parse "symmetric:1000").Order)
            Assert.Equal(factorial 1000 / 2I, (parse "alternating:1000").Order)
            Assert.True((parse "alternating:1000").Contains(PermutationText.ParsePermutation("(1 2)(3 999)", 1000)))
            Assert.False((parse "alternating:1000").Contains(PermutationText.ParsePermutation("(1 2)", 1000))))

        testCase "image and scene symmetries have the known orders" (fun () ->
            Assert.Equal(8I, (parse "dihedral:28x28").Order)
            Assert.Equal(784I, (parse "translations:28x28").Order)
            Assert.Equal(24I, (parse "cube:8").Order)
            Assert.Equal(24I, (parse "cube:9").Order)
            Assert.Equal(8I * 784I, (parse "translations:28x28;dihedral:28x28").Order))

        testCase "products of symmetric groups multiply, and linked signs or equal actions divide" (fun () ->
            let s500 = parse "symmetric:500"
            Assert.Equal(factorial 500 * factorial 500, (sum [ s500; s500 ]).Order)

            let linked =
                group [
                    for p in s500.Generators -> byRule 1000 (fun i -> if i < 500 then p[i] else p[i - 500] + 500)
                ]

            Assert.Equal(factorial 500, linked.Order)

            let even = PermutationText.ParseGroup("alternating:40", 80)
            let both = byRule 80 (fun i -> if i < 40 then even.Generators[0][i] else i)

            let signs =
                group [
                    yield! even.Generators
                    both
                    byRule 80 (fun i -> if i < 40 then i else even.Generators[0][i - 40] + 40)
                    byRule 80 (fun i -> if i < 40 then i else even.Generators[1][i - 40] + 40)
                    PermutationText.ParsePermutation("(1 2)(41 42)", 80)
                ]

            Assert.Equal(factorial 40 * factorial 40 / 2I, signs.Order)
            Assert.True(signs.Contains(PermutationText.ParsePermutation("(3 9)(50 77)", 80)))
            Assert.False(signs.Contains(PermutationText.ParsePermutation("(3 9)", 80)))
            Assert.Equal(power 6 100, (sum (List.replicate 100 (parse "symmetric:3"))).Order)
            let mixed = sum [ for n in 2..20 -> parse $"symmetric:{n}" ]
            Assert.Equal(Seq.fold (*) 1I [ for n in 2..20 -> factorial n ], mixed.Order))

        testCase "wreath products have the order of their definition" (fun () ->
            let order (a: string) (b: string) = (wreath (parse a) (parse b)).Order
            Assert.Equal(BigInteger.Pow(factorial 10, 100) * factorial 100, order "symmetric:10" "symmetric:100")

            Assert.Equal(
                BigInteger.Pow(factorial 10 / 2I, 30) * factorial 30 / 2I,
                order "alternating:10" "alternating:30"
            )

            Assert.Equal(BigInteger.Pow(factorial 3, 60) * factorial 60, order "symmetric:3" "symmetric:60")
            Assert.Equal(power 5 40 * 40I, order "cyclic:5" "cyclic:40")

            let sylow =
                Seq.fold (fun g _ -> wreath (parse "symmetric:2") g) (parse "symmetric:2") [ 1..6 ]

            Assert.Equal(power 2 127, sylow.Order)

            let evenFlips =
                group [
                    yield byRule 200 (fun i -> if i < 4 then i ^^^ 1 else i)
                    yield!
                        (parse "symmetric:100").Generators
                        |> Seq.map (fun p -> byRule 200 (fun i -> p[i / 2] * 2 + i % 2))
                ]

            Assert.Equal(power 2 99 * factorial 100, evenFlips.Order))

        testCase "primitive groups of long base are proven: pairs of points, and the product action" (fun () ->
            let n = 25

            let pairs = [|
                for a in 0 .. n - 1 do
                    for b in a + 1 .. n - 1 -> a, b
            |]

            let index = pairs |> Array.mapi (fun i pair -> pair, i) |> Map.ofArray

            let onPairs (p: Permutation) =
                byRule pairs.Length (fun i ->
                    let a, b = pairs[i]
                    index[(min p[a] p[b], max p[a] p[b])])

            Assert.Equal(factorial n, (group [ for p in (parse $"symmetric:{n}").Generators -> onPairs p ]).Order)

            let onRows = [
                for p in (parse "symmetric:20").Generators -> byRule 400 (fun i -> p[i / 20] * 20 + i % 20)
            ]

            let exchange = byRule 400 (fun i -> i % 20 * 20 + i / 20)
            let g = group (exchange :: onRows)
            Assert.Equal(factorial 20 * factorial 20 * 2I, g.Order)
            Assert.True(g.Contains(exchange * onRows[0] * onRows[1] * exchange))
            Assert.False(g.Contains(PermutationText.ParsePermutation("(1 2)", 400))))

        testCase "abelian groups are exact: regular, intransitive, with linked orbits" (fun () ->
            let cube = group [ for bit in 0..8 -> byRule 512 (fun i -> i ^^^ (1 <<< bit)) ]

            Assert.Equal(512I, cube.Order)
            let random = RandomSource.FromSeed 5UL

            let code = [
                for _ in 1..60 do
                    let bits = Array.init 100 (fun _ -> random.NextInt 2)
                    byRule 200 (fun i -> i ^^^ bits[i / 2])
            ]

            Assert.Equal(power 2 60, (group code).Order)
            Assert.True((group code).IsAbelian())
            Assert.True((group code).Contains(code |> List.reduce (*)))

            Assert.Equal(
                12I * 18I,
                (group [
                    parse("cyclic:12").Generators[0].Extend 30
                    byRule 30 (fun i -> if i < 12 then i else 12 + (i - 11) % 18)
                ])
                    .Order
            ))

        testCase "one generator of any degree has its order by cycle lengths and members by congruences" (fun () ->
            let primes = [
                for n in 2..100 do
                    if Seq.forall (fun d -> n % d <> 0) [ 2 .. n - 1 ] then
                        n
            ]

            let cycles = sum [ for p in primes -> parse $"cyclic:{p}" ]
            let sigma = cycles.Generators |> Seq.reduce (*)
            let g = PermutationGroup.Cyclic sigma
            Assert.Equal(primes |> Seq.map BigInteger |> Seq.reduce (*), g.Order)
            Assert.True(g.Contains(sigma.Power(123456789012345678901234567890I)))
            Assert.True(g.Contains cycles.Generators[0])
            let twice = PermutationText.ParsePermutation "(1 2 3 4)(5 6 7 8 9 10)"
            let h = PermutationGroup.Cyclic twice
            Assert.True(h.Contains(twice.Power 7L))
            Assert.False(h.Contains(PermutationText.ParsePermutation("(1 2 3 4)", 10)))
            Assert.True(h.Contains(PermutationText.ParsePermutation("(5 9 7)(6 10 8)", 10)))
            Assert.Equal(1_000_000I, (parse "cyclic:1000000").Order))

        testCase "random elements are members, and every element of a small group appears with its share" (fun () ->
            let uniform (g: PermutationGroup) =
                let random = RandomSource.FromSeed 77UL
                let size = int g.Order
                let draws = 300 * size

                let counts =
                    Seq.init draws (fun _ -> g.RandomElement random) |> Seq.countBy id |> List.ofSeq

                Assert.Equal(size, counts.Length)
                // Six standard deviations of a count of mean 300: false alarms below 1e-8 for each element.
                for (p, count) in counts do
                    Assert.True(g.Contains p)
                    Assert.InRange(count, 300 - 104, 300 + 104)

            uniform (parse "(1 2 3 4)(5 6)")
            uniform (parse "symmetric:4")
            uniform (parse "alternating:5")
            uniform (parse "dihedral:3x3")
            uniform (parse "(1 2)(3 4);(3 4)(5 6);(1 3 5)(2 4 6)")
            uniform (sum [ parse "symmetric:3"; parse "cyclic:4" ]))

        testCase "random permutations generate what their proof says, and scrambled generators the same" (fun () ->
            let g = scrambled 3 (wreath (parse "symmetric:6") (parse "symmetric:7"))
            let all = BigInteger.Pow(factorial 6, 7) * factorial 7
            Assert.True((all % g.Order).IsZero)
            Assert.True(g.Generators |> Seq.forall g.Contains)

            let pair =
                [ permutationOf 300; permutationOf 300 ]
                |> List.map (Gen.sampleWithSize 1 1 >> Array.head)

            let order = (group pair).Order
            Assert.True((factorial 300 % order).IsZero))

        testCase "the elements of a small group are as many as its order, each a member" (fun () ->
            for text in
                [
                    "cyclic:12"
                    "dihedral:4x4"
                    "cube:3"
                    "alternating:5"
                    "translations:3x5"
                    "()"
                ] do
                let g = parse text
                let elements = List.ofSeq (g.Elements())
                Assert.Equal(g.Order, BigInteger elements.Length)
                Assert.Equal(elements.Length, (List.distinct elements).Length)
                Assert.True(elements.Head.IsIdentity)
                Assert.True(elements |> List.forall g.Contains))

        testCase "membership wants the same degree" (fun () ->
            let ask () =
                (parse "symmetric:4").Contains(Permutation.Identity 5) |> ignore

            Assert.Contains("expected degree 4, got 5", (Assert.Throws<ArgumentException>(ask)).Message))
    ]
