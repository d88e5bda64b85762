-- MIGRATION 202611290310 the keys that the fund signs with
-- Public halves only; the secret one lies in DIR/keys. The newest signs; the others stay, because what
-- they signed is still out there. Public, and in the chain: a key cannot be put in unseen.
-- TABLE signing_key journal=public
CREATE TABLE signing_key (
    id {id},
    hex TEXT NOT NULL UNIQUE,
    since {ts} NOT NULL,
    until {ts}
);
