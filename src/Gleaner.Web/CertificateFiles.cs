using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gleaner.Web;

/// <summary>Reads certificates and keys from files, with one message for each way in which they can be wrong.</summary>
internal static class CertificateFiles
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>A certificate and its chain in one file, its key in another, which may be the same.</summary>
    /// <exception cref="GleanerException">A file cannot be read, or they do not fit together.</exception>
    public static ServerCertificate OfPem(string certificateFile, string keyFile, string? password)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.Latin1.GetString(Read(certificateFile, "certificate")));
        }
        catch (CryptographicException exception)
        {
            throw new GleanerException($"{certificateFile}: a certificate in it cannot be read: {exception.Message}", exception);
        }

        if (certificates.Count == 0)
        {
            throw new GleanerException($"{certificateFile}: there is no certificate in PEM form in it ('-----BEGIN CERTIFICATE-----').");
        }

        using var key = KeyOf(keyFile, Encoding.Latin1.GetString(Read(keyFile, "key")), password);
        using var bare = certificates[0];
        var own = Join(bare, key, certificateFile, keyFile);
        certificates.RemoveAt(0);
        return new ServerCertificate(own, certificates, certificateFile, ExposedOf(keyFile));
    }

    /// <summary>A certificate, its chain and its key in one file.</summary>
    /// <exception cref="GleanerException">The file cannot be read, or lacks one of them.</exception>
    public static ServerCertificate OfPkcs12(string file, string? password)
    {
        var bytes = Read(file, "certificate");
        if (bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0)
        {
            throw new GleanerException($"{file}: a certificate in PEM form needs its key as a file, too (--key FILE). Only a PKCS#12 file holds both.");
        }

        X509Certificate2Collection certificates;
        try
        {
            certificates = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        }
        catch (CryptographicException exception)
        {
            throw new GleanerException(
                $"{file}: this cannot be read as PKCS#12: the file is damaged, or its password is not the one in {ServerCertificate.PasswordVariable}{(password is null ? ", which is not set" : "")}.", exception);
        }

        var own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new GleanerException($"{file}: there is no certificate with its key in it.");
        certificates.Remove(own);
        return new ServerCertificate(own, certificates, file, ExposedOf(file));
    }

    private static AsymmetricAlgorithm KeyOf(string file, string text, string? password)
    {
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new GleanerException($"{file}: the key is encrypted in an old form that is not read; 'openssl pkcs8 -topk8 -in {file} -out NEW' writes it in the present one.");
        }

        var isEncrypted = text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new GleanerException($"{file}: there is no private key in PEM form in it ('-----BEGIN PRIVATE KEY-----').");
        }

        if (isEncrypted && password is null)
        {
            throw new GleanerException($"{file}: the key is encrypted; put its password into the environment variable {ServerCertificate.PasswordVariable}.");
        }

        return TryRead(RSA.Create) ?? TryRead(ECDsa.Create) ?? throw new GleanerException(isEncrypted
            ? $"{file}: the key cannot be read: the password in {ServerCertificate.PasswordVariable} is not the key's, the file is damaged, or it holds no RSA or ECDSA key."
            : $"{file}: the key cannot be read: the file is damaged, or it holds no RSA or ECDSA key.");

        AsymmetricAlgorithm? TryRead(Func<AsymmetricAlgorithm> create)
        {
            var key = create();
            try
            {
                if (isEncrypted)
                {
                    key.ImportFromEncryptedPem(text, password);
                }
                else
                {
                    key.ImportFromPem(text);
                }

                return key;
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                key.Dispose();
                return null;
            }
        }
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key, string certificateFile, string keyFile)
    {
        try
        {
            var joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
            if (!OperatingSystem.IsWindows())
            {
                return joined;
            }

            // Windows speaks TLS only with keys that its own store has seen.
            using (joined)
            {
                return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), password: null);
            }
        }
        catch (ArgumentException exception)
        {
            throw new GleanerException($"{keyFile}: this is not the key of the first certificate in {certificateFile}. The server's own certificate comes first there, those of authorities after it.", exception);
        }
    }

    private static byte[] Read(string file, string what)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[LongestFile + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LongestFile
                ? bytes[..length]
                : throw new GleanerException($"{file}: the file of a {what} has at most {LongestFile / 1024} KiB; this one is longer.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : exception.Message;
            throw new GleanerException($"{file}: the {what} cannot be read: {reason}", exception as IOException ?? new IOException(exception.Message, exception));
        }
    }

    // Files of a group, such as Debian's ssl-cert, are meant to be read by it.
    private static string? ExposedOf(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None ? file : null;
}
