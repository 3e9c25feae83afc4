using Npgsql;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Orleans;

[Collection(TestServer.Name)]
public sealed class QueryTests(TestServer server) : ProviderTests(server)
{
    [Fact]
    public void Every_key_that_a_provider_asks_for_is_there()
    {
        string[] asked =
        [
            "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey", "InsertMembershipKey",
            "UpdateMembershipKey", "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey", "CleanupDefunctSiloEntryKey",
            "ReadReminderRowsKey", "ReadReminderRowKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "UpsertReminderRowKey", "DeleteReminderRowKey",
            "DeleteReminderRowsKey",
            "ReadFromStorageKey", "WriteToStorageKey", "ClearStorageKey", "DeleteStorageKey",
        ];

        Assert.Equal(asked.Order(), Provider.Queries.Keys.Order());
    }

    [Theory]
    [InlineData("SELECT * FROM portfolio.users")]
    [InlineData("SELECT * FROM portfolio.grain_state")]
    [InlineData("DELETE FROM orleansquery")]
    public async Task The_providers_role_has_no_right_beyond_their_tables(string statement)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.QueryAsync<string>(Database.Logins.Orleans, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }
}
