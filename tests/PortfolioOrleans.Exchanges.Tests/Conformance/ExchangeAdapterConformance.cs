using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>What every adapter promises, whatever its venue.</summary>
public abstract class ExchangeAdapterConformance
{
    private readonly VenueBench _bench;

    private protected ExchangeAdapterConformance(VenueBench bench) => _bench = bench;

    private IExchangeAdapter Adapter => _bench.Adapter;

    private IEnumerable<WalletDescription> Opened => Adapter.Venue.Wallets.Where(wallet => !_bench.Unopened.Contains(wallet.Wallet));

    private ExchangeCredentials Credentials => _bench.Credentials;

    [Fact]
    public void The_venue_is_described()
    {
        var venue = Adapter.Venue;

        Assert.Matches("^[a-z0-9-]+$", venue.Id);
        Assert.NotEmpty(venue.Name);
        Assert.NotEmpty(venue.Wallets);
        Assert.Equal(venue.Wallets.Length, venue.Wallets.Select(wallet => wallet.Wallet).Distinct().Count());
        Assert.All(venue.Credentials, field => Assert.NotEmpty(field.Help));
        Assert.Equal(_bench.Owned.Keys.Order(), venue.Wallets.Select(wallet => wallet.Wallet).Order());
    }

    [Fact]
    public void A_good_key_may_read() => Assert.True(_bench.Ask(() => Adapter.GetKeyRightsAsync(Credentials, CancellationToken.None)).Value().CanRead);

    [Fact]
    public void Each_wallet_holds_what_it_holds()
    {
        foreach (var (wallet, owned) in _bench.Owned.Where(each => !_bench.Unopened.Contains(each.Key)))
        {
            var balances = Balances(wallet).Value();

            Assert.Equal(
                owned.OrderBy(money => money.Asset).Select(money => (money.Asset, money.Amount)),
                balances.OrderBy(balance => balance.Asset).Select(balance => (balance.Asset, balance.Total)));
            Assert.DoesNotContain(balances, balance => balance.IsZero);
        }
    }

    [Fact]
    public void A_wallet_the_account_does_not_have_is_told_from_one_that_cannot_be_read()
    {
        foreach (var wallet in _bench.Unopened.Intersect(Adapter.Venue.Wallets.Select(wallet => wallet.Wallet)))
        {
            Assert.Equal(FaultKind.NotAvailable, Balances(wallet).Fault().Kind);
        }
    }

    [Fact]
    public void Positions_are_where_they_are_said_to_be()
    {
        var positions = Opened
            .Where(wallet => wallet.HasPositions)
            .SelectMany(wallet => _bench.Ask(() => Adapter.GetPositionsAsync(Credentials, wallet.Wallet, CancellationToken.None)).Value())
            .ToList();

        Assert.Equal(_bench.Positions.Order(), positions.Select(position => (position.Instrument, position.Side, position.Contracts)).Order());
        Assert.All(positions, position =>
        {
            Assert.True(position.Terms.Size > 0m);
            Assert.NotNull(position.Leverage);
            Assert.NotNull(position.MarginMode);
            Assert.NotNull(position.EntryPrice);
        });
    }

    [Fact]
    public void A_wallet_that_is_not_there_is_a_mistake_of_the_callers()
    {
        var wallets = Adapter.Venue.Wallets.ToDictionary(wallet => wallet.Wallet, wallet => wallet.HasPositions);

        foreach (var wallet in Enum.GetValues<WalletKind>())
        {
            if (!wallets.ContainsKey(wallet))
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => Balances(wallet));
            }

            if (!wallets.GetValueOrDefault(wallet))
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => _bench.Ask(() => Adapter.GetPositionsAsync(Credentials, wallet, CancellationToken.None)));
            }
        }
    }

    [Fact]
    public void Flows_are_complete_oldest_first_and_the_same_each_time()
    {
        var since = _bench.Clock.GetUtcNow().AddDays(-30);
        var flows = Flows(since).Value();
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = Flows(since).Value();

        Assert.Equal(_bench.Flows, flows.Select(flow => flow.Change));
        Assert.Equal(flows.OrderBy(flow => flow.At), flows);
        Assert.Equal(flows.Length, flows.Select(flow => flow.Id).Distinct().Count());
        Assert.Equal(flows.AsEnumerable(), again);
    }

    [Fact]
    public void Flows_requested_before_are_left_out() => Assert.Empty(Flows(_bench.Clock.GetUtcNow().AddSeconds(1)).Value());

    [Fact]
    public void Where_nothing_ever_was_everything_is_empty_and_nothing_fails()
    {
        var nobody = _bench.Empty;

        foreach (var wallet in Opened)
        {
            Assert.Empty(_bench.Ask(() => Adapter.GetBalancesAsync(nobody, wallet.Wallet, CancellationToken.None)).Value());
            if (wallet.HasPositions)
            {
                Assert.Empty(_bench.Ask(() => Adapter.GetPositionsAsync(nobody, wallet.Wallet, CancellationToken.None)).Value());
            }
        }

        Assert.Empty(_bench.Ask(() => Adapter.GetFlowsAsync(nobody, _bench.Clock.GetUtcNow().AddDays(-30), CancellationToken.None)).Value());
        Assert.All(Adapter.Venue.Histories, history => Assert.Empty(Walk(nobody, history.Id)));
    }

    [Fact]
    public void Histories_are_read_to_their_ends_and_tell_each_thing_once()
    {
        var told = Adapter.Venue.Histories.SelectMany(history =>
        {
            var first = Walk(Credentials, history.Id, out var end);
            _bench.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Empty(Walk(Credentials, history.Id, out _, end).Select(one => one.Id).Except(first.Select(one => one.Id)));
            return first;
        }).ToList();

        Assert.Equal(told.Count, told.DistinctBy(one => one.Id).Count());
        Assert.All(told, one => Assert.True(one.At > DateTimeOffset.UnixEpoch && one.At <= _bench.Clock.GetUtcNow()));
        if (Adapter.Venue.Histories.IsEmpty)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => { _bench.Ask(() => Adapter.GetTransactionsAsync(Credentials, new HistoryQuery("fills", null, []), CancellationToken.None)); });
        }
        else
        {
            Assert.Equal(_bench.Flows.Length, told.Count(one => one.Kind is TransactionKind.Deposit or TransactionKind.Withdrawal));
        }
    }

    [Fact]
    public void A_page_that_failed_is_asked_for_again_with_the_cursor_one_has()
    {
        foreach (var history in Adapter.Venue.Histories)
        {
            var undisturbed = Walk(Credentials, history.Id).Select(one => one.Id).ToHashSet();
            var (told, cursor, pages) = (new HashSet<string>(), (string?)null, 0);
            for (var isEnd = false; !isEnd;)
            {
                if (pages++ % 5 == 0)
                {
                    _bench.Break(Trouble.ServerError);
                    var broken = AskPage(Credentials, history.Id, cursor);
                    _bench.Mend();
                    if (undisturbed.Count > 0 || broken is ExchangeReply<HistoryPage>.Failure)
                    {
                        Assert.Equal(FaultKind.Unreachable, broken.Fault().Kind);
                    }
                    else
                    {
                        Assert.Empty(broken.Value().Transactions); // What an account of this kind cannot have needs no asking.
                    }

                    _bench.Clock.Advance(TimeSpan.FromMinutes(2));
                }

                var page = AskPage(Credentials, history.Id, cursor).Value();
                var again = AskPage(Credentials, history.Id, cursor).Value(); // As after a crash between the rows and the cursor.
                Assert.Equal(page.Transactions.Select(one => one.Id), again.Transactions.Select(one => one.Id));
                told.UnionWith(page.Transactions.Select(one => one.Id));
                (cursor, isEnd) = (page.Cursor, page.IsEnd);
                Assert.True(pages < 5_000, $"{history.Id} does not come to an end.");
            }

            Assert.Equal(undisturbed.Order(), told.Order());
        }
    }

    [Fact]
    public void Everything_held_has_a_price_in_dollars_and_every_position_a_mark()
    {
        var reading = _bench.Ask(() => Adapter.GetPricesAsync(CancellationToken.None)).Value();

        var book = PriceBook.Empty.With(reading.Prices);
        Assert.All(_bench.Owned.SelectMany(wallet => wallet.Value), money => Assert.NotNull(book.Convert(money.Asset, Asset.Usd)));
        Assert.All(_bench.Positions, position => Assert.True(reading.Marks[position.Instrument] > 0m));
        Assert.Null(reading.Gap);
    }

    [Fact]
    public void Prices_are_as_of_now_however_old_the_list_of_instruments_is()
    {
        _bench.Ask(() => Adapter.GetPricesAsync(CancellationToken.None)).Answer();
        _bench.Clock.Advance(TimeSpan.FromMinutes(20));

        var reading = _bench.Ask(() => Adapter.GetPricesAsync(CancellationToken.None)).Answer();

        Assert.Equal(_bench.Clock.GetUtcNow(), reading.AsOf);
        Assert.All(reading.Value.Prices, price => Assert.True(reading.AsOf - price.AsOf < TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Instruments_are_described()
    {
        var instruments = _bench.Ask(() => Adapter.GetInstrumentsAsync(CancellationToken.None)).Value();

        Assert.NotEmpty(instruments);
        Assert.Equal(instruments.Length, instruments.Select(one => (one.Id, one.Kind == InstrumentKind.Spot)).Distinct().Count());
        Assert.All(instruments, one => Assert.Equal(one.Kind == InstrumentKind.Spot, one.Terms is null));
        Assert.All(_bench.Positions, position => Assert.Contains(instruments, one => one.Id == position.Instrument && one.Terms is not null));
    }

    [Fact]
    public void Readings_carry_the_venues_time()
    {
        _bench.SetClock(TimeSpan.FromSeconds(90));

        var before = _bench.Clock.GetUtcNow();
        var asOf = Balances(Adapter.Venue.Wallets[0].Wallet).Answer().AsOf;

        Assert.InRange(asOf, before.AddSeconds(89), _bench.Clock.GetUtcNow().AddSeconds(91));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-20)]
    [InlineData(20)]
    [InlineData(3600)]
    public void A_clock_that_jumps_is_followed(int seconds)
    {
        Assert.All(Questions(), ask => Assert.Null(ask()));

        _bench.SetClock(TimeSpan.FromSeconds(seconds));

        Assert.All(Questions(), ask => Assert.Null(ask()));
    }

    [Theory]
    [InlineData(Trouble.ServerError, FaultKind.Unreachable)]
    [InlineData(Trouble.Maintenance, FaultKind.Maintenance, FaultKind.Unreachable)]
    [InlineData(Trouble.ConnectionCut, FaultKind.Unreachable)]
    [InlineData(Trouble.NoAnswer, FaultKind.Unreachable)]
    [InlineData(Trouble.WebPage, FaultKind.Unreadable)]
    [InlineData(Trouble.EmptyBody, FaultKind.Unreadable)]
    [InlineData(Trouble.TruncatedBody, FaultKind.Unreadable)]
    [InlineData(Trouble.WrongTypes, FaultKind.Unreadable)]
    [InlineData(Trouble.HugeNumbers, FaultKind.Unreadable)]
    [InlineData(Trouble.NotNumbers, FaultKind.Unreadable)]
    [InlineData(Trouble.RateLimited, FaultKind.RateLimited)]
    [InlineData(Trouble.Banned, FaultKind.Banned)]
    [InlineData(Trouble.RevokedKey, FaultKind.CredentialsRejected)]
    public void Every_trouble_is_a_value_that_says_what_to_do_and_passes(Trouble trouble, params FaultKind[] kinds)
    {
        foreach (var ask in trouble switch
        {
            Trouble.RevokedKey => Questions(isPublic: false),
            Trouble.HugeNumbers or Trouble.NotNumbers => Questions(isKeyed: false), // A key's rights hold no numbers.
            _ => Questions(),
        })
        {
            ask(); // Lists and clocks are known by now: the trouble meets the question itself.
            _bench.Break(trouble);

            var fault = ask();
            _bench.Mend();
            _bench.Clock.Advance(TimeSpan.FromMinutes(10));
            var mended = ask();

            Assert.NotNull(fault);
            Assert.Contains(fault.Kind, kinds);
            Assert.NotEmpty(fault.Detail);
            Assert.All(_bench.Secrets, secret => Assert.DoesNotContain(secret, $"{fault}", StringComparison.OrdinalIgnoreCase));
            Assert.Null(mended);
        }
    }

    [Fact]
    public void A_missing_permission_is_no_wrong_key_and_passes()
    {
        foreach (var ask in Questions(isKeyed: false, isPublic: false))
        {
            ask();
            _bench.Break(Trouble.NoPermission);

            var fault = ask();
            _bench.Mend();
            _bench.Clock.Advance(TimeSpan.FromMinutes(10));

            Assert.Equal(_bench.HasKey ? FaultKind.PermissionMissing : null, fault?.Kind);
            Assert.All(_bench.Secrets, secret => Assert.DoesNotContain(secret, $"{fault}", StringComparison.OrdinalIgnoreCase));
            Assert.Null(ask());
        }
    }

    [Fact]
    public void A_venue_that_never_answered_before_is_no_different()
    {
        _bench.Break(Trouble.ConnectionCut);
        var faults = Questions().Select(ask =>
        {
            _bench.Clock.Advance(TimeSpan.FromMinutes(10));
            return ask();
        }).ToList();

        _bench.Mend();
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.All(faults, fault => Assert.Contains(fault?.Kind, new FaultKind?[] { FaultKind.Unreachable, FaultKind.BreakerOpen }));
        Assert.All(Questions(), ask => Assert.Null(ask()));
    }

    [Fact]
    public void A_cancelled_caller_is_told_so()
    {
        Assert.All(Calls(new CancellationToken(canceled: true)), call => Assert.ThrowsAny<OperationCanceledException>(() => _bench.Clock.Finish(Wait(call))));
    }

    /// <summary>And the next one is answered: who was cancelled has left the gate.</summary>
    [Fact]
    public void A_caller_who_is_cancelled_while_waiting_is_told_so_at_once()
    {
        Assert.All(Questions(), ask => Assert.Null(ask()));
        for (var which = 0; which < Calls(CancellationToken.None).Length; which++)
        {
            using var impatient = new CancellationTokenSource();
            _bench.Clock.Advance(TimeSpan.FromMinutes(10));
            _bench.Break(Trouble.NoAnswer);
            var waiting = Calls(impatient.Token)[which]();
            Assert.False(waiting.IsCompleted, $"call {which} asked nobody");

            impatient.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => _bench.Clock.Finish(Wait(() => waiting)));
            _bench.Mend();
        }

        Assert.All(Questions(), ask => Assert.Null(ask()));
    }

    /// <summary>One call of each kind; each goes to the venue.</summary>
    private Func<Task>[] Calls(CancellationToken cancellationToken)
    {
        var wallet = Opened.First().Wallet;
        var since = _bench.Clock.GetUtcNow().AddDays(-30);
        var positions = Opened.FirstOrDefault(each => each.HasPositions);
        return
        [
            () => Adapter.GetBalancesAsync(Credentials, wallet, cancellationToken),
            () => Adapter.GetFlowsAsync(Credentials, since, cancellationToken),
            () => Adapter.GetPricesAsync(cancellationToken),
            .. positions is null ? [] : (Func<Task>[])[() => Adapter.GetPositionsAsync(Credentials, positions.Wallet, cancellationToken)],
            .. Adapter.Venue.Histories.Select(history => (Func<Task>)(() =>
                Adapter.GetTransactionsAsync(Credentials, new HistoryQuery(history.Id, null, [Asset.Btc]), cancellationToken))),
        ];
    }

    private static Func<Task<bool>> Wait(Func<Task> call) => async () =>
    {
        await call();
        return true;
    };

    private List<Transaction> Walk(ExchangeCredentials credentials, string history) => Walk(credentials, history, out _);

    /// <summary>Page after page until the end; what two pages both tell counts once.</summary>
    private List<Transaction> Walk(ExchangeCredentials credentials, string history, out string end, string? cursor = null)
    {
        var all = new List<Transaction>();
        for (var pages = 0; ; pages++)
        {
            var page = AskPage(credentials, history, cursor).Value();
            Assert.Equal(page.Transactions.Length, page.Transactions.DistinctBy(one => one.Id).Count());
            all.AddRange(page.Transactions);
            cursor = page.Cursor;
            if (page.IsEnd)
            {
                end = cursor;
                return [.. all.DistinctBy(one => one.Id)];
            }

            Assert.True(pages < 5_000, $"{history} does not come to an end.");
        }
    }

    /// <summary>As a patient caller asks: again when the budget has room.</summary>
    private ExchangeReply<HistoryPage> AskPage(ExchangeCredentials credentials, string history, string? cursor)
    {
        while (true)
        {
            var reply = _bench.Ask(() => Adapter.GetTransactionsAsync(
                credentials, new HistoryQuery(history, cursor, [Asset.Btc, Asset.Usdt, Asset.Parse("ETH")]), CancellationToken.None));
            if (reply is not ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.Deferred, RetryAfter: { } wait } })
            {
                return reply;
            }

            _bench.Clock.Advance(wait);
        }
    }

    /// <summary>Everything an adapter can be asked; each answers the fault, or null.</summary>
    private IEnumerable<Func<ExchangeFault?>> Questions(bool isKeyed = true, bool isPublic = true)
    {
        if (isKeyed)
        {
            yield return () => FaultOf(_bench.Ask(() => Adapter.GetKeyRightsAsync(Credentials, CancellationToken.None)));
        }

        foreach (var wallet in Opened)
        {
            yield return () => FaultOf(Balances(wallet.Wallet));
            if (wallet.HasPositions)
            {
                yield return () => FaultOf(_bench.Ask(() => Adapter.GetPositionsAsync(Credentials, wallet.Wallet, CancellationToken.None)));
            }
        }

        yield return () => FaultOf(Flows(_bench.Clock.GetUtcNow().AddDays(-30)));
        if (isPublic)
        {
            yield return () => FaultOf(_bench.Ask(() => Adapter.GetPricesAsync(CancellationToken.None)));
        }

        static ExchangeFault? FaultOf<T>(ExchangeReply<T> reply) => (reply as ExchangeReply<T>.Failure)?.Fault;
    }

    private ExchangeReply<ImmutableArray<AssetBalance>> Balances(WalletKind wallet) =>
        _bench.Ask(() => Adapter.GetBalancesAsync(Credentials, wallet, CancellationToken.None));

    private ExchangeReply<ImmutableArray<ExternalFlow>> Flows(DateTimeOffset since) =>
        _bench.Ask(() => Adapter.GetFlowsAsync(Credentials, since, CancellationToken.None));
}
