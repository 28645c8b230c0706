using System.Text.Json.Serialization;

namespace Gleaner.Decoder.Model;

/// <summary>How rotary frequencies are changed so that a model reaches beyond the length that it was first trained at.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LinearRopeScaling), "linear")]
[JsonDerivedType(typeof(Llama3RopeScaling), "llama3")]
public abstract record RopeScaling
{
    private protected RopeScaling()
    {
    }

    /// <summary>The frequency to rotate with.</summary>
    /// <param name="frequency">The unscaled frequency, in radians per position.</param>
    internal abstract double Scale(double frequency);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal abstract void Validate();

    private protected void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"{GetType().Name}.{name} is {value}; it must be {expected}.", name);
        }
    }
}
