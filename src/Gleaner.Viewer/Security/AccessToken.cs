using System.Security.Cryptography;
using System.Text;

namespace Gleaner.Viewer.Security;

/// <summary>
/// Lets in whoever was given the printed address. The token in it works once, and is exchanged for a cookie with another secret, so
/// that an address in a history or in a referrer opens nothing.
/// </summary>
internal sealed class AccessToken
{
    private const int Bytes = 32;

    private readonly Lock _using = new();
    private readonly byte[] _session;
    private byte[]? _token;

    private AccessToken(byte[] token, byte[] session) => (_token, _session) = (token, session);

    /// <summary>A new token from the system's source of chance.</summary>
    public static AccessToken Create(out string token)
    {
        var bytes = RandomNumberGenerator.GetBytes(Bytes);
        token = Convert.ToHexStringLower(bytes);
        return new AccessToken(Encoding.ASCII.GetBytes(token), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))));
    }

    /// <summary>The value of the cookie.</summary>
    public string Session => Encoding.ASCII.GetString(_session);

    /// <summary>Exchanges the token for the cookie's value; it works once.</summary>
    public bool TryRedeem(string? token)
    {
        lock (_using)
        {
            if (_token is null || !Same(_token, token))
            {
                return false;
            }

            _token = null;
            return true;
        }
    }

    /// <summary>Whether a cookie holds the secret.</summary>
    public bool Admits(string? session) => Same(_session, session);

    private static bool Same(byte[] secret, string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(secret, Encoding.UTF8.GetBytes(given));
}
