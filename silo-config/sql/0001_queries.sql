-- Schema "orleans": what the Orleans AdoNet providers need on PostgreSQL. They look their statements up here, by key, when they start.
-- Name and columns are the providers' own; the connection must have this schema on its search_path. Every statement is atomic by itself.

CREATE SCHEMA IF NOT EXISTS orleans;

CREATE TABLE orleans.orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

-- The role is made by the product's own migration. Applied by hand without it, the schema belongs to whoever applied it.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portfolio_orleans') THEN
        GRANT USAGE ON SCHEMA orleans TO portfolio_orleans;
        GRANT SELECT ON orleans.orleansquery TO portfolio_orleans;
        ALTER DEFAULT PRIVILEGES IN SCHEMA orleans GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portfolio_orleans;
        ALTER DEFAULT PRIVILEGES IN SCHEMA orleans GRANT USAGE ON SEQUENCES TO portfolio_orleans;
    END IF;
END
$$;
