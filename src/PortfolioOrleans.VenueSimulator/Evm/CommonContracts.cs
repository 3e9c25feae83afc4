using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>Makes many calls in one, all of the same block; stands at the same address on most chains.</summary>
public sealed record Multicall3 : EvmContract
{
    public const string Address = "0xca11bde05977b3631167028862be2a173976ca11";

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments) => selector switch
    {
        0x4d2301cc => EvmData.Word(state.Coins.GetValueOrDefault(EvmData.ReadAddress(arguments, 0))),
        0x82ad56cb => Aggregate(state, arguments),
        _ => throw new EvmRevert(),
    };

    /// <summary>Takes (address, may fail, data) for each call and gives (succeeded, data).</summary>
    private static byte[] Aggregate(ChainState state, ReadOnlySpan<byte> arguments)
    {
        var list = EvmData.ReadOffset(arguments, 0);
        var count = EvmData.ReadOffset(arguments, list);
        var rows = arguments[(list + EvmData.WordLength)..];
        List<byte[]> results = [];
        for (var i = 0; i < count; i++)
        {
            var row = rows[EvmData.ReadOffset(rows, i * EvmData.WordLength)..];
            var bytes = row[EvmData.ReadOffset(row, 64)..];
            var data = bytes.Slice(EvmData.WordLength, EvmData.ReadOffset(bytes, 0));
            results.Add(Result(state, EvmData.ReadAddress(row, 0), EvmData.ReadNumber(row, 32) != 0, data));
        }

        List<byte> heads = [], tails = [];
        foreach (var result in results)
        {
            heads.AddRange(EvmData.Word((count * EvmData.WordLength) + tails.Count));
            tails.AddRange(result);
        }

        return [.. EvmData.Words(32, count), .. heads, .. tails];
    }

    private static byte[] Result(ChainState state, string to, bool mayFail, ReadOnlySpan<byte> data)
    {
        byte[] answer;
        var succeeded = true;
        try
        {
            answer = EvmContract.Call(state, to, data);
        }
        catch (EvmRevert) when (mayFail)
        {
            (succeeded, answer) = (false, []);
        }

        return [.. EvmData.Words(succeeded ? 1 : 0, 64, answer.Length), .. EvmData.Padded(answer)];
    }
}

/// <summary>Says what something is worth in dollars, as Chainlink's feeds do.</summary>
public sealed record DollarFeed : EvmContract
{
    /// <summary>Dollars for one unit, times 10^<see cref="Decimals"/>.</summary>
    public required BigInteger Answered { get; init; }

    public int Decimals { get; init; } = 8;

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where set, what it answers instead, and when: a feed of a market that moves says what is true now, whatever block is asked about.</summary>
    internal Func<(BigInteger Answered, DateTimeOffset At)>? Now { get; init; }

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments) => selector switch
    {
        0x313ce567 => EvmData.Word(Decimals),
        0xfeaf968c => Round(),
        _ => throw new EvmRevert(),
    };

    private byte[] Round()
    {
        var (answered, at) = Now?.Invoke() ?? (Answered, UpdatedAt);
        return EvmData.Words(1, answered, at.ToUnixTimeSeconds(), at.ToUnixTimeSeconds(), 1);
    }
}
