using System.Net.Http.Headers;
using System.Text;

namespace CovidGrpc.Cli.Doctor;

/// <summary>How the PACS is told who asks: by user and password, by a token, or not at all. Secrets come out of files alone.</summary>
/// <param name="User">User for basic authentication.</param>
/// <param name="PasswordFile">File that holds the password.</param>
/// <param name="TokenFile">File that holds a bearer token.</param>
internal sealed record PacsCredentials(string? User, string? PasswordFile, string? TokenFile)
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public AuthenticationHeaderValue? Header()
    {
        if (TokenFile is not null)
        {
            return new AuthenticationHeaderValue("Bearer", File.ReadAllText(TokenFile).Trim());
        }

        return User is null
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{File.ReadAllText(PasswordFile!).Trim()}")));
    }
}
