using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>Keeps the world in a file that is always whole: a new one is written beside it and takes its name.</summary>
internal static class StateFile
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() }, IgnoreReadOnlyProperties = true };

    public static byte[] Serialize(WorldState state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    /// <summary>Null when there is no such file yet.</summary>
    /// <exception cref="InvalidDataException">The file is none of ours, or of another version.</exception>
    public static WorldState? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            var state = JsonSerializer.Deserialize<WorldState>(file, Options);
            return state is { Version: 1 }
                ? state
                : throw new InvalidDataException($"'{path}' is a simulator state of version {state?.Version}; this program reads version 1.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no simulator state ({e.Message}). Remove it to start with a new world.", e);
        }
    }

    /// <exception cref="IOException">The disk does not take it; the file before is untouched.</exception>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
