namespace Orleans
{
    /// <summary>What every grain interface inherits, by way of the kind of key it has.</summary>
    public interface IGrain : Runtime.IAddressable;

    public interface IGrainWithStringKey : IGrain;

    public interface IGrainWithGuidKey : IGrain;

    public interface IGrainWithIntegerKey : IGrain;

    public interface IGrainWithGuidCompoundKey : IGrain;

    public interface IGrainWithIntegerCompoundKey : IGrain;

    /// <summary>An object outside the grains that grains may call, through <see cref="IGrainFactory.CreateObjectReference"/>.</summary>
    public interface IGrainObserver : Runtime.IAddressable;
}

namespace Orleans.Runtime
{
    /// <summary>Anything a call can be sent to.</summary>
    public interface IAddressable;
}
