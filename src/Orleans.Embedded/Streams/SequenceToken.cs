using Orleans.Streams;

namespace Orleans.Embedded.Streams;

/// <summary>The place of an item: its batch's number, then its place in the batch.</summary>
internal sealed class SequenceToken(long sequenceNumber, int eventIndex) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    public override int EventIndex { get; protected set; } = eventIndex;

    public override bool Equals(StreamSequenceToken? other) => other is not null && CompareTo(other) == 0;

    public override int CompareTo(StreamSequenceToken? other) => other is null
        ? 1
        : (SequenceNumber, EventIndex).CompareTo((other.SequenceNumber, other.EventIndex));

    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

    public override string ToString() => $"[{SequenceNumber}:{EventIndex}]";
}
