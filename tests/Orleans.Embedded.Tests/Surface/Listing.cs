using System.Globalization;
using System.Reflection;

namespace Orleans.Embedded.Tests.Surface;

/// <summary>A type as lines of text: kind, name and bases; then a line a member, in C#'s own words but without nullability.</summary>
internal static class Listing
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(byte)] = "byte",
        [typeof(object)] = "object",
    };

    public static string KindOf(Type type) =>
        type.IsInterface ? "interface"
        : type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    public static IEnumerable<string> BasesOf(Type type)
    {
        var inherited = type.BaseType is null || type.BaseType == typeof(object) || type.IsValueType ? [] : new[] { NameOf(type.BaseType) };
        return inherited.Concat(type.GetInterfaces().Select(NameOf));
    }

    public static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            yield return string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>()
                .Select(value => string.Create(CultureInfo.InvariantCulture, $"{Enum.GetName(type, value)}={value}")));
            yield break;
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return $"{Access(constructor)}ctor({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(Declared).Where(property => IsVisible(property.GetMethod!)))
        {
            var setter = property.SetMethod is { } set && IsVisible(set) ? " set;" : "";
            yield return $"{Access(property.GetMethod!)}{(property.GetMethod!.IsStatic ? "static " : "")}{NameOf(property.PropertyType)} {property.Name} {{ get;{setter} }}";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName))
        {
            yield return Signature(type, method);
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic && !field.IsSpecialName))
        {
            yield return field.IsLiteral
                ? $"const {NameOf(field.FieldType)} {field.Name} = {(field.FieldType == typeof(string) ? "default" : Literal(field.GetRawConstantValue()))}"
                : $"{(field.IsStatic ? "static " : "")}{NameOf(field.FieldType)} {field.Name}";
        }
    }

    private static string Signature(Type type, MethodInfo method)
    {
        var slot = type.IsInterface || method is { IsFinal: true } or { IsVirtual: false } ? "" : method.IsAbstract ? "abstract " : "virtual ";
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{Access(method)}{(method.IsStatic ? "static " : "")}{slot}{NameOf(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select(parameter =>
        {
            var way = parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : "in " : isExtension && parameter.Position == 0 ? "this " : "";
            var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            return $"{way}{NameOf(type)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "")}";
        }));
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{NameOf(underlying)}?";
        }

        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
