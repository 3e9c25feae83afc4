using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>Every history OKX keeps of an account, in the order they are read: what is quick and tells most comes first.</summary>
internal sealed class OkxHistories
{
    private static readonly TimeSpan ThreeMonths = TimeSpan.FromDays(90);

    /// <summary>Lists are late by seconds to minutes, the archives more so.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private readonly ImmutableArray<IOkxHistory> _all;
    private readonly FrozenDictionary<string, IOkxHistory> _byId;

    public OkxHistories(VenueClient client, OkxEndpoints endpoints, OkxInstrumentLists instruments, TimeProvider clock)
    {
        _all =
        [
            new OkxHistory<OkxDepositRow>(
                client, clock, new("deposits", "Deposits", null), OkxPaging.ByTime, Overlap,
                [new(endpoints.Deposits, OkxTransfers.ReadDeposits)],
                row => new(row.Id, row.At, OkxTransferRows.IsOpen(row)),
                (row, _) => OkxTransferRows.ToTransactions(row)),
            new OkxHistory<OkxWithdrawalRow>(
                client, clock, new("withdrawals", "Withdrawals", null), OkxPaging.ByTime, Overlap,
                [new(endpoints.Withdrawals, OkxTransfers.ReadWithdrawals)],
                row => new(row.Id, row.At, OkxTransferRows.IsOpen(row)),
                (row, _) => OkxTransferRows.ToTransactions(row)),
            new OkxHistory<OkxFillRow>(
                client, clock, new("fills", "Fills", ThreeMonths), OkxPaging.ById, Overlap,
                [
                    new(endpoints.Fills, OkxFills.ReadRows, Recent: TimeSpan.FromDays(3)),
                    .. ImmutableArray.Create("SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION").Select(type =>
                        new OkxList<OkxFillRow>(endpoints.FillsArchive, OkxFills.ReadRows, ("instType", type))),
                ],
                row => new(row.BillId ?? row.Id, row.ListedAt),
                (row, known) => OkxFills.ToTransactions(row, known.Instruments.GetValueOrDefault(row.Instrument)),
                instruments,
                row => (row.Instrument, row.InstrumentType)),
            new OkxHistory<OkxBillRow>(
                client, clock, new("bills", "Funding fees, interest, liquidations, transfers", ThreeMonths), OkxPaging.ById, Overlap,
                [new(endpoints.Bills, OkxBills.ReadRows, Recent: TimeSpan.FromDays(7)), new(endpoints.BillsArchive, OkxBills.ReadRows)],
                row => new(row.Id, row.At),
                (row, known) => OkxBills.ToTransactions(row, known.First)),
            new OkxHistory<OkxFundingBillRow>(
                client, clock, new("funding-bills", "Funding account", null), OkxPaging.ByTime, Overlap,
                [
                    new(endpoints.FundingBills, OkxFundingBills.ReadRows, Recent: TimeSpan.FromDays(28)),
                    new(endpoints.FundingBillsArchive, OkxFundingBills.ReadRows),
                ],
                row => new(row.Id, row.At),
                (row, _) => OkxFundingBills.ToTransactions(row)),
            new OkxHistory<OkxConvertRow>(
                client, clock, new("converts", "Conversions", null), OkxPaging.ByTime, Overlap,
                [new(endpoints.Converts, OkxConverts.ReadConverts), new(endpoints.EasyConverts, OkxConverts.ReadEasyConverts)],
                row => new(row.Id, row.At, row.IsOpen),
                (row, _) => OkxConverts.ToTransactions(row)),
            new OkxHistory<OkxLendingRow>(
                client, clock, new("savings", "Earnings of simple earn", TimeSpan.FromDays(30)), OkxPaging.ByTime, Overlap,
                [new(endpoints.Lending, OkxSavings.ReadLending)],
                row => new("", row.At),
                (row, _) => OkxSavings.ToTransactions(row)),
        ];
        _byId = _all.ToFrozenDictionary(history => history.Description.Id, StringComparer.Ordinal);
    }

    public ImmutableArray<HistoryDescription> Descriptions => [.. _all.Select(history => history.Description)];

    /// <exception cref="ArgumentOutOfRangeException">OKX keeps no such history.</exception>
    public Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken) =>
        _byId.TryGetValue(query.History, out var history)
            ? history.ReadAsync(credentials, query.Cursor, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(query), query.History, "OKX keeps no such history.");
}
