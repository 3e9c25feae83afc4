using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A question to a contract.</summary>
internal readonly record struct EvmCall(string To, byte[] Data);

/// <summary>
/// Many questions in one, answered as of one block by a contract that stands at the same address on most chains: aggregate3((address,bool,bytes)[]), which
/// gives (bool,bytes)[].
/// </summary>
internal static class Multicall
{
    public const string Address = "0xca11bde05977b3631167028862be2a173976ca11";

    private const string Aggregate = "82ad56cb";

    public static byte[] Ask(IReadOnlyList<EvmCall> calls)
    {
        List<byte> heads = [], tails = [];
        foreach (var call in calls)
        {
            heads.AddRange(Abi.Word((calls.Count * Abi.WordLength) + tails.Count));
            tails.AddRange(Abi.Word(Abi.Address(call.To)));
            tails.AddRange(Abi.Word(BigInteger.One)); // May fail on its own: one contract's refusal is not another's.
            tails.AddRange(Abi.Word(3 * Abi.WordLength));
            tails.AddRange(Abi.Word(call.Data.Length));
            tails.AddRange(call.Data);
            tails.AddRange(new byte[(Abi.WordLength - (call.Data.Length % Abi.WordLength)) % Abi.WordLength]);
        }

        return [.. Abi.Call(Aggregate, Abi.WordLength, calls.Count), .. heads, .. tails];
    }

    /// <summary>Each answer in the order of the questions; null where the contract refused.</summary>
    /// <exception cref="WireException">It is not an answer to so many questions.</exception>
    public static ImmutableArray<byte[]?> Read(byte[] answer, int count)
    {
        if (Abi.Small(answer, 0) != Abi.WordLength || Abi.Small(answer, 1) != count)
        {
            throw new WireException("result", "does not answer as many questions as were asked");
        }

        var rows = answer.AsSpan(2 * Abi.WordLength);
        var answers = ImmutableArray.CreateBuilder<byte[]?>(count);
        for (var i = 0; i < count; i++)
        {
            var row = From(rows, Abi.Small(rows, i));
            var bytes = From(row, Abi.Small(row, 1));
            var length = Abi.Small(bytes, 0);
            answers.Add(length > bytes.Length - Abi.WordLength ? throw new WireException("result", "is shorter than it says")
                : Abi.Number(row, 0).IsOne ? bytes.Slice(Abi.WordLength, length).ToArray()
                : null);
        }

        return answers.MoveToImmutable();
    }

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> data, int offset) =>
        offset <= data.Length ? data[offset..] : throw new WireException("result", "points beyond its end");
}
