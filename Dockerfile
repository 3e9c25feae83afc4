# syntax=docker/dockerfile:1
# One image, every role:  docker build -t portfolio .
#   docker run portfolio serve --role silo      (without --role: everything in one process)
#   docker run portfolio migrate
# Built on the Orleans engine; silo-config/compose.yaml shows two silos and a gateway.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /repo
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY silo-config/ silo-config/
COPY src/ src/
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/PortfolioOrleans.Silo --configuration Release -p:GrainEngine=Orleans --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .

# The cluster's settings; the connection string and the master key come from outside, never from the image.
COPY silo-config/appsettings.Cluster.json .
ENV DOTNET_ENVIRONMENT=Cluster \
    ASPNETCORE_HTTP_PORTS=

# The unprivileged user of the base image. Nothing is written to the file system: state lives in PostgreSQL.
USER $APP_UID

# HTTP, silo to silo, clients to silo.
EXPOSE 8000 11111 30000

HEALTHCHECK --interval=10s --timeout=5s --start-period=40s --retries=3 CMD ["/app/portfolio", "health"]
ENTRYPOINT ["/app/portfolio"]
CMD ["serve"]
