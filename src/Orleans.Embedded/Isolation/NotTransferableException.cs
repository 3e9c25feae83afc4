namespace Orleans.Embedded.Isolation;

/// <summary>
/// A type may not cross a grain call: it could change on the way, or Microsoft Orleans could not serialize it. The message names the
/// interface method, the type and the member.
/// </summary>
public sealed class NotTransferableException(string message) : OrleansException(message);
