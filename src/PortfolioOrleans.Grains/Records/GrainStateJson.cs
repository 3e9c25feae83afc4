using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Records;

/// <summary>
/// Grain state as JSON with System.Text.Json, whatever engine and store hold it: property names are the schema, decimals keep every digit, enums are names, and
/// no type name is ever data.
/// </summary>
public sealed class GrainStateJson : IGrainStorageSerializer
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        IgnoreReadOnlyProperties = true, // What follows from the rest is computed again, not kept.
        Converters =
        {
            new AssetConverter(),
            new SymbolConverter(),
            new AssetBalanceConverter(),
            new JsonStringEnumConverter(),
        },
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options)
        ?? throw new JsonException($"A stored {typeof(T).Name} reads null.");

    private sealed class AssetConverter : JsonConverter<Asset>
    {
        public override Asset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetString() is { Length: > 0 } code ? Asset.Parse(code) : default;

        public override void Write(Utf8JsonWriter writer, Asset value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }

    private sealed class SymbolConverter : JsonConverter<Symbol>
    {
        public override Symbol Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Symbol.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Symbol value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class AssetBalanceConverter : JsonConverter<AssetBalance>
    {
        public override AssetBalance? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Stored>(ref reader, options) is { } stored
                ? AssetBalance.Restore(stored.Asset, stored.Free, stored.Locked, stored.Total)
                : null;

        public override void Write(Utf8JsonWriter writer, AssetBalance value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Stored(value.Asset, value.Free, value.Locked, value.Total), options);

        private sealed record Stored(Asset Asset, decimal Free, decimal Locked, decimal Total);
    }
}
