namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>Which route does what. The README lists them with examples.</summary>
internal static class ControlRoutes
{
    private static readonly object Done = new { done = true };

    /// <returns>What to answer, for JSON.</returns>
    /// <exception cref="ControlException">There is no such route, or the order makes no sense.</exception>
    public static object Carry(SimulatedWorld world, ControlCall call) => call.Route switch
    {
        ["GET", "control", "health"] => new { status = "ok", time = world.Clock.GetUtcNow() },
        ["POST", "control", "save"] => Do(world.Save),

        ["GET", "control", "accounts"] => world.Accounts,
        ["POST", "control", "accounts"] => world.OpenAccount(call.Read<NewAccount>()),
        ["GET", "control", "accounts", var id] => world.State(id, call.At),
        [var method, "control", "accounts", var id, .. var rest] => Account(world, call, id, [method, .. rest]),
        ["GET", "control", "owners", var owner] => world.StateOwner(owner, call.At),

        ["GET", "control", "prices"] => world.Prices,
        ["POST", "control", "prices", "set"] => Do(call.Read<PriceOrder>(), order => world.SetPrice(order.Symbol, order.Price, order.Venue)),
        ["POST", "control", "prices", "multiply"] => Do(call.Read<FactorOrder>(), order => world.MultiplyPrice(order.Symbol, order.Factor, order.Venue)),
        ["POST", "control", "prices", "freeze"] => Do(world.FreezeMarkets),
        ["POST", "control", "prices", "resume"] => Do(world.ResumeMarkets),

        ["POST", "control", "delist"] => Do(call.Read<DelistOrder>(), order => world.Delist(order.Venue, order.Symbol, order.Futures)),

        ["GET", "control", "faults"] => world.Faults,
        ["POST", "control", "faults"] => world.Inject(call.Read<FaultOrder>()),
        ["DELETE", "control", "faults"] => Do(() => world.ClearFaults(call.VenueOrNone)),
        ["DELETE", "control", "faults", var id] => Do(() => world.ClearFault(id)),

        ["PUT", "control", "limits"] => Do(call.Read<LimitOrder>(), order => world.SetLimit(order.Venue, order.Name, order.Limit)),
        ["PUT", "control", "skew"] => Do(call.Read<SkewOrder>(), order => world.SetClockSkew(order.Venue, Seconds(order.Seconds))),
        ["POST", "control", "sockets", "disconnect"] => new { disconnected = world.DisconnectSockets(call.Venue) },
        ["POST", "control", "sockets", "shutdown"] => Do(() => world.AnnounceShutdown(call.Venue, call.Number("close_in") is { } seconds ? Seconds(seconds) : null)),
        ["GET", "control", "sockets"] => world.Sockets,
        ["DELETE", "control", "sockets", var socketId] => Do(() => world.DisconnectSocket(socketId, call.Number("status"))),
        ["GET", "control", "statistics"] => Enum.GetValues<SimulatedVenue>().Select(world.Statistics).ToList(),
        _ => throw new ControlException("unknown_route", $"There is no {call.Method} /{string.Join('/', call.Segments)}."),
    };

    private static object Account(SimulatedWorld world, ControlCall call, string id, string[] route) => route switch
    {
        ["POST", "listen-keys", "expire"] => Do(() => world.ExpireListenKeys(id)),
        ["POST", "streams", "terminate"] => Do(() => world.TerminateUserStreams(id)),
        ["POST", "revoke"] => world.RevokeKey(id),
        ["POST", "restore"] => world.RevokeKey(id, revoked: false),
        ["PUT", "permissions"] => world.SetPermissions(id, call.Read<PermissionsOrder>().Permissions),
        ["PUT", "ips"] => world.SetAllowedIps(id, call.Read<IpsOrder>().AllowedIps),
        ["PUT", "mode"] => world.SetMode(id, call.Read<ModeOrder>()),
        ["PUT", "leverage"] => Do(() => world.SetLeverage(id, call.Read<LeverageOrder>())),
        ["POST", "history"] => world.WriteHistory(id, call.Read<HistoryOrder>()),
        ["GET", "fills"] => Cut(world.FillsOf(id, call.Query("reachable") == "true"), call),
        ["GET", "ledger"] => Cut(world.LedgerOf(id), call),
        ["POST", "fills"] => world.Fill(id, call.Read<FillOrder>()),
        ["POST", "deposits"] => world.Deposit(id, call.Read<FundsOrder>()),
        ["POST", "withdrawals"] => world.Withdraw(id, call.Read<FundsOrder>()),
        ["POST", "deposits" or "withdrawals", var fundsId, "complete"] => world.SettleFunds(id, fundsId, succeeded: true),
        ["POST", "deposits" or "withdrawals", var fundsId, "fail"] => world.SettleFunds(id, fundsId, succeeded: false),
        ["POST", "transfers"] => Do(() => world.Transfer(id, call.Read<TransferOrder>())),
        ["POST", "earn", "subscribe"] => Do(() => world.SubscribeEarn(id, call.Read<EarnOrder>())),
        ["POST", "earn", "redeem"] => Do(() => world.RedeemEarn(id, call.Read<EarnOrder>())),
        ["POST", "earn", "reward"] => Do(() => world.RewardEarn(id, call.Read<EarnOrder>())),
        ["POST", "loans", "borrow"] => Do(() => world.Borrow(id, call.Read<LoanOrder>())),
        ["POST", "loans", "repay"] => Do(() => world.Repay(id, call.Read<LoanOrder>())),
        ["POST", "loans", "interest"] => Do(() => world.ChargeInterest(id, call.Read<InterestOrder>())),
        ["POST", "converts"] => Do(() => world.Convert(id, call.Read<ConvertOrder>())),
        ["POST", "dust"] => Do(() => world.SweepDust(id, call.Read<DustOrder>())),
        ["POST", "distributions"] => Do(() => world.Distribute(id, call.Read<DistributionOrder>())),
        ["POST", "fiat"] => Do(() => world.MoveFiat(id, call.Read<FiatOrder>())),
        ["POST", "funding"] => Do(() => world.PayFunding(id, call.Read<FundingOrder>())),
        _ => throw new ControlException("unknown_route", $"There is no {call.Method} /{string.Join('/', call.Segments)}."),
    };

    /// <summary>By offset and limit; everything without them.</summary>
    private static object Cut<T>(IReadOnlyList<T> rows, ControlCall call) =>
        new { total = rows.Count, rows = rows.Skip(call.Number("offset") ?? 0).Take(call.Number("limit") ?? int.MaxValue).ToList() };

    private static object Do(Action order)
    {
        order();
        return Done;
    }

    private static object Do<T>(T order, Action<T> carry)
    {
        carry(order);
        return Done;
    }

    private static TimeSpan Seconds(double seconds) => Math.Abs(seconds) <= 86_400d
        ? TimeSpan.FromSeconds(seconds)
        : throw new ControlException("bad_value", $"A clock is at most a day wrong here; {seconds} seconds is more.");

    private sealed record PriceOrder
    {
        public required string Symbol { get; init; }

        public required decimal Price { get; init; }

        public SimulatedVenue? Venue { get; init; }
    }

    private sealed record FactorOrder
    {
        public required string Symbol { get; init; }

        public required decimal Factor { get; init; }

        public SimulatedVenue? Venue { get; init; }
    }

    private sealed record LimitOrder
    {
        public required SimulatedVenue Venue { get; init; }

        public required string Name { get; init; }

        public required int? Limit { get; init; }
    }

    private sealed record SkewOrder
    {
        public required SimulatedVenue Venue { get; init; }

        public required double Seconds { get; init; }
    }

    private sealed record PermissionsOrder
    {
        public required IReadOnlyList<KeyPermission> Permissions { get; init; }
    }

    private sealed record IpsOrder
    {
        public required IReadOnlyList<string> AllowedIps { get; init; }
    }

    private sealed record DelistOrder
    {
        public required SimulatedVenue Venue { get; init; }

        public required string Symbol { get; init; }

        public bool Futures { get; init; }
    }
}
