using CovidGrpc.Redis;
using CovidGrpc.Transport;

namespace CovidGrpc.Cli.Doctor;

/// <summary>What <c>covid doctor</c> is to look at; null for what there is not.</summary>
/// <param name="Gateway">A running gateway.</param>
/// <param name="Services">Services by name and address.</param>
/// <param name="ServiceSecurity">Whose certificates are trusted there.</param>
/// <param name="Cache">The cache's Redis.</param>
/// <param name="Jobs">The jobs' Redis.</param>
/// <param name="Pacs">Root of the PACS's DICOMweb services.</param>
/// <param name="Credentials">How the PACS is told who asks.</param>
/// <param name="Spool">Folder in which scans and uploads lie meanwhile.</param>
/// <param name="Timeout">Longest wait for one answer.</param>
/// <param name="Json">Whether results are printed as JSON.</param>
internal sealed record DoctorSettings(
    GatewayTarget? Gateway,
    IReadOnlyList<(string Name, Uri Address)> Services,
    CallSecurity ServiceSecurity,
    RedisEndpoint? Cache,
    RedisEndpoint? Jobs,
    Uri? Pacs,
    PacsCredentials Credentials,
    string Spool,
    TimeSpan Timeout,
    bool Json);
