using System.Globalization;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Experiments;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>Whether a model's folder can be opened, and fits the tokenizer in it. No weights are read.</summary>
/// <param name="folder">The folder, absolute.</param>
/// <param name="longest">The longest sequence to be used.</param>
internal sealed class ModelCheck(string folder, int longest) : PreflightCheck
{
    public override string Id => "model student.folder";

    public override string Title => "student's model";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken) => Task.FromResult(Check());

    private PreflightResult Check()
    {
        if (!Directory.Exists(folder))
        {
            return PreflightResult.Skipped("its folder is not there");
        }

        var opened = HuggingFaceFolder.Open(folder, longest);
        var tokens = new ModelTokens(opened, Tokenizer.Load(folder));
        if (tokens.Misfit is { } misfit)
        {
            return PreflightResult.Failed($"{opened.Path}: {misfit}", "Take the tokenizer's files and the weights from the same model.");
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{opened.ModelType}, {opened.ParameterCount:N0} parameters; answers end with {tokens.DescribeEnds()}");
        return tokens.DescribeUnknownEnds() is { } unknown
            ? PreflightResult.Warning($"{what}; the folder also names {unknown}", "Correct 'eos_token_id' in generation_config.json or config.json, or restore the tokenizer's files: such a token cannot be trained as an end.")
            : PreflightResult.Ok(what);
    }
}
