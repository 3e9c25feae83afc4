namespace Orleans.Runtime
{
    /// <summary>What the engine throws when it is not the caller's or the grain's own doing.</summary>
    public class OrleansException : Exception
    {
        public OrleansException() : base("Unexpected error.")
        {
        }

        public OrleansException(string message) : base(message)
        {
        }

        public OrleansException(string message, Exception? innerException) : base(message, innerException)
        {
        }
    }

    /// <summary>The call was not made: there was nobody to make it to.</summary>
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message, Exception? innerException = null) : base(message, innerException)
        {
        }
    }

    /// <summary>The silo is stopping, stopped or crashed.</summary>
    public sealed class SiloUnavailableException : OrleansMessageRejectionException
    {
        public SiloUnavailableException() : base("The silo is not available.")
        {
        }

        public SiloUnavailableException(string msg) : base(msg)
        {
        }

        public SiloUnavailableException(string message, Exception? innerException) : base(message, innerException)
        {
        }
    }

    /// <summary>The observer is gone: deleted, or collected because nobody kept it.</summary>
    public sealed class ClientNotAvailableException : OrleansException
    {
        internal ClientNotAvailableException(GrainId clientId) : base($"The observer {clientId} is gone.")
        {
        }
    }
}

namespace Orleans.Storage
{
    /// <summary>A provider is missing or wrongly set up.</summary>
    public sealed class BadProviderConfigException : OrleansException
    {
        public BadProviderConfigException()
        {
        }

        public BadProviderConfigException(string msg) : base(msg)
        {
        }

        public BadProviderConfigException(string msg, Exception exc) : base(msg, exc)
        {
        }
    }
}
