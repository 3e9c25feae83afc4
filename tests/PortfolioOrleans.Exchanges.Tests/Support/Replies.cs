namespace PortfolioOrleans.Exchanges.Tests.Support;

internal static class Replies
{
    public static T Value<T>(this ExchangeReply<T> reply) => reply.Answer().Value;

    public static ExchangeReply<T>.Answer Answer<T>(this ExchangeReply<T> reply) => reply switch
    {
        ExchangeReply<T>.Answer answer => answer,
        ExchangeReply<T>.Failure failure => throw new Xunit.Sdk.XunitException($"Expected an answer, got {failure.Fault}."),
        _ => throw new Xunit.Sdk.XunitException("Neither answer nor failure."),
    };

    public static ExchangeFault Fault<T>(this ExchangeReply<T> reply) => reply is ExchangeReply<T>.Failure failure
        ? failure.Fault
        : throw new Xunit.Sdk.XunitException($"Expected a fault, got {reply}.");
}
