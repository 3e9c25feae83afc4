using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace Orleans.Embedded.Tests.Surface;

/// <summary>The same lines as <see cref="Listing"/>, from an assembly that cannot be loaded because what it references is not there.</summary>
internal sealed partial class MetadataListing(MetadataReader reader)
{
    private readonly Names _names = new();

    public IEnumerable<(string Name, TypeDefinition Type)> Types() =>
        from handle in reader.TypeDefinitions
        let type = reader.GetTypeDefinition(handle)
        where (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
        select ($"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}", type);

    public string KindOf(TypeDefinition type)
    {
        var ancestor = type.BaseType.IsNil ? "" : NameOf(type.BaseType, type);
        return (type.Attributes & TypeAttributes.Interface) != 0 ? "interface"
            : ancestor == "Enum" ? "enum"
            : ancestor == "ValueType" ? "struct"
            : (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed)) switch
            {
                TypeAttributes.Abstract | TypeAttributes.Sealed => "static class",
                TypeAttributes.Abstract => "abstract class",
                TypeAttributes.Sealed => "sealed class",
                _ => "class",
            };
    }

    public IEnumerable<string> BasesOf(TypeDefinition type)
    {
        var contracts = type.GetInterfaceImplementations().Select(handle => NameOf(reader.GetInterfaceImplementation(handle).Interface, type));
        return type.BaseType.IsNil ? contracts : contracts.Prepend(NameOf(type.BaseType, type));
    }

    public IEnumerable<string> MembersOf(TypeDefinition type)
    {
        var fields = type.GetFields().Select(reader.GetFieldDefinition)
            .Where(field => (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public && (field.Attributes & FieldAttributes.SpecialName) == 0)
            .ToArray();
        if (KindOf(type) == "enum")
        {
            return [string.Join(", ", fields.Select(field => $"{reader.GetString(field.Name)}={Constant(field.GetDefaultValue())}"))];
        }

        return type.GetMethods().Select(reader.GetMethodDefinition).Where(IsVisible).Select(method => MethodLine(type, method))
            .Concat(type.GetProperties().Select(handle => PropertyLine(type, reader.GetPropertyDefinition(handle))))
            .Concat(fields.Select(field => FieldLine(type, field)))
            .OfType<string>();
    }

    private string? MethodLine(TypeDefinition type, MethodDefinition method)
    {
        var name = reader.GetString(method.Name);
        var signature = method.DecodeSignature(_names, new Scope(GenericNames(type.GetGenericParameters()), GenericNames(method.GetGenericParameters())));
        if (name == ".ctor")
        {
            return $"{Access(method)}ctor({Parameters(method, signature)})";
        }

        if ((method.Attributes & MethodAttributes.SpecialName) != 0)
        {
            return null;
        }

        var isSlot = (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.Final)) == MethodAttributes.Virtual && KindOf(type) != "interface";
        var slot = !isSlot ? "" : (method.Attributes & MethodAttributes.Abstract) != 0 ? "abstract " : "virtual ";
        var generic = GenericNames(method.GetGenericParameters()) is { Length: > 0 } names ? $"<{string.Join(", ", names)}>" : "";
        return $"{Access(method)}{Static(method)}{slot}{signature.ReturnType} {name}{generic}({Parameters(method, signature)})";
    }

    private string? PropertyLine(TypeDefinition type, PropertyDefinition property)
    {
        var (get, set) = (property.GetAccessors().Getter, property.GetAccessors().Setter);
        if (get.IsNil || !IsVisible(reader.GetMethodDefinition(get)))
        {
            return null;
        }

        var getter = reader.GetMethodDefinition(get);
        var value = property.DecodeSignature(_names, new Scope(GenericNames(type.GetGenericParameters()), [])).ReturnType;
        var setter = !set.IsNil && IsVisible(reader.GetMethodDefinition(set)) ? " set;" : "";
        return $"{Access(getter)}{Static(getter)}{value} {reader.GetString(property.Name)} {{ get;{setter} }}";
    }

    private string FieldLine(TypeDefinition type, FieldDefinition field)
    {
        var value = field.DecodeSignature(_names, new Scope(GenericNames(type.GetGenericParameters()), []));
        var name = reader.GetString(field.Name);
        return (field.Attributes & FieldAttributes.Literal) != 0
            ? $"const {value} {name} = {(value == "string" ? "default" : Constant(field.GetDefaultValue()))}"
            : $"{((field.Attributes & FieldAttributes.Static) != 0 ? "static " : "")}{value} {name}";
    }

    private string Parameters(MethodDefinition method, MethodSignature<string> signature)
    {
        var isExtension = method.GetCustomAttributes().Any(handle => AttributeName(handle) == "ExtensionAttribute");
        return string.Join(", ", method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0).Select(parameter =>
        {
            var type = signature.ParameterTypes[parameter.SequenceNumber - 1];
            var way = type.EndsWith('&') ? (parameter.Attributes & ParameterAttributes.Out) != 0 ? "out " : "in "
                : isExtension && parameter.SequenceNumber == 1 ? "this " : "";
            var value = (parameter.Attributes & ParameterAttributes.HasDefault) != 0 ? $" = {Constant(parameter.GetDefaultValue())}"
                : (parameter.Attributes & ParameterAttributes.Optional) != 0 ? " = default" : "";
            return $"{way}{type.TrimEnd('&')} {reader.GetString(parameter.Name)}{value}";
        }));
    }

    private string Constant(ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) switch
        {
            null => "default",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
        };
    }

    private string AttributeName(CustomAttributeHandle handle) =>
        reader.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
            && reader.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name)
            : "";

    private string NameOf(EntityHandle handle, TypeDefinition within) => handle.Kind switch
    {
        HandleKind.TypeReference => _names.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeDefinition => _names.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        _ => reader.GetTypeSpecification((TypeSpecificationHandle)handle)
            .DecodeSignature(_names, new Scope(GenericNames(within.GetGenericParameters()), [])),
    };

    private string[] GenericNames(GenericParameterHandleCollection parameters) =>
        [.. parameters.Select(handle => reader.GetString(reader.GetGenericParameter(handle).Name))];

    private static bool IsVisible(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string Access(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "" : "protected ";

    private static string Static(MethodDefinition method) => (method.Attributes & MethodAttributes.Static) != 0 ? "static " : "";

    private sealed record Scope(string[] OfType, string[] OfMethod);

    /// <summary>Types in signatures by name.</summary>
    private sealed partial class Names : ISignatureTypeProvider<string, Scope>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
        {
            PrimitiveTypeCode.Void or PrimitiveTypeCode.String or PrimitiveTypeCode.Byte or PrimitiveTypeCode.Object =>
                typeCode.ToString().ToLowerInvariant(),
            PrimitiveTypeCode.Boolean => "bool",
            PrimitiveTypeCode.Int32 => "int",
            PrimitiveTypeCode.UInt32 => "uint",
            PrimitiveTypeCode.Int64 => "long",
            _ => typeCode.ToString(),
        };

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            WithoutArity().Replace(reader.GetString(reader.GetTypeReference(handle).Name), "");

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            WithoutArity().Replace(reader.GetString(reader.GetTypeDefinition(handle).Name), "");

        public string GetTypeFromSpecification(MetadataReader reader, Scope genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            genericType == "Nullable" ? $"{typeArguments[0]}?" : $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericTypeParameter(Scope genericContext, int index) => genericContext.OfType[index];

        public string GetGenericMethodParameter(Scope genericContext, int index) => genericContext.OfMethod[index];

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[,]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

        [GeneratedRegex("`[0-9]+$")]
        private static partial Regex WithoutArity();
    }
}
