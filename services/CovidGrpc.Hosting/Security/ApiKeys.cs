using CovidGrpc.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Security;

/// <summary>The API keys of a host, none where no file is configured.</summary>
internal sealed class ApiKeys(IOptions<SecurityOptions> options, TimeProvider time, ILogger<ApiKeys> logger)
{
    private readonly WatchedFiles<ApiKeyFile>? _file = options.Value.ApiKeysFile is { Length: > 0 } path
        ? new WatchedFiles<ApiKeyFile>([path], files => ApiKeyFile.Parse(files[0]), time, (file, cause) => SecurityLog.Unusable(logger, file, cause))
        : null;

    public ApiKeyFile.Holder? Find(string key) => _file?.Current.Find(key);
}
