using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>A line that somebody gives.</summary>
/// <param name="Account">An account of the user's; null for the one of what is written down by hand.</param>
/// <param name="Transaction">With the id that it shall have in its account; of a void line when, without legs.</param>
/// <param name="Corrects">The id of the line in the same account that it replaces; null for a line of its own.</param>
/// <param name="IsVoid">It says that the line it corrects did not happen.</param>
/// <param name="IsNamedByContent">
/// Its id was made of what it says, since its source gives none: a line of the account that says the same is taken for it.
/// </param>
[GenerateSerializer, Immutable, Alias("ledger.given-line")]
public sealed record GivenLine(
    [property: Id(0)] string? Account,
    [property: Id(1)] Transaction Transaction,
    [property: Id(2)] string? Corrects = null,
    [property: Id(3)] string? Reason = null,
    [property: Id(4)] bool IsVoid = false,
    [property: Id(5)] bool IsNamedByContent = false);

/// <param name="DryRun">Says what would be, and keeps nothing.</param>
/// <param name="NamesMayBeNew">An account that is not the user's is a name for a place of its own, made if need be; else it is wrong.</param>
[GenerateSerializer, Immutable, Alias("ledger.record-rules")]
public sealed record RecordRules([property: Id(0)] bool DryRun, [property: Id(1)] bool NamesMayBeNew)
{
    /// <summary>What the venues say is there: the accounts that lines are given for are held against it afterwards. Those without a balance here are not.</summary>
    [Id(2)]
    public ImmutableArray<HeldBalance> Balances { get; init; } = [];
}

public enum LineOutcome
{
    /// <summary>It was added, or would be.</summary>
    Added,

    /// <summary>It is there already.</summary>
    Duplicate,

    /// <summary>It cannot be added, so nothing was.</summary>
    Wrong,
}

public enum LineFault
{
    None,

    /// <summary>The user has no such account.</summary>
    NoSuchAccount,

    /// <summary>Another line of the account has its id.</summary>
    IdTaken,

    /// <summary>The line it corrects is not in the account.</summary>
    NothingToCorrect,

    /// <summary>With it, sums of the ledger would fit no decimal.</summary>
    TooLarge,
}

/// <summary>What became of the lines, one for each given, in their order.</summary>
/// <param name="Applied">Whether the ledger holds all of them now.</param>
[GenerateSerializer, Immutable, Alias("ledger.recorded")]
public sealed record RecordedLines([property: Id(0)] ImmutableArray<RecordedLine> Lines, [property: Id(1)] bool Applied)
{
    /// <summary>Where ledger and venue differ with the lines that are new, of the accounts that lines were given for; of a dry run where they would.</summary>
    [Id(2)]
    public ImmutableArray<ReconciledRow> Differences { get; init; } = [];
}

/// <param name="AccountId">Where it is, or would be; null where there is no such account.</param>
/// <param name="LineId">Its id there; of a duplicate the id of the line that is there.</param>
/// <param name="RecordedAt">When it was recorded, UTC; null where it was not.</param>
/// <param name="Detail">What is wrong, for people; null where nothing is.</param>
[GenerateSerializer, Immutable, Alias("ledger.recorded-line")]
public sealed record RecordedLine(
    [property: Id(0)] LineOutcome Outcome,
    [property: Id(1)] string? AccountId,
    [property: Id(2)] string LineId,
    [property: Id(3)] DateTimeOffset? RecordedAt,
    [property: Id(4)] LineFault Fault,
    [property: Id(5)] string? Detail);
