using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Accounts;

public sealed class AccountReaderTests
{
    private static readonly ExchangeFault Down = new(FaultKind.Unreachable, "fake does not answer");

    private readonly FakeVenue _venue = new("fake", TimeProvider.System, new FakeWallet(WalletKind.Spot), new FakeWallet(WalletKind.Futures, HasPositions: true));
    private readonly FakeAccount _account;
    private readonly AccountReader _reader;
    private AccountState _state;

    public AccountReaderTests()
    {
        _state = AccountState.Opened(
            new Account("fake-1", "alice", "fake", "mine", "print", CanTrade: false, CanWithdraw: false, DateTimeOffset.UnixEpoch), _venue.Venue);
        _account = _venue.Account("key");
        _reader = new AccountReader(_venue, Keys.Of("key"), TimeProvider.System);
        _account[WalletKind.Spot, "USDT"] = 100m;
        _account[WalletKind.Futures, "USDT"] = 50m;
    }

    private async Task<AccountState> SyncAsync(SyncScope scope = SyncScope.Everything) =>
        _state = _state.After(await _reader.ReadAsync(_state, scope, CancellationToken.None));

    private decimal Total(string asset) =>
        _state.Wallets.SelectMany(wallet => wallet.Balances).Where(balance => balance.Asset == Asset.Parse(asset)).Sum(balance => balance.Total);

    [Fact]
    public async Task A_first_sync_reads_every_wallet()
    {
        await SyncAsync();

        Assert.Equal(150m, Total("USDT"));
        Assert.All(_state.Wallets, wallet => Assert.NotNull(wallet.AsOf));
        Assert.Equal(SyncStatus.Ok, _state.Sync.Status);
    }

    [Fact]
    public async Task What_did_not_change_is_read_once()
    {
        await SyncAsync();
        _venue.Requests.Clear();

        await SyncAsync(SyncScope.Balances);

        Assert.Equal(2, _venue.Requests["balances"]);
        Assert.False(_venue.Requests.ContainsKey("positions"));
    }

    [Fact]
    public async Task Money_moved_between_wallets_while_they_are_read_counts_once()
    {
        await SyncAsync();
        var moves = 0;
        _venue.BetweenAnswers = wallet =>
        {
            // Out of the wallet just read, into the one read next: seen in both.
            if (wallet == WalletKind.Spot && moves++ == 0)
            {
                _account.Transfer(WalletKind.Spot, WalletKind.Futures, "USDT", 40m);
            }
        };

        await SyncAsync();

        Assert.Equal(1, moves - 1);
        Assert.Equal(150m, Total("USDT"));
    }

    [Fact]
    public async Task A_changed_futures_wallet_brings_its_positions_along()
    {
        await SyncAsync();
        _venue.Requests.Clear();
        _account[WalletKind.Futures, "USDT"] = 60m;

        await SyncAsync(SyncScope.Balances);

        Assert.Equal(1, _venue.Requests["positions"]);
    }

    [Fact]
    public async Task Deposits_from_before_the_first_reading_are_in_the_opening_balance()
    {
        _account.Deposit(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);

        await SyncAsync();

        Assert.Empty(_state.NetDeposits);
    }

    [Fact]
    public async Task A_later_deposit_counts_once()
    {
        await SyncAsync();
        _account.Deposit(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);

        await SyncAsync();
        await SyncAsync();

        Assert.Equal(new Money(30m, Asset.Usdt), Assert.Single(_state.NetDeposits));
        Assert.Equal(180m, Total("USDT"));
    }

    [Fact]
    public async Task A_deposit_that_lands_between_the_balances_and_the_flows_is_taken_with_its_balance()
    {
        await SyncAsync();
        var landed = false;
        _venue.BetweenAnswers = wallet =>
        {
            if (wallet == WalletKind.Futures && !landed)
            {
                landed = true; // After the balances were read, before the flows are.
                _account.Deposit(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);
            }
        };

        await SyncAsync();

        Assert.Equal(180m, Total("USDT"));
        Assert.Equal(30m, Assert.Single(_state.NetDeposits).Amount);
    }

    [Fact]
    public async Task A_transfer_that_was_told_of_needs_no_look_at_flows_and_a_deposit_does()
    {
        const SyncScope told = SyncScope.Everything | SyncScope.Told;
        await SyncAsync();
        _venue.Requests.Clear();

        _account.Transfer(WalletKind.Spot, WalletKind.Futures, "USDT", 40m);
        await SyncAsync(told);
        var looks = _venue.Requests.GetValueOrDefault("flows");
        _account.Deposit(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);
        await SyncAsync(told);

        Assert.Equal(0, looks);
        Assert.Equal((180m, 30m), (Total("USDT"), Assert.Single(_state.NetDeposits).Amount));
    }

    [Fact]
    public async Task The_first_reading_looks_at_flows_whatever_gave_reason_to_it()
    {
        await SyncAsync(SyncScope.Everything | SyncScope.Told);

        Assert.True(_state.FlowsBegun);
    }

    [Fact]
    public async Task A_withdrawal_is_a_negative_deposit()
    {
        await SyncAsync();
        _account.Withdraw(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);

        await SyncAsync();

        Assert.Equal(-30m, Assert.Single(_state.NetDeposits).Amount);
    }

    [Fact]
    public async Task Without_its_flows_a_balance_is_not_taken()
    {
        await SyncAsync();
        _account.Deposit(WalletKind.Spot, "USDT", 30m, DateTimeOffset.MaxValue);
        _account.FlowsFault = Down;

        await SyncAsync();

        Assert.Equal(150m, Total("USDT"));
        Assert.All(_state.Wallets, wallet => Assert.Equal(Down.Detail, wallet.Fault));
    }

    [Fact]
    public async Task A_failing_wallet_keeps_its_numbers_and_the_others_go_on()
    {
        await SyncAsync();
        _account.WalletFaults[WalletKind.Futures] = Down;
        _account[WalletKind.Spot, "USDT"] = 110m;

        await SyncAsync();

        Assert.Equal(160m, Total("USDT"));
        Assert.Equal(SyncStatus.Partial, _state.Sync.Status);
        Assert.Null(_state.Wallets[0].Fault);
        Assert.Equal(Down.Detail, _state.Wallets[1].Fault);
    }

    [Fact]
    public async Task A_wallet_that_the_account_does_not_have_is_empty_and_no_fault()
    {
        _account.WalletFaults[WalletKind.Futures] = new ExchangeFault(FaultKind.NotAvailable, "-4109 inactive");

        await SyncAsync();

        Assert.Equal(SyncStatus.Ok, _state.Sync.Status);
        Assert.Null(_state.Wallets[1].Fault);
        Assert.NotNull(_state.Wallets[1].AsOf);
    }

    [Fact]
    public async Task A_full_budget_is_no_fault_and_changes_nothing()
    {
        await SyncAsync();
        _venue.Fault = new ExchangeFault(FaultKind.Deferred, "no room", TimeSpan.FromSeconds(3));

        await SyncAsync();

        Assert.All(_state.Wallets, wallet => Assert.Null(wallet.Fault));
        Assert.Equal(SyncStatus.Ok, _state.Sync.Status);
        Assert.Equal(0, _state.Sync.Failures);
    }

    [Fact]
    public async Task Refused_credentials_are_told_apart_from_outages()
    {
        _account.Fault = new ExchangeFault(FaultKind.CredentialsRejected, "-2015 key revoked");

        await SyncAsync();

        Assert.Equal((SyncStatus.Refused, "-2015 key revoked"), (_state.Sync.Status, _state.Sync.Error));
    }

    [Fact]
    public async Task Failures_count_up_until_a_success()
    {
        _venue.Fault = Down;
        await SyncAsync();
        await SyncAsync();
        var failing = _state.Sync;
        _venue.Fault = null;

        await SyncAsync();

        Assert.Equal((SyncStatus.Failing, 2), (failing.Status, failing.Failures));
        Assert.Equal((SyncStatus.Ok, 0), (_state.Sync.Status, _state.Sync.Failures));
    }
}
