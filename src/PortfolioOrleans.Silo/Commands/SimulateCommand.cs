using System.CommandLine;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio simulate`: the simulated venues alone, for any client that wants to talk to them.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var binance = new Option<int>("--binance-port") { Description = "0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var okx = new Option<int>("--okx-port") { Description = "0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var okxWeb3 = new Option<int>("--okx-web3-port") { Description = "0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var evm = new Option<int>("--evm-port") { Description = "0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var control = new Option<int>("--control-port") { Description = "0 lets the system choose.", DefaultValueFactory = _ => 0 };
        var seed = new Option<int>("--seed") { Description = "Decides prices, keys and ids.", DefaultValueFactory = _ => 1 };
        var frozen = new Option<bool>("--frozen") { Description = "Prices move only when the control API says so." };
        var state = new Option<string?>("--state") { Description = "A file to keep the venues in. Default: memory only." };
        var command = new Command("simulate", "Run the simulated venues alone, with the demo's accounts, and print their addresses and keys.")
        {
            binance, okx, okxWeb3, evm, control, seed, frozen, state, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var venues = await SimulatedVenues.StartAsync(
                new SimulatorOptions
                {
                    Seed = parsed.GetValue(seed),
                    StateFile = parsed.GetValue(state),
                    MarketsWalk = !parsed.GetValue(frozen),
                    BinancePort = parsed.GetValue(binance),
                    OkxPort = parsed.GetValue(okx),
                    ControlPort = parsed.GetValue(control),
                    ServesChains = true,
                    OkxWeb3Port = parsed.GetValue(okxWeb3),
                    EvmPort = parsed.GetValue(evm),
                },
                cancellationToken);
            var accounts = DemoWorld.Populate(venues.World);
            var chains = DemoChains.Settle(venues.World);
            var ethereum = new Uri(venues.EvmAddress!, "rpc/1");
            output.Answer(
                new
                {
                    Binance = venues.BinanceAddress,
                    Okx = venues.OkxAddress,
                    OkxWeb3 = venues.OkxWeb3Address,
                    Evm = ethereum,
                    Control = venues.ControlAddress,
                    Accounts = accounts,
                    Web3Project = chains.Project,
                    chains.Wallets,
                },
                $"binance  {venues.BinanceAddress}\nokx      {venues.OkxAddress}\nokx-web3 {venues.OkxWeb3Address}\nethereum {ethereum}\ncontrol  {venues.ControlAddress}\n\n"
                + Output.Table(
                    ["USER", "VENUE", "KEY", "SECRET", "PASSPHRASE"],
                    accounts.Select(account => new[] { account.User, $"{account.Venue}", account.Key, account.Secret, account.Passphrase })
                        .Append(["", $"{chains.Project.Venue}", chains.Project.Key, chains.Project.Secret, chains.Project.Passphrase]))
                + "\n\n" + Output.Table(
                    ["USER", "WALLET", "ADDRESS"], chains.Wallets.Select(wallet => new[] { wallet.Owner, wallet.Label, wallet.Address })));
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return PortfolioCommand.Done;
        }));
        return command;
    }
}
