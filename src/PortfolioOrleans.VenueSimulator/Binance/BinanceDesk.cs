using System.Collections.Frozen;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Binance: finds the endpoint, charges its weight, checks key and signature, answers.</summary>
internal sealed class BinanceDesk(VenueContext context) : VenueDesk(context)
{
    private static readonly FrozenDictionary<(string, string), BinanceEndpoint> Endpoints =
        BinanceSpotMarket.Endpoints
            .Concat(BinanceSpotAccount.Endpoints)
            .Concat(BinanceWallet.Endpoints)
            .Concat(BinanceWalletHistory.Endpoints)
            .Concat(BinanceEarn.Endpoints)
            .Concat(BinanceMarginAccount.Endpoints)
            .Concat(BinanceFuturesMarket.Endpoints)
            .Concat(BinanceFuturesAccount.Endpoints)
            .Concat(BinanceCoinMarket.Endpoints)
            .Concat(BinanceCoinAccount.Endpoints)
            .Concat(BinancePortfolioMargin.Endpoints)
            .Concat(BinanceListenKeys.Endpoints)
            .ToFrozenDictionary(endpoint => (endpoint.Method, endpoint.Path));

    public BinanceLimiter Limiter { get; } = new(context.Limits);

    protected override VenueResponse Respond(VenueRequest request)
    {
        if (!Endpoints.TryGetValue((request.Method, request.Path), out var endpoint))
        {
            var missing = new BinanceRefusal(-5000, $"Path {request.Path}, Method {request.Method} is invalid", 404).Response;
            Context.Traffic.Add("(unknown path)", missing.Status, 0);
            return missing;
        }

        var ticket = new Ticket();
        VenueResponse response;
        try
        {
            response = VenueResponse.Of(200, Answer(endpoint, request, ticket));
        }
        catch (BinanceRefusal refusal)
        {
            response = refusal.Response;
        }

        Context.Traffic.Add(request.Path, response.Status, ticket.Weight);
        return response.With(WeightHeader(endpoint.Budget), $"{Limiter.Used(Budget(endpoint), ticket.Who, Context.VenueTime)}");
    }

    protected override (SocketSession? Session, VenueResponse? Refusal) Open(VenueRequest request)
    {
        try
        {
            return (BinanceSockets.Open(Context, Limiter, request), null);
        }
        catch (BinanceRefusal refusal)
        {
            return (null, refusal.Response);
        }
    }

    protected override VenueResponse Failure(int status, DateTimeOffset retryAt) => status switch
    {
        429 => new BinanceRefusal(-1003, "Too many requests queued.", status).Response,
        418 => BinanceRefusal.Banned(retryAt, null).Response,
        502 or 504 => new VenueResponse(status, "text/html", Spoiler.Page(status == 502 ? "502 Bad Gateway" : "504 Gateway Time-out")),
        >= 500 => new BinanceRefusal(-1000, "An unknown error occurred while processing the request.", status).Response,
        403 => new VenueResponse(status, "text/html", Spoiler.Page("403 Forbidden")),
        _ => new BinanceRefusal(-1000, "An unknown error occurred while processing the request.", status).Response,
    };

    protected override VenueResponse Maintenance() => new BinanceRefusal(-1016, "This service is no longer available.", 503).Response;

    protected override VenueResponse Forbidden() => BinanceRefusal.KeyRejected().Response;

    protected override bool AnswersInMaintenance(VenueRequest request) => request.Path == BinanceWallet.StatusPath;

    protected override string? KeyOf(VenueRequest request) => request.Header("X-MBX-APIKEY");

    private object Answer(BinanceEndpoint endpoint, VenueRequest request, Ticket ticket)
    {
        var parameters = BinanceParameters.Parse(request.Query, request.Body);
        var call = new BinanceCall(Context, parameters, null);
        ticket.Weight = endpoint.Weight(call);
        ticket.Who = request.Ip;
        if (endpoint.Budget != "sapi_uid")
        {
            Limiter.Charge(Budget(endpoint), ticket.Who, request.Ip, ticket.Weight, Context.VenueTime);
        }

        var account = Authorize(endpoint, request, parameters);
        if (endpoint.Budget == "sapi_uid")
        {
            ticket.Who = $"{account!.Uid}";
            Limiter.Charge(Budget(endpoint), ticket.Who, request.Ip, ticket.Weight, Context.VenueTime);
        }

        if (account is not null)
        {
            RequireOpened(account, endpoint.Path);
        }

        var answer = endpoint.Answer(new BinanceCall(Context, parameters, account));
        if (endpoint.Strict)
        {
            parameters.RequireAllRead();
        }

        return answer;
    }

    private Account? Authorize(BinanceEndpoint endpoint, VenueRequest request, BinanceParameters parameters)
    {
        if (endpoint.Access == BinanceAccess.Public)
        {
            return null;
        }

        var account = BinanceSignature.RequireKey(Context, KeyOf(request), request.Ip);
        if (endpoint.Access == BinanceAccess.Signed)
        {
            BinanceSignature.RequireTimely(Context, parameters.Text("timestamp"), parameters.Text("recvWindow"));
            var (payload, signature) = BinanceSignature.Split(request);
            BinanceSignature.RequireSigned(account.Secret, payload, signature);
        }

        return account;
    }

    /// <summary>Wallets that the customer never opened have codes of their own.</summary>
    private static void RequireOpened(Account account, string path)
    {
        var (wallet, refusal) = path.Split('/') switch
        {
            ["", "fapi", ..] => (Wallet.Futures, new BinanceRefusal(-4109, "This account is inactive, please activate the account first")),
            ["", "dapi", ..] => (Wallet.CoinFutures, new BinanceRefusal(-4109, "This account is inactive, please activate the account first")),
            ["", "sapi", "v1", "margin", "isolated", ..] => (Wallet.IsolatedMargin, new BinanceRefusal(-11001, "Isolated margin account does not exist.")),
            ["", "sapi", "v1", "margin", ..] => (Wallet.Margin, new BinanceRefusal(-3003, "Margin account does not exist.")),
            _ => (Wallet.Spot, (BinanceRefusal?)null),
        };
        if (refusal is not null && account.Unopened.Contains(wallet))
        {
            throw refusal;
        }
    }

    private static string Budget(BinanceEndpoint endpoint) =>
        endpoint.Budget.StartsWith("sapi", StringComparison.Ordinal) ? $"{endpoint.Budget}:{endpoint.Path}" : endpoint.Budget;

    private static string WeightHeader(string budget) => budget switch
    {
        "sapi_ip" => "X-SAPI-USED-IP-WEIGHT-1M",
        "sapi_uid" => "X-SAPI-USED-UID-WEIGHT-1M",
        _ => "X-MBX-USED-WEIGHT-1M",
    };

    /// <summary>What a request was charged, filled in as far as it got.</summary>
    private sealed class Ticket
    {
        public int Weight { get; set; }

        public string Who { get; set; } = "";
    }
}
