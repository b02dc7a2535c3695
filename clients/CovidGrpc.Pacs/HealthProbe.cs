namespace CovidGrpc.Pacs;

/// <summary>Lets a container ask the bridge beside it whether it follows the PACS: a program started with <c>--check-health</c> only asks.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static bool IsAskedFor(string[] args) => args is ["--check-health", ..];

    /// <summary>Answers 0 when it does, otherwise 1.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(new Uri(new Uri(args is [_, var address, ..] ? address : "http://localhost:8080"), PacsHost.HealthPath));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return 1;
        }
    }
}
