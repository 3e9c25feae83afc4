using System.CommandLine;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>Runs a command and turns what can go wrong into one sentence that says what to do, and an exit code.</summary>
internal static class Failures
{
    public static async Task<int> GuardAsync(ParseResult parsed, Func<Output, Task<int>> command)
    {
        var output = Output.For(parsed);
        try
        {
            return await command(output);
        }
        catch (OperationCanceledException)
        {
            return PortfolioCommand.Failed;
        }
        catch (Exception failure) when (Sentence(failure) is { } sentence)
        {
            output.Fail(sentence);
            return failure is UsageException ? PortfolioCommand.WrongUsage : PortfolioCommand.Failed;
        }
    }

    /// <summary>Null for a defect of ours, whose stack trace is what is wanted.</summary>
    private static string? Sentence(Exception failure) => failure switch
    {
        UsageException or StorageUnavailableException or AlreadyExistsException or PrivateServerException or DatabaseSetupException
            or DatabaseTooNewException or MasterKeyException or CredentialsUnreadableException => failure.Message,
        UnknownVenueException or InvalidAccountException or CredentialsRefusedException or KeyTooPowerfulException or AccountTakenException
            or AccountNotFoundException or VenueUnavailableException or RecordsUnavailableException or RecordUnreadableException or RowUnreadableException => failure.Message,
        KeyNotFoundException => failure.Message,
        InvalidDataException { InnerException: not null } => $"{failure.Message} {failure.GetBaseException().Message}",
        InvalidDataException => failure.Message,
        IOException { InnerException: AddressInUseException } => $"{failure.Message} Stop what is listening there, or choose another address with --urls.",
        IOException or UnauthorizedAccessException or SocketException => failure.Message,
        _ => WrongSettings.Sentence(failure),
    };
}

/// <summary>The command was called in a way that cannot work; the message says how it can.</summary>
internal sealed class UsageException(string message) : Exception(message);
