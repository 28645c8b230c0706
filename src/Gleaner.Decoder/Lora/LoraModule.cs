using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Lora;

/// <summary>The adapter of one projection: where A and B lie in the adapters' flat memory, and what they are added to.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Projection">The matrix that the model multiplies with, whose outputs from <paramref name="FirstOutput"/> on are the projection's.</param>
/// <param name="Ordinal">Number of the target among the seven.</param>
/// <param name="Weight">Offset of the projection's weights [outputs, inputs] in the model's flat memory.</param>
/// <param name="FirstOutput">Column in the projection's outputs: above 0 for values (behind keys) and up (behind gate).</param>
/// <param name="Inputs">Width of its inputs.</param>
/// <param name="Outputs">Width of its outputs.</param>
/// <param name="A">Offset of A [rank, inputs].</param>
/// <param name="B">Offset of B [outputs, rank].</param>
internal sealed record LoraModule(
    int Layer, Projection Projection, int Ordinal, int Weight, int FirstOutput, int Inputs, int Outputs, int A, int B);
