create table if not exists deployed (version text primary key);
