using System.Data.Common;
using System.Reflection;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Grains.Tests.Records;

/// <summary>What a store or a driver throws leaves a grain as the contract's own exception.</summary>
public class RecordFaultFilterTests
{
    [Fact]
    public async Task A_database_that_is_down_is_said_without_the_drivers_words()
    {
        foreach (var down in new Exception[] { new StorageUnavailableException("connection refused by 10.1.2.3"), new DriverException() })
        {
            var told = await Assert.ThrowsAsync<RecordsUnavailableException>(() => CallAsync(down));

            Assert.DoesNotContain("10.1.2.3", told.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named() => Assert.Equal(
        "The transaction \"f1\" cannot be read.",
        (await Assert.ThrowsAsync<RecordUnreadableException>(() => CallAsync(new RowUnreadableException("The transaction \"f1\" cannot be read.")))).Message);

    [Fact]
    public async Task Anything_else_is_left_alone() => await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(new InvalidOperationException()));

    private static Task CallAsync(Exception thrown)
    {
        var context = DispatchProxy.Create<IIncomingGrainCallContext, Call>();
        ((Call)context).Thrown = thrown;
        return new RecordFaultFilter().Invoke(context);
    }

    /// <summary>A call whose grain throws.</summary>
    public class Call : DispatchProxy
    {
        internal Exception? Thrown { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IIncomingGrainCallContext.Invoke) ? Task.FromException(Thrown!) : throw new NotSupportedException();
    }

    private sealed class DriverException() : DbException("connection refused by 10.1.2.3");
}
