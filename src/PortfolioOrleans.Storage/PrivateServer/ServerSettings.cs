using System.Text;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>The configuration of a private server: small, quick to start, and as durable as PostgreSQL is. ALTER SYSTEM overrides it.</summary>
internal static class ServerSettings
{
    public const int Port = 5432; // Part of the socket's name and nothing else.

    public const string Socket = ".s.PGSQL.5432";

    private const int LongestSocketPath = 107;

    /// <summary>Whoever can reach the socket is this service's own user or root: its folder is closed to all others.</summary>
    public const string Access = "local all all trust\n";

    public static string Write(string socketFolder, bool durable) => $"""
        # Written at each start. To change a setting for good use ALTER SYSTEM.
        listen_addresses = ''
        port = {Port}
        unix_socket_directories = '"{socketFolder.Replace("\"", "\"\"").Replace("'", "''")}"'
        unix_socket_permissions = 0700
        max_connections = 60
        max_locks_per_transaction = 256

        shared_buffers = 32MB
        huge_pages = off
        work_mem = 4MB
        maintenance_work_mem = 32MB
        jit = off
        max_worker_processes = 2
        max_parallel_workers_per_gather = 0
        max_logical_replication_workers = 0
        max_wal_senders = 0
        wal_level = minimal

        fsync = {(durable ? "on" : "off")}
        synchronous_commit = on
        full_page_writes = {(durable ? "on" : "off")}
        wal_compression = on
        max_wal_size = 512MB
        min_wal_size = 64MB
        checkpoint_timeout = 15min

        autovacuum_naptime = 20s
        autovacuum_max_workers = 2
        log_min_messages = warning
        log_min_error_statement = fatal
        log_checkpoints = off
        log_timezone = 'UTC'
        timezone = 'UTC'
        default_text_search_config = 'pg_catalog.simple'

        """;

    /// <summary>Whether a socket can lie in a folder: its path has a limit, and some characters mean something in a connection string.</summary>
    public static bool CanHoldSocket(string folder) =>
        Encoding.UTF8.GetByteCount($"{folder}/{Socket}") <= LongestSocketPath
        && folder.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '_' or '-');
}
