using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Gleaner.Decoder.Kernels.OneDnn;

/// <summary>
/// oneDNN's products of bfloat16 matrices with sums in fp32, as primitives: made once for a shape and used often, by the thread that made
/// them. The interfaces of versions 2 and 3 differ in how they describe matrices; both are known.
/// </summary>
internal sealed unsafe class OneDnnProducts
{
    // dnnl_types.h, the same in both versions.
    private const int Cpu = 1;
    private const int InOrder = 1;
    private const int Bf16 = 2;
    private const int F32 = 3;
    private const int MaxDimensions = 12;
    private const int ScratchIsOurs = 1;
    private const int AboutScratch = 136;

    // Version 2 fills in structures: 696 and 3,520 bytes in 2.6.
    private const int DescriptorBytes = 4096;
    private const int OperationBytes = 16384;

    private readonly Functions _functions;
    private readonly nint _engine;

    private OneDnnProducts(Functions functions, nint engine) => (_functions, _engine) = (functions, engine);

    /// <summary>What multiplies bfloat16 in this processor; null for nothing: such products would be slower than those of fp32.</summary>
    public static string? KindOfProcessor
    {
        get
        {
            if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
            {
                return null;
            }

            var hasTiles = (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
            var hasVectors = (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
            return hasTiles ? "AMX" : hasVectors ? "AVX-512" : null;
        }
    }

    /// <summary>The products of a loaded library, or null where it or the processor has none.</summary>
    public static OneDnnProducts? TryCreate(nint library)
    {
        if (KindOfProcessor is null || Functions.TryFind(library) is not { } functions)
        {
            return null;
        }

        nint engine;
        return functions.EngineCreate(&engine, Cpu, 0) == 0 ? new OneDnnProducts(functions, engine) : null;
    }

    /// <summary>A queue of one thread.</summary>
    public OneDnnObject CreateStream()
    {
        nint stream;
        Check(_functions.StreamCreate(&stream, _engine, InOrder));
        return new OneDnnObject(stream, _functions.StreamDestroy);
    }

    /// <summary>A product of a shape, for the calling thread alone.</summary>
    /// <exception cref="InvalidOperationException">oneDNN refused.</exception>
    public OneDnnProduct Create(MatmulShape shape)
    {
        var created = new List<OneDnnObject>();
        try
        {
            return _functions.IsVersion3 ? Create3(shape, created) : Create2(shape, created);
        }
        finally
        {
            created.ForEach(item => item.Dispose());
        }
    }

    private OneDnnProduct Create2(MatmulShape shape, List<OneDnnObject> created)
    {
        byte* a = stackalloc byte[DescriptorBytes], b = stackalloc byte[DescriptorBytes], c = stackalloc byte[DescriptorBytes], operation = stackalloc byte[OperationBytes];
        Describe2(a, shape.Rows, shape.Depth, Bf16, shape.TransposeA ? 1 : shape.ARow, shape.TransposeA ? shape.ARow : 1);
        Describe2(b, shape.Depth, shape.Columns, Bf16, shape.TransposeB ? 1 : shape.BRow, shape.TransposeB ? shape.BRow : 1);
        Describe2(c, shape.Rows, shape.Columns, F32, shape.CRow, 1);
        Check(_functions.MatmulInit2(operation, a, b, null, c));
        nint description;
        Check(_functions.DescriptionCreate2(&description, operation, Attributes(shape, created), _engine, 0));
        created.Add(new OneDnnObject(description, _functions.DescriptionDestroy));
        return Finish(description, (nint)a, (nint)b, (nint)c);
    }

    private OneDnnProduct Create3(MatmulShape shape, List<OneDnnObject> created)
    {
        var a = Describe3(shape.Rows, shape.Depth, Bf16, shape.TransposeA ? 1 : shape.ARow, shape.TransposeA ? shape.ARow : 1, created);
        var b = Describe3(shape.Depth, shape.Columns, Bf16, shape.TransposeB ? 1 : shape.BRow, shape.TransposeB ? shape.BRow : 1, created);
        var c = Describe3(shape.Rows, shape.Columns, F32, shape.CRow, 1, created);
        nint description;
        Check(_functions.MatmulCreate3(&description, _engine, a, b, 0, c, Attributes(shape, created)));
        created.Add(new OneDnnObject(description, _functions.DescriptionDestroy));
        return Finish(description, a, b, c);
    }

    private OneDnnProduct Finish(nint description, nint a, nint b, nint c)
    {
        nint primitive;
        Check(_functions.PrimitiveCreate(&primitive, description));
        var scratch = _functions.Query(description, AboutScratch, 0);
        return new OneDnnProduct(
            new OneDnnObject(primitive, _functions.PrimitiveDestroy), Memory(a), Memory(b), Memory(c), Memory(scratch), _functions.MemorySetHandle, _functions.Execute)
        {
            ScratchBytes = checked((int)_functions.SizeOf(scratch)),
        };
    }

    private nint Attributes(MatmulShape shape, List<OneDnnObject> created)
    {
        nint attributes, operations;
        Check(_functions.AttributesCreate(&attributes));
        created.Add(new OneDnnObject(attributes, _functions.AttributesDestroy));

        // The library's own scratch belongs to the thread that makes a primitive and is counted by the one that destroys it, here a finaliser.
        Check(_functions.AttributesSetScratch(attributes, ScratchIsOurs));
        if (!shape.Accumulate)
        {
            return attributes;
        }

        Check(_functions.OperationsCreate(&operations));
        created.Add(new OneDnnObject(operations, _functions.OperationsDestroy));
        Check(_functions.IsVersion3 ? _functions.AppendSum3(operations, 1, 0, F32) : _functions.AppendSum2(operations, 1));
        Check(_functions.AttributesSetOperations(attributes, operations));
        return attributes;
    }

    private OneDnnObject Memory(nint descriptor)
    {
        nint memory;
        Check(_functions.MemoryCreate(&memory, descriptor, _engine, 0));
        return new OneDnnObject(memory, _functions.MemoryDestroy);
    }

    private void Describe2(byte* descriptor, int rows, int columns, int type, nint row, nint column)
    {
        long* sizes = stackalloc long[MaxDimensions], strides = stackalloc long[MaxDimensions];
        (sizes[0], sizes[1], strides[0], strides[1]) = (rows, columns, row, column);
        Check(_functions.DescriptorInit2(descriptor, 2, sizes, type, strides));
    }

    private nint Describe3(int rows, int columns, int type, nint row, nint column, List<OneDnnObject> created)
    {
        long* sizes = stackalloc long[MaxDimensions], strides = stackalloc long[MaxDimensions];
        (sizes[0], sizes[1], strides[0], strides[1]) = (rows, columns, row, column);
        nint descriptor;
        Check(_functions.DescriptorCreate3(&descriptor, 2, sizes, type, strides));
        created.Add(new OneDnnObject(descriptor, _functions.DescriptorDestroy3));
        return descriptor;
    }

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"oneDNN refused a product of bfloat16 with status {status}.");
        }
    }

    /// <summary>What is called of the library.</summary>
    private sealed class Functions(bool isVersion3, nint library)
    {
        public bool IsVersion3 => isVersion3;

        public readonly delegate* unmanaged<nint*, int, nuint, int> EngineCreate = (delegate* unmanaged<nint*, int, nuint, int>)Of(library, "dnnl_engine_create");
        public readonly delegate* unmanaged<nint*, nint, uint, int> StreamCreate = (delegate* unmanaged<nint*, nint, uint, int>)Of(library, "dnnl_stream_create");
        public readonly delegate* unmanaged<nint, int> StreamDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_stream_destroy");
        public readonly delegate* unmanaged<nint*, int> AttributesCreate = (delegate* unmanaged<nint*, int>)Of(library, "dnnl_primitive_attr_create");
        public readonly delegate* unmanaged<nint, int> AttributesDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_primitive_attr_destroy");
        public readonly delegate* unmanaged<nint, nint, int> AttributesSetOperations = (delegate* unmanaged<nint, nint, int>)Of(library, "dnnl_primitive_attr_set_post_ops");
        public readonly delegate* unmanaged<nint, int, int> AttributesSetScratch = (delegate* unmanaged<nint, int, int>)Of(library, "dnnl_primitive_attr_set_scratchpad_mode");
        public readonly delegate* unmanaged<nint, int, int, nint> Query = (delegate* unmanaged<nint, int, int, nint>)Of(library, "dnnl_primitive_desc_query_md");
        public readonly delegate* unmanaged<nint, nuint> SizeOf = (delegate* unmanaged<nint, nuint>)Of(library, "dnnl_memory_desc_get_size");
        public readonly delegate* unmanaged<nint*, int> OperationsCreate = (delegate* unmanaged<nint*, int>)Of(library, "dnnl_post_ops_create");
        public readonly delegate* unmanaged<nint, int> OperationsDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_post_ops_destroy");
        public readonly delegate* unmanaged<nint, float, int> AppendSum2 = (delegate* unmanaged<nint, float, int>)Of(library, "dnnl_post_ops_append_sum");
        public readonly delegate* unmanaged<nint, float, int, int, int> AppendSum3 = (delegate* unmanaged<nint, float, int, int, int>)Of(library, "dnnl_post_ops_append_sum");
        public readonly delegate* unmanaged<nint, int> DescriptionDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_primitive_desc_destroy");
        public readonly delegate* unmanaged<nint*, nint, int> PrimitiveCreate = (delegate* unmanaged<nint*, nint, int>)Of(library, "dnnl_primitive_create");
        public readonly delegate* unmanaged<nint, int> PrimitiveDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_primitive_destroy");
        public readonly delegate* unmanaged<nint*, nint, nint, nint, int> MemoryCreate = (delegate* unmanaged<nint*, nint, nint, nint, int>)Of(library, "dnnl_memory_create");
        public readonly delegate* unmanaged<nint, int> MemoryDestroy = (delegate* unmanaged<nint, int>)Of(library, "dnnl_memory_destroy");
        public readonly delegate* unmanaged<nint, void*, int> MemorySetHandle = (delegate* unmanaged<nint, void*, int>)Of(library, "dnnl_memory_set_data_handle");
        public readonly delegate* unmanaged<nint, nint, int, OneDnnArgument*, int> Execute = (delegate* unmanaged<nint, nint, int, OneDnnArgument*, int>)Of(library, "dnnl_primitive_execute");

        public readonly delegate* unmanaged<void*, int, long*, int, long*, int> DescriptorInit2 =
            (delegate* unmanaged<void*, int, long*, int, long*, int>)(isVersion3 ? 0 : Of(library, "dnnl_memory_desc_init_by_strides"));

        public readonly delegate* unmanaged<void*, void*, void*, void*, void*, int> MatmulInit2 =
            (delegate* unmanaged<void*, void*, void*, void*, void*, int>)(isVersion3 ? 0 : Of(library, "dnnl_matmul_desc_init"));

        public readonly delegate* unmanaged<nint*, void*, nint, nint, nint, int> DescriptionCreate2 =
            (delegate* unmanaged<nint*, void*, nint, nint, nint, int>)(isVersion3 ? 0 : Of(library, "dnnl_primitive_desc_create"));

        public readonly delegate* unmanaged<nint*, int, long*, int, long*, int> DescriptorCreate3 =
            (delegate* unmanaged<nint*, int, long*, int, long*, int>)(isVersion3 ? Of(library, "dnnl_memory_desc_create_with_strides") : 0);

        public readonly delegate* unmanaged<nint, int> DescriptorDestroy3 =
            (delegate* unmanaged<nint, int>)(isVersion3 ? Of(library, "dnnl_memory_desc_destroy") : 0);

        public readonly delegate* unmanaged<nint*, nint, nint, nint, nint, nint, nint, int> MatmulCreate3 =
            (delegate* unmanaged<nint*, nint, nint, nint, nint, nint, nint, int>)(isVersion3 ? Of(library, "dnnl_matmul_primitive_desc_create") : 0);

        /// <summary>Null where a function is missing: a library of another version.</summary>
        public static Functions? TryFind(nint library)
        {
            try
            {
                return new Functions(NativeLibrary.TryGetExport(library, "dnnl_matmul_primitive_desc_create", out _), library);
            }
            catch (EntryPointNotFoundException)
            {
                return null;
            }
        }

        private static nint Of(nint library, string name) => NativeLibrary.GetExport(library, name);
    }
}

/// <summary>The shape of a product C (+)= A·B, and how its matrices lie.</summary>
/// <param name="TransposeA">A lies as depth × rows.</param>
/// <param name="TransposeB">B lies as columns × depth.</param>
/// <param name="Rows">Rows of C.</param>
/// <param name="Columns">Columns of C.</param>
/// <param name="Depth">Terms of each sum.</param>
/// <param name="ARow">Values between rows of A as it lies.</param>
/// <param name="BRow">Values between rows of B as it lies.</param>
/// <param name="CRow">Values between rows of C.</param>
/// <param name="Accumulate">Whether to add to C.</param>
internal readonly record struct MatmulShape(
    bool TransposeA, bool TransposeB, int Rows, int Columns, int Depth, nint ARow, nint BRow, nint CRow, bool Accumulate);

/// <summary>An argument of a primitive: dnnl_exec_arg_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OneDnnArgument
{
    public int Place;
    public nint Memory;
}

/// <summary>An object of the library, which is given back when nobody holds it any more.</summary>
internal sealed unsafe class OneDnnObject : SafeHandle
{
    private readonly delegate* unmanaged<nint, int> _destroy;

    public OneDnnObject(nint value, delegate* unmanaged<nint, int> destroy)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    protected override bool ReleaseHandle() => _destroy(handle) == 0;
}

/// <summary>A product of one shape, for the thread that made it.</summary>
internal sealed unsafe class OneDnnProduct(
    OneDnnObject primitive,
    OneDnnObject a,
    OneDnnObject b,
    OneDnnObject c,
    OneDnnObject scratch,
    delegate* unmanaged<nint, void*, int> setHandle,
    delegate* unmanaged<nint, nint, int, OneDnnArgument*, int> execute)
{
    // dnnl_types.h: DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD.
    private const int Source = 1;
    private const int Weights = 33;
    private const int Destination = 17;
    private const int Scratchpad = 80;
    private const int Arguments = 4;

    private readonly delegate* unmanaged<nint, void*, int> _setHandle = setHandle;
    private readonly delegate* unmanaged<nint, nint, int, OneDnnArgument*, int> _execute = execute;

    /// <summary>Memory that a product takes while it runs.</summary>
    public required int ScratchBytes { get; init; }

    /// <summary>Multiplies.</summary>
    /// <param name="stream">The thread's queue.</param>
    /// <param name="left">A.</param>
    /// <param name="right">B.</param>
    /// <param name="result">C.</param>
    /// <param name="room"><see cref="ScratchBytes"/> to work in.</param>
    /// <exception cref="InvalidOperationException">oneDNN refused.</exception>
    public void Run(OneDnnObject stream, ushort* left, ushort* right, float* result, void* room)
    {
        _ = _setHandle(a.Value, left);
        _ = _setHandle(b.Value, right);
        _ = _setHandle(c.Value, result);
        _ = _setHandle(scratch.Value, room);
        var arguments = stackalloc OneDnnArgument[Arguments];
        arguments[0] = new() { Place = Source, Memory = a.Value };
        arguments[1] = new() { Place = Weights, Memory = b.Value };
        arguments[2] = new() { Place = Destination, Memory = c.Value };
        arguments[3] = new() { Place = Scratchpad, Memory = scratch.Value };
        var status = _execute(primitive.Value, stream.Value, Arguments, arguments);
        if (status != 0)
        {
            throw new InvalidOperationException($"oneDNN failed at a product of bfloat16 with status {status}.");
        }
    }
}
