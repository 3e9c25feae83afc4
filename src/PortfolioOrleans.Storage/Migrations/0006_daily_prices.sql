-- What each asset was worth in US dollars at the end of each UTC day, for ever. Nobody's in particular; read and written by the service's own statements alone.

CREATE TABLE daily_prices (
    asset text COLLATE "C" NOT NULL CHECK (asset <> ''),
    day date NOT NULL,
    usd numeric NOT NULL CHECK (usd > 0),
    source text NOT NULL,
    PRIMARY KEY (asset, day)
);
GRANT SELECT, INSERT, UPDATE ON daily_prices TO portfolio_system;
