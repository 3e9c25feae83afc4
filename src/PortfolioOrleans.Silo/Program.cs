using PortfolioOrleans.Silo.Commands;

return await PortfolioCommand.RunAsync(args);
