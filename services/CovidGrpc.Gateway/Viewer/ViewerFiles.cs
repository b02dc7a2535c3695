using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace CovidGrpc.Gateway.Viewer;

/// <summary>The viewer's built files (<c>clients/viewer/dist</c>), which this assembly holds, under <c>/</c>.</summary>
internal static class ViewerFiles
{
    // Nothing comes from elsewhere, nothing is inline, and no other page may frame this one.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string Resource, string ContentType)[] Files =
    [
        ("/", "viewer/index.html", "text/html; charset=utf-8"),
        ("/viewer.css", "viewer/viewer.css", "text/css; charset=utf-8"),
        ("/viewer.js", "viewer/viewer.js", "text/javascript; charset=utf-8"),
        ("/viewer.svg", "viewer/viewer.svg", "image/svg+xml"),
    ];

    /// <summary>Maps the files. They hold nothing of anybody: no credentials are asked for them.</summary>
    public static void MapViewer(this WebApplication app)
    {
        foreach (var (path, resource, contentType) in Files)
        {
            var content = Read(resource);
            var version = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
            app.MapGet(path, (HttpResponse response) =>
            {
                SetHeaders(response.Headers);
                return Results.Bytes(content, contentType, entityTag: version);
            }).AllowAnonymous();
        }
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked for again each time, and answered 304 by its tag: a new gateway never shows an old viewer.
        headers.CacheControl = "no-cache";
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ViewerFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
