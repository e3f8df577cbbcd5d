CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, country text NOT NULL);
INSERT INTO customers VALUES (1, 'Ada', 'TW'), (2, 'Grace', 'HK'), (3, '王小明', 'TW');
