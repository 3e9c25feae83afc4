using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A block that a reading is fixed to.</summary>
/// <param name="Hash">Tells whether the block at this number is still the same.</param>
/// <param name="Time">When it was made, by the chain, UTC, to the second.</param>
internal sealed record EvmBlock(long Number, string Hash, DateTimeOffset Time)
{
    /// <summary>The year 2200: later times are mistakes.</summary>
    private const long LastSecond = 7_258_118_400;

    /// <param name="number">"latest", or a number in hexadecimal.</param>
    public static RpcCall Ask(string number) => new("eth_getBlockByNumber", number, false);

    public static RpcCall Ask(long number) => Ask(JsonRpc.Hex(number));

    /// <exception cref="WireException">It is no block.</exception>
    public static EvmBlock Read(RpcAnswer answer)
    {
        var row = answer.Result ?? throw new WireException("result", "is no block");
        var seconds = JsonRpc.Count(JsonRpc.Member(row, "timestamp"), "timestamp");
        return new EvmBlock(
            JsonRpc.Count(JsonRpc.Member(row, "number"), "number"),
            JsonRpc.Text(row, "hash"),
            seconds <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : throw new WireException("timestamp", "is not a time in seconds"));
    }
}
