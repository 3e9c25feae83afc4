using System.Runtime.InteropServices;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>What .NET has no name for, or none on every system.</summary>
internal static class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    public static bool IsRoot => geteuid() == 0;

    /// <summary>False if there is no such process, or it is not ours to signal.</summary>
    public static bool Signal(int processId, int signal) => kill(processId, signal) == 0;

    /// <summary>For this user's eyes alone.</summary>
    public static void MakePrivateFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <exception cref="UnauthorizedAccessException">The owner may not be changed by this user.</exception>
    public static void GiveTo(string path, uint user, uint group)
    {
        if (chown(path, user, group) != 0)
        {
            throw new UnauthorizedAccessException($"{path} cannot be given to user {user}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

#pragma warning disable IDE1006, SA1300 // The names are the library's.
    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int sig);

    [DllImport("libc", SetLastError = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
#pragma warning restore IDE1006, SA1300
}
