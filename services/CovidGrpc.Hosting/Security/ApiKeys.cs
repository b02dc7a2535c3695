using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>The API keys of a host, none where no file is configured.</summary>
internal sealed class ApiKeys(IOptions<SecurityOptions> options, TimeProvider time, ILogger<ApiKeys> logger)
{
    private readonly WatchedFile<ApiKeyFile>? _file = options.Value.ApiKeysFile is { Length: > 0 } path
        ? new WatchedFile<ApiKeyFile>(path, bytes => ApiKeyFile.Parse(bytes), time, logger)
        : null;

    public ApiKeyFile.Holder? Find(string key) => _file?.Current.Find(key);
}
