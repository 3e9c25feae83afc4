using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Embedded.Calls;

/// <summary>All that is known about one grain interface method before anyone calls it.</summary>
internal sealed class MethodPlan
{
    private readonly MethodInvoker _invoker;
    private readonly int[] _openParameters;
    private readonly Type[] _parameterTypes;

    /// <exception cref="NotTransferableException">An argument or the result may not cross a call.</exception>
    /// <exception cref="NotSupportedException">The method is of a kind that calls cannot carry.</exception>
    public MethodPlan(MethodInfo method)
    {
        Method = method;
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (method.IsGenericMethod || method.IsSpecialName)
        {
            throw new NotSupportedException($"{Name}: grain interfaces here have plain methods only, neither generic ones nor properties.");
        }

        var parameters = method.GetParameters();
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType.IsByRef)
            {
                throw new NotSupportedException($"{Name}: parameter {parameter.Name} is by reference, which a call cannot carry.");
            }

            TravelRules.Demand(parameter.ParameterType, $"{Name}, parameter {parameter.Name}");
        }

        _parameterTypes = [.. parameters.Select(parameter => parameter.ParameterType)];
        _openParameters = [.. Enumerable.Range(0, parameters.Length).Where(index => TravelRules.IsOpen(_parameterTypes[index]))];
        CancellationIndex = Array.IndexOf(_parameterTypes, typeof(CancellationToken));
        if (CancellationIndex != Array.LastIndexOf(_parameterTypes, typeof(CancellationToken)))
        {
            throw new NotSupportedException($"{Name} has two cancellation tokens; a call has one.");
        }

        Shape = ReturnShape.Of(method, Name);
        if (Shape.ResultType is { } result)
        {
            TravelRules.Demand(result, $"{Name}, result");
            HasOpenResult = TravelRules.IsOpen(result);
        }

        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        OnlyReads = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.ReturnType == typeof(void) || method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        _invoker = MethodInvoker.Create(method);
    }

    public MethodInfo Method { get; }

    /// <summary>Interface and method, for messages.</summary>
    public string Name { get; }

    public ReturnShape Shape { get; }

    public bool Interleaves { get; }

    public bool OnlyReads { get; }

    public bool IsOneWay { get; }

    public TimeSpan? ResponseTimeout { get; }

    /// <summary>Which argument cancels the call; -1 for none.</summary>
    public int CancellationIndex { get; }

    public bool HasOpenResult { get; }

    public object? Invoke(object instance, object?[] arguments) => _invoker.Invoke(instance, arguments.AsSpan());

    /// <summary>Looks at arguments whose own type is not settled by the parameter's.</summary>
    public void DemandArguments(object?[] arguments)
    {
        foreach (var index in _openParameters)
        {
            if (arguments[index] is { } argument)
            {
                TravelRules.Demand(argument.GetType(), $"{Name}, parameter {Method.GetParameters()[index].Name}");
            }
        }
    }
}
