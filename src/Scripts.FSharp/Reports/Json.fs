namespace Neurovariety.Scripts.Reports

open System
open System.IO
open System.Numerics
open System.Text
open System.Text.Json

/// A JSON document as a value. Items are walked once, while they are written: there may be more than fit in memory.
type Json =
    | Null
    | Truth of bool
    | Count of int64
    | Number of float
    | Text of string
    | Items of Json seq
    | Fields of (string * Json) list

/// The conventions of every JSON document the program writes: camelCase names, big integers as decimal strings,
/// complex numbers as [re, im], numbers in the shortest form that reads back to the same bits.
[<RequireQualifiedAccess>]
module Json =

    /// An integer that may exceed 2^53, as a decimal string.
    let big (value: BigInteger) = Text(value.ToString())

    /// A count or index.
    let count (value: int) = Count(int64 value)

    /// A complex number as [re, im].
    let complex (value: Complex) =
        Items [ Number value.Real; Number value.Imaginary ]

    /// A list of counts, such as a rank vector.
    let counts (values: seq<int>) = values |> Seq.map count |> Items

    /// A list of numbers.
    let numbers (values: seq<float>) = values |> Seq.map Number |> Items

    /// A list of texts.
    let texts (values: seq<string>) = values |> Seq.map Text |> Items

    /// The value, or null when there is none.
    let optional convert value =
        value |> Option.map convert |> Option.defaultValue Null

    // The writer hands its bytes on whenever more than this many have gathered.
    let private flushBytes = 1 <<< 15

    let rec private writeValue (json: Utf8JsonWriter) value =
        match value with
        | Null -> json.WriteNullValue()
        | Truth truth -> json.WriteBooleanValue truth
        | Count number -> json.WriteNumberValue number
        | Number number when Double.IsFinite number -> json.WriteNumberValue number
        | Number number -> invalidArg (nameof value) $"JSON has no number for {number}: write null or a text instead"
        | Text text -> json.WriteStringValue text
        | Items items ->
            json.WriteStartArray()

            for item in items do
                writeValue json item

                if json.BytesPending > flushBytes then
                    json.Flush()

            json.WriteEndArray()
        | Fields fields ->
            json.WriteStartObject()

            for name, field in fields do
                json.WritePropertyName(name: string)
                writeValue json field

            json.WriteEndObject()

    /// One line of JSON with a line feed at the end, written as it comes: a long sequence is never held in memory.
    let writeTo (stream: Stream) value =
        using (new Utf8JsonWriter(stream)) (fun json -> writeValue json value)
        stream.WriteByte(byte '\n')

    let private toText (options: JsonWriterOptions) value =
        use stream = new MemoryStream()
        using (new Utf8JsonWriter(stream, options)) (fun json -> writeValue json value)
        Encoding.UTF8.GetString(stream.ToArray())

    /// One line of JSON. Raises ArgumentException for a number that is not finite.
    let compact value = toText (JsonWriterOptions()) value

    /// Indented JSON for files that people open, with a line feed at the end.
    let indented value =
        toText (JsonWriterOptions(Indented = true, NewLine = "\n")) value + "\n"
