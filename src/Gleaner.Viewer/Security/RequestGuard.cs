using System.Globalization;
using System.Text.Encodings.Web;
using Gleaner.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace Gleaner.Viewer.Security;

/// <summary>
/// Stands before every page: a request must be for one of our own names (no page of another site reaches us under a name of its own),
/// come from no other site, and hold the cookie. What it lets through can change nothing but notes.
/// </summary>
/// <param name="hosts">Knows our own names.</param>
/// <param name="token">The token.</param>
/// <param name="isEncrypted">Whether browsers reach us by https.</param>
/// <param name="publicUrl">The address that they know where it is not ours; null where it is.</param>
internal sealed class RequestGuard(HostGuard hosts, AccessToken token, bool isEncrypted, Uri? publicUrl)
{
    /// <summary>Where the printed address leads.</summary>
    public const string LoginPath = "/login";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Handles a request, or refuses it.</summary>
    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Without any referrer browsers would hide from our own forms' requests where they come from as well.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (!hosts.Knows(http.Request))
        {
            await RefuseAsync(http, StatusCodes.Status421MisdirectedRequest, "This server does not go by that name.").ConfigureAwait(false);
        }
        else if (!IsOwnOrigin(http.Request))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Requests from other sites are refused.").ConfigureAwait(false);
        }
        else if (http.Request.Path == LoginPath)
        {
            await LogInAsync(http).ConfigureAwait(false);
        }
        else if (!token.Admits(http.Request.Cookies[CookieOf(http)]) && IsLinkFromElsewhere(http.Request))
        {
            // To the same page of our own site, whatever the path looks like; asked for from there, the cookie goes with it.
            await MoveOnAsync(http, SameAddress(http.Request), "Open the page").ConfigureAwait(false);
        }
        else if (!token.Admits(http.Request.Cookies[CookieOf(http)]))
        {
            await RefuseAsync(
                http, StatusCodes.Status401Unauthorized,
                "Open the address that 'gleaner view' printed. It works once; start the viewer again for a new one.").ConfigureAwait(false);
        }
        else
        {
            await next(http).ConfigureAwait(false);
        }
    }

    // Other viewers on this machine have other ports, and cookies know no ports. A browser lets nobody but this host set one whose name begins with __Host-.
    private string CookieOf(HttpContext http) => string.Create(CultureInfo.InvariantCulture, $"{(isEncrypted ? "__Host-" : "")}gleaner-viewer-{http.Connection.LocalPort}");

    private string SameAddress(HttpRequest request) => publicUrl is { } url
        ? url.GetLeftPart(UriPartial.Authority) + request.GetEncodedPathAndQuery()
        : request.GetEncodedUrl();

    // Browsers send an origin with everything that could change something, and say of everything else which site it came from.
    private bool IsOwnOrigin(HttpRequest request)
    {
        if (!hosts.IsFromOwnSite(request))
        {
            return false;
        }

        // What changes something must say where it comes from.
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Headers.Origin.Count == 0)
        {
            return false;
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            // A link on another page may lead here, but nothing else there may use what is here.
            || IsNavigation(request);
    }

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    // Of a report on disk, for instance. A strict cookie does not go with it.
    private static bool IsLinkFromElsewhere(HttpRequest request) => IsNavigation(request) && request.Headers["Sec-Fetch-Site"] == "cross-site";

    private async Task LogInAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || !token.TryRedeem(http.Request.Query["token"].ToString()))
        {
            await RefuseAsync(http, StatusCodes.Status401Unauthorized, "This address has been used, or is not of this viewer. Start the viewer again for a new one.").ConfigureAwait(false);
            return;
        }

        http.Response.Cookies.Append(CookieOf(http), token.Session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = isEncrypted });
        await MoveOnAsync(http, "/", "Open the runs").ConfigureAwait(false);
    }

    // A strict cookie does not go with a redirect that began on another site, so the page moves on by itself.
    private static Task MoveOnAsync(HttpContext http, string url, string text)
    {
        http.Response.Headers["Refresh"] = new StringValues($"0; url={url}");
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync($"<!DOCTYPE html><html lang=\"en\"><link rel=\"icon\" href=\"data:,\"><title>Gleaner</title><p><a href=\"{HtmlEncoder.Default.Encode(url)}\">{text}</a></p></html>");
    }

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why + "\n");
    }
}
