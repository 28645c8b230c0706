using Gleaner.IO.Texts;

namespace Gleaner.Experiments;

/// <summary>Whether a file or folder that a configuration names can be read.</summary>
/// <param name="key">The key that names it: <c>experts.teacher.file</c>.</param>
/// <param name="path">The file or folder, absolute.</param>
/// <param name="isFolder">Whether it is a folder.</param>
public sealed class FileCheck(string key, string path, bool isFolder = false) : PreflightCheck
{
    /// <inheritdoc/>
    public override string Id => $"file {key}";

    /// <inheritdoc/>
    public override string Title => key;

    /// <inheritdoc/>
    public override bool NeedsWorld => false;

    /// <inheritdoc/>
    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        if (isFolder)
        {
            return Task.FromResult(Directory.Exists(path)
                ? PreflightResult.Ok(path)
                : PreflightResult.Failed($"{path}: there is no such folder", $"Correct '{key}', or put the folder there."));
        }

        if (!File.Exists(path))
        {
            return Task.FromResult(PreflightResult.Failed($"{path}: there is no such file", $"Correct '{key}', or put the file there."));
        }

        using var stream = File.OpenRead(path);
        return Task.FromResult(stream.Length == 0 ? PreflightResult.Failed($"{path}: the file is empty") : PreflightResult.Ok(path));
    }
}

/// <summary>Whether an environment variable that a configuration names is set. Its value is not looked at.</summary>
/// <param name="key">The key that names it: <c>student.api_key_env</c>.</param>
/// <param name="variable">The variable.</param>
public sealed class VariableCheck(string key, string variable) : PreflightCheck
{
    /// <inheritdoc/>
    public override string Id => $"variable {key}";

    /// <inheritdoc/>
    public override string Title => key;

    /// <inheritdoc/>
    public override bool NeedsWorld => false;

    /// <inheritdoc/>
    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken) => Task.FromResult(
        context.Options.Machine.Variable(variable) is null
            ? PreflightResult.Failed($"the environment variable {variable} is not set", $"export {variable}=…")
            : PreflightResult.Ok($"{variable} is set"));
}

/// <summary>Whether a command that a configuration names can be started, and the scripts that it names are there. It is not run.</summary>
/// <param name="key">The key that holds it: <c>student.command</c>.</param>
/// <param name="command">The program, then its arguments; placeholders may stand in these.</param>
public sealed class ProgramCheck(string key, IReadOnlyList<string> command) : PreflightCheck
{
    private static readonly string[] Scripts = [".py", ".sh", ".pl", ".rb", ".js"];

    /// <inheritdoc/>
    public override string Id => $"program {key}";

    /// <inheritdoc/>
    public override string Title => key;

    /// <inheritdoc/>
    public override bool NeedsWorld => false;

    /// <inheritdoc/>
    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var program = command[0];
        if (context.Options.Machine.FindProgram(program) is not { } found)
        {
            var isPath = program.Contains('/', StringComparison.Ordinal);
            return Task.FromResult(isPath && File.Exists(program)
                ? PreflightResult.Failed($"{Path.GetFullPath(program)} may not be run", $"chmod +x {program}")
                : PreflightResult.Failed(
                    isPath ? $"{Path.GetFullPath(program)}: there is no such program" : $"'{program}' is not on PATH",
                    isPath ? $"Correct '{key}'; relative paths start from the folder that you are in." : $"Install it, activate its environment, or name its whole path in '{key}'."));
        }

        // An argument that looks like a script is one, and the program would only say so when it is needed.
        var missing = command.Skip(1).FirstOrDefault(argument => Scripts.Contains(Path.GetExtension(argument)) && !argument.Contains('{', StringComparison.Ordinal) && !File.Exists(argument));
        return Task.FromResult(missing is null
            ? PreflightResult.Ok(found)
            : PreflightResult.Failed($"{Path.GetFullPath(missing)}: there is no such file", $"Correct '{key}'; relative paths start from the folder that you are in ({Excerpt.Start(Environment.CurrentDirectory, 200)})."));
    }
}
