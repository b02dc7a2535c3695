using CovidGrpc.Transport;

namespace CovidGrpc.Hosting.Security;

/// <summary>Checks settings that name files.</summary>
internal static class FileSetting
{
    /// <summary>What is wrong with the files of a setting; nothing when they can be read.</summary>
    /// <param name="setting">Its name, as <c>Security:ApiKeysFile</c>.</param>
    /// <param name="read">Reads them.</param>
    public static IEnumerable<string> Errors(string setting, Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (Exception e) when (WatchedFiles.IsUnusable(e))
        {
            return [$"{setting}: {e.Message}"];
        }
    }
}
