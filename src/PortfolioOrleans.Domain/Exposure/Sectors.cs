using System.Collections.Frozen;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Exposure;

/// <summary>
/// Which part of the market an asset belongs to, by its code. The table covers what most portfolios hold; an unknown code is
/// <see cref="Unclassified"/>, never guessed.
/// </summary>
public static class Sectors
{
    public const string Fiat = "Fiat";
    public const string Stablecoin = "Stablecoin";
    public const string Unclassified = "Unclassified";

    /// <summary>Stablecoins that somebody redeems for a dollar each.</summary>
    private const string DollarCoins = "USDT USDC DAI TUSD USDP FDUSD BUSD GUSD PYUSD RLUSD USD1 USDG";

    private static readonly FrozenSet<string> OfADollar = DollarCoins.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByCode = Table(
        (Fiat, "USD EUR GBP JPY CHF AUD CAD CNY HKD SGD KRW TRY BRL RUB INR PLN CZK SEK NOK DKK ZAR MXN ARS NZD AED UAH NGN"),
        (Stablecoin, DollarCoins),
        (Stablecoin, "USDD USDE USDS EURI EURC EURT AEUR LUSD FRAX CRVUSD SUSD BFUSD XUSD"),
        ("Layer 1", "BTC ETH SOL ADA AVAX DOT ATOM NEAR APT SUI SEI TRX TON ALGO EGLD FTM S HBAR ICP KAS XTZ EOS A NEO QTUM ONE FLOW MINA CELO KAVA ZIL VET ROSE INJ TIA BERA WBTC WETH STETH WBETH BETH BNSOL"),
        ("Layer 2", "ARB OP MATIC POL STRK ZK MNT IMX METIS SKL LRC BLAST MANTA SCR TAIKO ZRO LINEA"),
        ("Payments", "XRP LTC BCH XLM DASH XNO BSV DGB"),
        ("Exchange", "BNB OKB CRO KCS GT HT LEO BGB MX FTT WBT"),
        ("DeFi", "UNI AAVE MKR SKY COMP CRV SNX LDO SUSHI 1INCH YFI BAL DYDX GMX CAKE PENDLE RUNE JUP RAY ENA EIGEN ETHFI HYPE CVX FXS JTO ORCA MORPHO ZRX KNC"),
        ("Oracle", "LINK PYTH BAND API3 TRB UMA"),
        ("Meme", "DOGE SHIB PEPE FLOKI BONK WIF 1000SATS ORDI BOME MEME TURBO NEIRO PNUT MOG BRETT POPCAT TRUMP PENGU FARTCOIN 1000CAT 1MBABYDOGE"),
        ("AI", "FET TAO RENDER RNDR WLD AGIX OCEAN ARKM VIRTUAL IO AKT NMR PHB GRASS AIXBT"),
        ("Gaming", "AXS SAND MANA GALA ENJ ILV APE PIXEL RON BEAM YGG MAGIC ALICE SLP PORTAL"),
        ("Infrastructure", "FIL AR STORJ SC GRT THETA HNT BTT ANKR LPT JASMY IOTA QNT AXL W ENS STX CKB"),
        ("Privacy", "XMR ZEC SCRT DCR ZEN"),
        ("Real world assets", "ONDO OM PAXG XAUT CFG POLYX TRU"));

    public static string Of(Asset asset) => ByCode.GetValueOrDefault(asset.Code.ToUpperInvariant(), Unclassified);

    public static bool IsStablecoin(Asset asset) => Of(asset) == Stablecoin;

    /// <summary>A coin that may be taken at one dollar where nothing says what it was worth; a euro's coin is none, nor is one that only a market holds at its price.</summary>
    public static bool IsDollarCoin(Asset asset) => OfADollar.Contains(asset.Code.ToUpperInvariant());

    /// <summary>Fiat or stablecoin: what is held to be spent, not for its price.</summary>
    public static bool IsCash(Asset asset) => Of(asset) is Fiat or Stablecoin;

    private static FrozenDictionary<string, string> Table(params ReadOnlySpan<(string Sector, string Codes)> rows)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (sector, codes) in rows)
        {
            foreach (var code in codes.Split(' '))
            {
                table.Add(code, sector);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
