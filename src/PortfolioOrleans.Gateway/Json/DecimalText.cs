using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Json;

/// <summary>A decimal as a string of exactly its digits, without trailing zeros and without an exponent. One that does not fit is refused, never rounded.</summary>
internal sealed class DecimalText : JsonConverter<decimal>
{
    private const int LongestText = 40; // 29 digits, a sign, a point.

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Exact.Parse(reader.GetString()) is { } value ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[LongestText];
        var normal = value == 0m ? 0m : Rounding.Normalize(value); // A zero may carry a sign.
        normal.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

}

/// <summary>No decimal at all.</summary>
internal sealed class DecimalWithheld : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNullValue();
}
