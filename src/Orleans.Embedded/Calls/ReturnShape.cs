using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>What a grain method returns, and so what its caller holds while it waits.</summary>
internal abstract class ReturnShape
{
    /// <summary>The type inside the task; null when there is none.</summary>
    public abstract Type? ResultType { get; }

    /// <summary>Makes and sends a call.</summary>
    /// <returns>What the interface method returns to its caller.</returns>
    public abstract object? Send(Silo silo, GrainId target, MethodPlan plan, object?[] arguments);

    /// <exception cref="NotSupportedException">The method returns something else than a task.</exception>
    public static ReturnShape Of(MethodInfo method, string name)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || (type == typeof(void) && typeof(IGrainObserver).IsAssignableFrom(method.DeclaringType)))
        {
            return new TaskShape();
        }

        if (type == typeof(ValueTask))
        {
            return new ValueTaskShape();
        }

        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var closed = shape == typeof(Task<>) ? typeof(TaskShape<>) : shape == typeof(ValueTask<>) ? typeof(ValueTaskShape<>) : null;
        return closed is null
            ? throw new NotSupportedException($"{name} returns {type.Name}; grain methods return Task, Task<T>, ValueTask or ValueTask<T>.")
            : (ReturnShape)Activator.CreateInstance(closed.MakeGenericType(type.GetGenericArguments()))!;
    }

    private static Task<T> Promise<T>(Silo silo, GrainId target, MethodPlan plan, object?[] arguments)
    {
        plan.DemandArguments(arguments);
        return new GrainCall<T>(silo, target, plan, arguments).SendAsync();
    }

    private sealed class TaskShape : ReturnShape
    {
        public override Type? ResultType => null;

        public override object Send(Silo silo, GrainId target, MethodPlan plan, object?[] arguments) =>
            Promise<Nothing>(silo, target, plan, arguments);
    }

    private sealed class ValueTaskShape : ReturnShape
    {
        public override Type? ResultType => null;

        public override object Send(Silo silo, GrainId target, MethodPlan plan, object?[] arguments) =>
            new ValueTask(Promise<Nothing>(silo, target, plan, arguments));
    }

    private sealed class TaskShape<T> : ReturnShape
    {
        public override Type ResultType => typeof(T);

        public override object Send(Silo silo, GrainId target, MethodPlan plan, object?[] arguments) =>
            Promise<T>(silo, target, plan, arguments);
    }

    private sealed class ValueTaskShape<T> : ReturnShape
    {
        public override Type ResultType => typeof(T);

        public override object Send(Silo silo, GrainId target, MethodPlan plan, object?[] arguments) =>
            new ValueTask<T>(Promise<T>(silo, target, plan, arguments));
    }
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct Nothing;
