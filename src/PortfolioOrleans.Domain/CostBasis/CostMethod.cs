namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>Which of the lots held a disposal takes. Kept by name: a name is for ever.</summary>
public enum CostMethod
{
    /// <summary>First in, first out: the oldest acquisition leaves first.</summary>
    Fifo,

    /// <summary>Last in, first out: the youngest acquisition leaves first.</summary>
    Lifo,

    /// <summary>Highest in, first out: the highest cost of a unit, fee included, leaves first; of equal ones the one booked first.</summary>
    Hifo,

    /// <summary>
    /// One pool: a disposal takes its share of the whole cost (the moving average; "adjusted cost base", Canada Revenue Agency T4037). The oldest acquisition
    /// still leaves first, for the holding period alone.
    /// </summary>
    Average,
}
