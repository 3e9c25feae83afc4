namespace Orleans.Streams.Filtering;

/// <summary>Keeps items from subscribers that do not want them. Registered in the silo's services under the name of the stream provider.</summary>
public interface IStreamFilter
{
    /// <param name="filterData">What the subscription was made with; null if that was nothing.</param>
    bool ShouldDeliver(StreamId streamId, object item, string? filterData);
}
