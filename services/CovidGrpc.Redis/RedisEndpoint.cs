using CovidGrpc.Transport;
using StackExchange.Redis;

namespace CovidGrpc.Redis;

/// <summary>How a Redis is reached: a connection string, and beside it the files of what does not belong into settings.</summary>
/// <param name="Connection">Connection string of StackExchange.Redis, as <c>host:6379</c> or <c>host:6379,user=jobs,ssl=true</c>. Empty: there is none.</param>
/// <param name="PasswordFile">File of one line, read anew for each connection. Empty: no password, or that of the connection string.</param>
/// <param name="CaFile">PEM file of the authorities that may have signed its certificate; asks for TLS. Empty: the system's, where the connection string asks for TLS.</param>
public sealed record RedisEndpoint(string Connection, string PasswordFile = "", string CaFile = "")
{
    /// <summary>Whether there is one.</summary>
    public bool IsThere => Connection.Length > 0;

    /// <summary>Whether <see cref="Connection"/> is empty or a connection string.</summary>
    public bool HasUsableConnection => !IsThere || Parsed() is { EndPoints.Count: > 0 };

    /// <summary>Whether <see cref="PasswordFile"/> is empty or holds a password.</summary>
    public bool HasUsablePassword => PasswordFile.Length == 0 || Holds(() => new PasswordFile(PasswordFile, TimeProvider.System));

    /// <summary>Whether <see cref="CaFile"/> is empty or holds certificates.</summary>
    public bool HasUsableCa => CaFile.Length == 0 || Holds(() => new TrustedCertificates(CaFile));

    /// <summary>What a client connects by; the caller adds how patient it is.</summary>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">The connection string cannot be read, or a file holds something else.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public ConfigurationOptions Configuration(TimeProvider time)
    {
        var options = Parsed() ?? throw new FormatException("The connection string of a Redis cannot be read.");
        if (PasswordFile.Length > 0)
        {
            // One in the connection string would win.
            options.Password = null;
            options.Defaults = new PasswordFile(PasswordFile, time);
        }

        if (CaFile.Length > 0)
        {
            var trusted = new TrustedCertificates(CaFile, time);
            options.Ssl = true;
            options.CertificateValidation += (_, certificate, chain, errors) => trusted.Accept(certificate, chain, errors, TrustedCertificates.OfServers);
        }

        return options;
    }

    private ConfigurationOptions? Parsed()
    {
        try
        {
            return ConfigurationOptions.Parse(Connection);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool Holds(Func<object> read)
    {
        try
        {
            _ = read();
            return true;
        }
        catch (Exception e) when (WatchedFiles.IsUnusable(e))
        {
            return false;
        }
    }
}
