using System.Collections.Immutable;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Catalogue;

/// <summary>The bytes of a product in a store.</summary>
internal static class ProductRecord
{
    internal static void Write(RecordWriter record, Product product)
    {
        record.Write(product.Asin);
        record.Write(product.Title);
        record.Write(product.Description);
        record.Write(product.BulletPoints);
        record.Write(product.Category);
        record.Write(product.Query);
        record.Write(product.ProductCategory);
        record.Write(product.Prices.Length);
        foreach (var price in product.Prices)
        {
            record.Write(price);
        }

        record.Write(product.Options.Length);
        foreach (var option in product.Options)
        {
            record.Write(option.Name);
            record.Write(option.Values);
        }

        record.Write(product.Attributes);
        record.Write(product.Instruction is null ? 0 : 1);
        record.Write(product.Instruction ?? "");
        record.Write(product.InstructionAttributes);
        record.Write(product.HumanInstructions.Length);
        foreach (var instruction in product.HumanInstructions)
        {
            record.Write(instruction.Text);
            record.Write(instruction.Attributes);
            record.Write(instruction.Options);
        }

        record.Write(product.TitleNouns is null ? 0 : 1);
        record.Write(product.TitleNouns ?? []);
    }

    internal static Product Read(ReadOnlySpan<byte> bytes)
    {
        var record = new RecordReader(bytes);
        return new Product
        {
            Asin = record.ReadText(),
            Title = record.ReadText(),
            Description = record.ReadText(),
            BulletPoints = record.ReadTexts(),
            Category = record.ReadText(),
            Query = record.ReadText(),
            ProductCategory = record.ReadText(),
            Prices = ReadPrices(ref record),
            Options = ReadOptions(ref record),
            Attributes = record.ReadTexts(),
            Instruction = ReadInstruction(ref record),
            InstructionAttributes = record.ReadTexts(),
            HumanInstructions = ReadHumanInstructions(ref record),
            TitleNouns = ReadTitleNouns(ref record),
        };
    }

    private static ImmutableArray<double> ReadPrices(ref RecordReader record) =>
        record.ReadInt() == 1 ? [record.ReadDouble()] : [record.ReadDouble(), record.ReadDouble()];

    private static ImmutableArray<ProductOption> ReadOptions(ref RecordReader record)
    {
        var count = record.ReadInt();
        var options = ImmutableArray.CreateBuilder<ProductOption>(count);
        for (var i = 0; i < count; i++)
        {
            options.Add(new ProductOption(record.ReadText(), record.ReadTexts()));
        }

        return options.MoveToImmutable();
    }

    private static string? ReadInstruction(ref RecordReader record)
    {
        var isThere = record.ReadInt() == 1;
        var text = record.ReadText();
        return isThere ? text : null;
    }

    private static ImmutableArray<HumanInstruction> ReadHumanInstructions(ref RecordReader record)
    {
        var count = record.ReadInt();
        var instructions = ImmutableArray.CreateBuilder<HumanInstruction>(count);
        for (var i = 0; i < count; i++)
        {
            instructions.Add(new HumanInstruction(record.ReadText(), record.ReadTexts(), record.ReadTexts()));
        }

        return instructions.MoveToImmutable();
    }

    private static ImmutableArray<string>? ReadTitleNouns(ref RecordReader record)
    {
        var isThere = record.ReadInt() == 1;
        var nouns = record.ReadTexts();
        return isThere ? nouns : null;
    }
}
