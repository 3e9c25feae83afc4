using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio token create|revoke|list`.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "The tokens that the API is asked with.") { Make(), Revoke(), List() };

    private static Command Make()
    {
        var user = new Argument<string>("user") { Description = "Whose it is." };
        var scopes = new Option<string[]>("--scope")
        {
            Description = $"What it may do; several allowed. One of {string.Join(", ", Scopes.All)}. Default: {Scopes.Read}",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Scopes.Read],
        };
        scopes.AcceptOnlyFromAmong([.. Scopes.All]);
        var label = new Option<string>("--label") { Description = "What it is for.", DefaultValueFactory = _ => "command line" };
        var days = new Option<int?>("--expires-in-days") { Description = "Default: never." };
        var command = new Command("create", "Make a token and print it; it is shown this once.")
        {
            user, scopes, label, days, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var expires = parsed.GetValue(days) switch
            {
                null => (DateTimeOffset?)null,
                > 0 and < 36_525 and var count => now.AddDays(count),
                var count => throw new UsageException($"--expires-in-days is {count}; it must be 1 to 36524."),
            };
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var made = NewApiToken.Create(
                parsed.GetRequiredValue(user), parsed.GetRequiredValue(label), [.. parsed.GetRequiredValue(scopes).Distinct().Order()], now, expires);
            await tools.Get<ITokenStore>().AddAsync(made.Token, made.Hash, cancellationToken);
            output.Answer(new { made.Token.Id, made.Token.UserId, made.Token.Scopes, made.Token.ExpiresAt, Token = made.Text }, made.Text);
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As `portfolio token list` shows it, not the token itself." };
        var command = new Command("revoke", "End a token.") { id, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            if (!await tools.Get<ITokenStore>().RevokeAsync(parsed.GetRequiredValue(id), TimeProvider.System.GetUtcNow(), cancellationToken))
            {
                output.Fail("There is no such token, or it was revoked before. `portfolio token list` shows them.");
                return PortfolioCommand.Failed;
            }

            output.Answer(new { Id = parsed.GetRequiredValue(id), Revoked = true }, "Revoked. A running service follows within seconds.");
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var user = new Option<string?>("--user") { Description = "Only this user's." };
        var command = new Command("list", "List the tokens, newest first; never their text.")
        {
            user, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var tokens = await tools.Get<ITokenStore>().ListAsync(parsed.GetValue(user), cancellationToken);
            output.Answer(tokens, Output.Table(
                ["ID", "USER", "LABEL", "SCOPES", "SINCE", "UNTIL"],
                tokens.Select(token => new[] { token.Id, token.UserId, token.Label, Join(token.Scopes), $"{token.CreatedAt:u}", Until(token) })));
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static string Join(ImmutableArray<string> scopes) => string.Join(" ", scopes);

    private static string Until(ApiToken token) => token switch
    {
        { RevokedAt: { } revoked } => $"revoked {revoked:u}",
        { ExpiresAt: { } expires } => expires.ToString("u", CultureInfo.InvariantCulture),
        _ => "-",
    };
}
