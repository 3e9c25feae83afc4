using System.Reflection;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Grains;

namespace House.Tests;

/// <summary>What crosses a grain call or a stream, so that what runs on one engine runs on the other and on every silo of a mixed cluster.</summary>
public sealed class ContractTests
{
    private static readonly Assembly[] Assemblies = [typeof(Names).Assembly, typeof(GrainsRegistration).Assembly];

    private static IEnumerable<Type> Types => Assemblies.SelectMany(assembly => assembly.GetTypes());

    private static IEnumerable<Type> Travelling => Types.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    private static IEnumerable<Type> GrainInterfaces => Types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    private static IEnumerable<Type> GrainClasses => Types.Where(type => typeof(Grain).IsAssignableFrom(type));

    public static TheoryData<string> TravellingNames => [.. Travelling.Select(type => type.FullName!)];

    private static Type Find(string name) => Types.Single(type => type.FullName == name);

    [Theory]
    [MemberData(nameof(TravellingNames))]
    public void What_travels_has_a_name_for_ever(string name) => Assert.NotNull(Find(name).GetCustomAttribute<AliasAttribute>());

    [Fact]
    public void No_name_is_given_twice()
    {
        var names = Travelling.Concat(GrainInterfaces).Select(type => type.GetCustomAttribute<AliasAttribute>()?.Alias).OfType<string>().ToList();

        Assert.Empty(names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.True(names.Count > 30);
    }

    [Theory]
    [MemberData(nameof(TravellingNames))]
    public void What_travels_is_sealed_and_never_changes(string name)
    {
        var type = Find(name);

        Assert.True(type.IsSealed, $"{type.Name} may be derived from; then a receiver cannot know what comes.");
        // What an exception inherits from Exception is the framework's own.
        Assert.All(type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.DeclaringType != typeof(Exception)), property =>
            Assert.True(property.SetMethod is null || IsInit(property.SetMethod), $"{type.Name}.{property.Name} can be set."));
    }

    [Theory]
    [MemberData(nameof(TravellingNames))]
    public void Every_member_that_travels_has_a_number_of_its_own(string name)
    {
        var type = Find(name);
        var numbers = Members(type).Select(member => (member.Name, member.GetCustomAttribute<IdAttribute>()?.Id)).ToList();

        Assert.All(numbers, member => Assert.True(member.Id is not null, $"{type.Name}.{member.Name} has no [Id] and would not arrive."));
        Assert.Equal(numbers.Count, numbers.Select(member => member.Id).Distinct().Count());
    }

    [Fact]
    public void Every_grain_method_has_a_name_for_ever()
    {
        foreach (var grain in GrainInterfaces)
        {
            Assert.NotNull(grain.GetCustomAttribute<AliasAttribute>());
            var names = grain.GetMethods().Select(method => method.GetCustomAttribute<AliasAttribute>()?.Alias).ToList();
            Assert.All(names, alias => Assert.False(string.IsNullOrEmpty(alias), $"{grain.Name} has a method without [Alias]."));
            Assert.Equal(names.Count, names.Distinct().Count());
        }
    }

    [Fact]
    public void A_cancellation_token_comes_last() => Assert.All(
        GrainInterfaces.SelectMany(grain => grain.GetMethods()),
        method => Assert.DoesNotContain(method.GetParameters().SkipLast(1), parameter => parameter.ParameterType == typeof(CancellationToken)));

    [Fact]
    public void Grains_are_internal_sealed_and_take_one_request_at_a_time()
    {
        Assert.NotEmpty(GrainClasses);
        Assert.All(GrainClasses, grain =>
        {
            Assert.True(grain is { IsSealed: true, IsPublic: false }, $"{grain.Name} must be internal and sealed.");
            Assert.Null(grain.GetCustomAttribute<Orleans.Concurrency.ReentrantAttribute>());
        });
    }

    [Fact]
    public void No_two_grains_share_the_name_of_their_state()
    {
        var names = GrainClasses.SelectMany(grain => grain.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()).OfType<PersistentStateAttribute>()
            .Select(state => state.StateName).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(["account", "portfolio"], names.Order());
    }

    [Fact]
    public void State_is_one_record_that_travels_too()
    {
        var states = GrainClasses.SelectMany(grain => grain.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>() is not null)
            .Select(parameter => parameter.ParameterType.GetGenericArguments()[0]);

        Assert.All(states, state => Assert.Contains(state, Travelling));
    }

    /// <summary>Of a record its properties, of a surrogate its fields; what follows from the rest does not travel.</summary>
    private static IEnumerable<MemberInfo> Members(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        return type.GetFields(own).Cast<MemberInfo>().Concat(type.GetProperties(own).Where(property =>
            type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null));
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
