using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans
{
    /// <summary>One call on its way, as filters see it.</summary>
    public interface IGrainCallContext
    {
        /// <summary>The arguments, which a filter may replace.</summary>
        IInvokable Request { get; }

        /// <summary>The grain for incoming calls, the reference for outgoing ones.</summary>
        object Grain { get; }

        /// <summary>The calling grain; null from outside the grains.</summary>
        GrainId? SourceId { get; }

        GrainId TargetId { get; }

        GrainInterfaceType InterfaceType { get; }

        string InterfaceName { get; }

        string MethodName { get; }

        MethodInfo InterfaceMethod { get; }

        /// <summary>What the method returned, once <see cref="Invoke"/> is done; a filter may replace it.</summary>
        object? Result { get; set; }

        /// <summary>Goes on with the next filter, or the method itself.</summary>
        Task Invoke();
    }

    public interface IIncomingGrainCallContext : IGrainCallContext
    {
        IGrainContext TargetContext { get; }

        MethodInfo ImplementationMethod { get; }
    }

    public interface IOutgoingGrainCallContext : IGrainCallContext
    {
        /// <summary>The calling activation; null from outside the grains.</summary>
        IGrainContext? SourceContext { get; }
    }

    /// <summary>Runs around every call a grain receives, in the grain's turn. A grain class that is one filters its own calls, last.</summary>
    public interface IIncomingGrainCallFilter
    {
        Task Invoke(IIncomingGrainCallContext context);
    }

    /// <summary>Runs around every call that is made.</summary>
    public interface IOutgoingGrainCallFilter
    {
        Task Invoke(IOutgoingGrainCallContext context);
    }

    public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

    public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
}

namespace Orleans.Serialization.Invocation
{
    /// <summary>The method and the arguments of a call.</summary>
    public interface IInvokable
    {
        int GetArgumentCount();

        object? GetArgument(int index);

        void SetArgument(int index, object? value);

        string GetMethodName();

        string GetInterfaceName();

        Type GetInterfaceType();

        MethodInfo GetMethod();
    }
}

namespace Orleans.Embedded.Calls
{
    internal abstract class CallContext(IMethodCall call, object grain, Func<Task<object?>> last) : IGrainCallContext, IInvokable
    {
        private int _next;

        public IInvokable Request => this;

        public object Grain => grain;

        public GrainId? SourceId => call.Source?.GrainId;

        public GrainId TargetId => call.Target;

        public GrainInterfaceType InterfaceType => new(InterfaceMethod.DeclaringType!.FullName!);

        public string InterfaceName => InterfaceMethod.DeclaringType!.Name;

        public string MethodName => InterfaceMethod.Name;

        public MethodInfo InterfaceMethod => call.Plan.Method;

        public object? Result { get; set; }

        protected IMethodCall Call => call;

        public Task Invoke() => InvokeFilter(_next++) ?? InvokeLastAsync();

        public int GetArgumentCount() => call.Arguments.Length;

        public object? GetArgument(int index) => call.Arguments[index];

        public void SetArgument(int index, object? value) => call.Arguments[index] = value;

        public string GetMethodName() => MethodName;

        public string GetInterfaceName() => InterfaceName;

        public Type GetInterfaceType() => InterfaceMethod.DeclaringType!;

        public MethodInfo GetMethod() => InterfaceMethod;

        private async Task InvokeLastAsync() => Result = await last();

        /// <summary>Runs the filter of that place in the row; null behind the last one.</summary>
        protected abstract Task? InvokeFilter(int place);
    }

    internal sealed class IncomingCallContext(IMethodCall call, object grain, Func<Task<object?>> last)
        : CallContext(call, grain, last), IIncomingGrainCallContext
    {
        public IGrainContext TargetContext { get; } = RuntimeContext.Current!;

        public MethodInfo ImplementationMethod
        {
            get
            {
                var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
                return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
            }
        }

        protected override Task? InvokeFilter(int place)
        {
            var filters = Call.Silo.IncomingFilters;
            return place < filters.Length ? filters[place].Invoke(this)
                : place == filters.Length && Grain is IIncomingGrainCallFilter own ? own.Invoke(this)
                : null;
        }
    }

    internal sealed class OutgoingCallContext(IMethodCall call, Func<Task<object?>> last)
        : CallContext(call, InterfacePlan.For(call.Plan.Method.DeclaringType!).CreateReference(call.Silo, call.Target), last),
            IOutgoingGrainCallContext
    {
        public IGrainContext? SourceContext => Call.Source;

        protected override Task? InvokeFilter(int place) =>
            place < Call.Silo.OutgoingFilters.Length ? Call.Silo.OutgoingFilters[place].Invoke(this) : null;
    }
}
