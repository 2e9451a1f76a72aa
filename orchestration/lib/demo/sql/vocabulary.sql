-- The words that the made-up world is built of. Shares are cumulative: a draw falls on the row with
-- from_share <= draw < to_share.

set variable first_names = [
    'anna', 'ben', 'clara', 'david', 'elena', 'felix', 'greta', 'hugo', 'ines', 'jonas', 'karla',
    'leon', 'marta', 'nils', 'olga', 'paul', 'quinn', 'rosa', 'stefan', 'tessa', 'ulf', 'vera',
    'willem', 'xenia', 'yuki', 'zoe', 'marco', 'lucia', 'pierre', 'ewa', 'diego', 'grace',
];

set variable last_names = [
    'madeup', 'invento', 'fictus', 'sample', 'muster', 'modelo', 'exempel', 'fabula', 'beispiel',
    'esempio', 'exemple', 'przyklad', 'ejemplo', 'voorbeeld', 'exemplo', 'pattern', 'template',
    'dummyman', 'nobodyson', 'phantom', 'mirage', 'figment', 'pretend', 'makebelieve', 'specimen',
    'imago', 'chimera', 'storyman', 'taleworth', 'fableton', 'mythen', 'legendre',
];

set variable openings = [
    'Vel', 'Ar', 'Bren', 'Cal', 'Dor', 'El', 'Fen', 'Gar', 'Hal', 'Ist', 'Jor', 'Kel', 'Lor',
    'Mar', 'Nor', 'Or', 'Pel', 'Quor', 'Ren', 'Sal', 'Tor', 'Ul', 'Var', 'Wen', 'Xan', 'Yar',
    'Zel', 'Bal', 'Cor', 'Den', 'Fal', 'Gren',
];

set variable middles = [
    'mo', 'ta', 'vi', 'la', 'ne', 'ri', 'so', 'da', 'ke', 'lu', 'mi', 'no', 'pa', 'ro', 'sa', 'te',
    'va', 'ze', 'bi', 'co', 'du', 'fe', 'go', 'hi', 'ja', 'ku', 'le', 'ma', 'ni', 'po', 're', 'si',
];

set variable endings = [
    'ra', 'nto', 'lis', 'dan', 'mer', 'vex', 'sen', 'tal', 'rox', 'bury', 'ford', 'mark', 'stad',
    'wick', 'holm', 'nova', 'berg', 'tis', 'gen', 'lund', 'via', 'quo', 'zan', 'pia', 'dor', 'lex',
    'mund', 'ria', 'sco', 'tan', 'vil', 'xa',
];

create temp table countries (
    from_share double, to_share double, country varchar, region varchar, team varchar,
    currency varchar, pull double, spellings varchar[], cities varchar[], legal_forms varchar[]
);

insert into countries values
(0.00, 0.19, 'DE', 'DACH', 'DACH', 'EUR', 1.0, ['Germany', 'Germany', 'Deutschland', 'DE'],
    ['Kassel', 'Ulm', 'Bremen', 'Heilbronn'], ['GmbH', 'GmbH & Co. KG', 'AG']),
(0.19, 0.23, 'AT', 'DACH', 'DACH', 'EUR', 0.9, ['Austria', 'Österreich', 'AT'],
    ['Linz', 'Graz', 'Wels'], ['GmbH', 'AG']),
(0.23, 0.27, 'CH', 'DACH', 'DACH', 'CHF', 0.9, ['Switzerland', 'Schweiz', 'CH'],
    ['Winterthur', 'Thun', 'Zug'], ['AG', 'SA']),
(0.27, 0.35, 'FR', 'West Europe', 'Europe', 'EUR', 0.7, ['France', 'FR'],
    ['Lyon', 'Nantes', 'Reims'], ['SAS', 'SA']),
(0.35, 0.44, 'IT', 'South Europe', 'Europe', 'EUR', 0.6, ['Italy', 'Italia', 'IT'],
    ['Parma', 'Modena', 'Verona'], ['S.p.A.', 'S.r.l.']),
(0.44, 0.50, 'ES', 'South Europe', 'Europe', 'EUR', 0.5, ['Spain', 'España', 'ES'],
    ['Girona', 'Murcia', 'Zaragoza'], ['S.A.', 'S.L.']),
(0.50, 0.54, 'NL', 'West Europe', 'Europe', 'EUR', 0.8, ['Netherlands', 'The Netherlands', 'NL'],
    ['Breda', 'Venlo', 'Zwolle'], ['B.V.', 'N.V.']),
(0.54, 0.59, 'PL', 'East Europe', 'Europe', 'PLN', 0.4, ['Poland', 'Polska', 'PL'],
    ['Poznan', 'Lodz', 'Torun'], ['Sp. z o.o.', 'S.A.']),
(0.59, 0.67, 'GB', 'West Europe', 'Europe', 'GBP', 0.6,
    ['United Kingdom', 'UK', 'Great Britain', 'GB'],
    ['Leeds', 'Derby', 'Norwich'], ['Ltd', 'PLC']),
(0.67, 0.80, 'US', 'North America', 'Americas', 'USD', 0.8,
    ['United States', 'USA', 'US', 'United States of America'],
    ['Dayton', 'Fresno', 'Omaha', 'Tulsa'], ['Inc.', 'LLC', 'Corp.']),
(0.80, 0.86, 'MX', 'Latin America', 'Americas', 'USD', 0.4, ['Mexico', 'MX'],
    ['Puebla', 'Toluca'], ['S.A. de C.V.']),
(0.86, 0.93, 'BR', 'Latin America', 'Americas', 'BRL', 0.3, ['Brazil', 'Brasil', 'BR'],
    ['Campinas', 'Joinville'], ['Ltda.', 'S.A.']),
(0.93, 1.00, 'JP', 'Asia Pacific', 'Asia Pacific', 'JPY', 0.3, ['Japan', 'JP'],
    ['Nagoya', 'Sendai'], ['K.K.', 'Co., Ltd.']);

create temp table industries (
    from_share double, to_share double, industry varchar, pull double, revenue_per_employee double,
    units_per_employee double, spellings varchar[], words varchar[]
);

insert into industries values
(0.00, 0.07, 'food', 1.0, 260000, 220000, ['Food', 'Food', 'Food Production', 'food'],
    ['Foods', 'Fine Foods', 'Snacks', 'Frozen']),
(0.07, 0.12, 'beverages', 0.9, 320000, 400000, ['Beverages', 'Beverage', 'Food & Beverages'],
    ['Beverages', 'Drinks', 'Brewing']),
(0.12, 0.15, 'dairy', 0.9, 300000, 350000, ['Dairy', 'Dairy Products'], ['Dairy', 'Creamery']),
(0.15, 0.18, 'confectionery', 0.9, 240000, 500000,
    ['Confectionery', 'Sweets'], ['Chocolate', 'Sweets']),
(0.18, 0.23, 'pharmaceuticals', 1.0, 360000, 250000,
    ['Pharmaceuticals', 'Pharma'], ['Pharma', 'Remedies']),
(0.23, 0.28, 'medical', 0.7, 280000, 60000,
    ['Medical', 'Medical Devices'], ['Medical', 'Surgical']),
(0.28, 0.34, 'cosmetics', 0.8, 260000, 180000,
    ['Cosmetics', 'Personal Care'], ['Cosmetics', 'Care']),
(0.34, 0.40, 'household_goods', 0.6, 230000, 120000,
    ['Household Goods', 'Household Products'], ['Home', 'Household']),
(0.40, 0.43, 'pet_food', 0.8, 250000, 200000, ['Pet Food', 'Petfood'], ['Petfood', 'Pet']),
(0.43, 0.54, 'chemicals', 0.4, 380000, 40000,
    ['Chemicals', 'Chemical Industry'], ['Chemicals', 'Coatings']),
(0.54, 0.63, 'agriculture', 0.3, 180000, 30000, ['Agriculture', 'Farming'], ['Agrar', 'Seeds']),
(0.63, 0.73, 'logistics', 0.3, 150000, 20000,
    ['Logistics', 'Transportation & Logistics'], ['Logistics', 'Freight']),
(0.73, 0.81, 'retail', 0.2, 210000, 15000, ['Retail', 'Retail Trade'], ['Retail', 'Stores']),
(0.81, 0.89, 'electronics', 0.3, 290000, 50000,
    ['Electronics', 'Electronic Components'], ['Electronics', 'Circuits']),
(0.89, 0.93, 'automotive', 0.1, 310000, 8000,
    ['Automotive', 'Automobile'], ['Automotive', 'Motors']),
(0.93, 0.97, 'construction', 0.1, 220000, 5000, ['Construction', 'Construction Materials'],
    ['Building', 'Cement']),
(0.97, 0.99, 'energy', 0.0, 500000, 0, ['Energy', 'Energy Supply'], ['Energy', 'Power']),
(0.99, 1.00, 'software', 0.0, 160000, 0,
    ['Software', 'Computer Software'], ['Software', 'Systems']);

create temp table products (
    product_no integer, name varchar, series varchar, list_price decimal(18, 2)
);

insert into products values
(1, 'Flowline 200 (made-up)', 'Flowline', 240000),
(2, 'Flowline 400 (made-up)', 'Flowline', 410000),
(3, 'Traywell 10 (made-up)', 'Traywell', 180000),
(4, 'Traywell 30 (made-up)', 'Traywell', 360000),
(5, 'Cartonix 5 (made-up)', 'Cartonix', 290000),
(6, 'Cartonix 9 (made-up)', 'Cartonix', 620000),
(7, 'Sachetta S (made-up)', 'Sachetta', 150000),
(8, 'Sachetta XL (made-up)', 'Sachetta', 520000),
(9, 'Palletor 1 (made-up)', 'Palletor', 330000),
(10, 'Palletor 2 (made-up)', 'Palletor', 480000),
(11, 'Blisterline P (made-up)', 'Blisterline', 780000),
(12, 'Fillwell Rotary (made-up)', 'Fillwell', 950000),
(13, 'Format set (made-up)', 'Parts', 35000),
(14, 'Installation and training (made-up)', 'Services', 28000);

-- The way of a deal: a stage is reached when this share of the sales cycle has gone by.
create temp table stages (stage_no integer, stage varchar, reached_at double, probability double);

insert into stages values
(1, 'Qualification', 0.00, 0.10),
(2, 'Needs Analysis', 0.15, 0.25),
(3, 'Concept and Quote', 0.40, 0.50),
(4, 'Technical Clarification', 0.65, 0.70),
(5, 'Negotiation', 0.85, 0.85);

create temp table owners (owner_no integer, team varchar, region varchar, role varchar);

insert into owners
select
    1 + i as owner_no,
    ['DACH', 'DACH', 'Europe', 'Europe', 'Americas', 'Asia Pacific'][1 + i % 6] as team,
    ['DACH', 'DACH', 'West Europe', 'South Europe', 'North America', 'Asia Pacific'][1 + i % 6]
        as region,
    case
        when i < 6 then 'Sales Director'
        when i < 18 then 'Account Executive'
        else 'Sales Development'
    end as role
from range(24) as t(i);

-- Fictional fairs: in the 19th and the 39th week of every year, Tuesday to Thursday.
create temp table fairs as
select
    'Packtage ' || season || ' ' || fair_year || ' (made-up fair)' as fair,
    'Packtage ' || season || ' ' || fair_year as list_name,
    fair_year * 10 + season_no as fair_no,
    (date_trunc('week', make_date(fair_year, 1, 4)) + to_days(7 * (week - 1) + 1))::date
        as starts_on,
from range(1990, 2100) as years(fair_year)
cross join (values ('Spring', 1, 19), ('Autumn', 2, 39)) as seasons(season, season_no, week);

create temp table rates (currency varchar, rate_to_base double);

insert into rates values
('EUR', 1.0),
('USD', 0.92),
('GBP', 1.17),
('CHF', 1.04),
('PLN', 0.23),
('JPY', 0.0062),
('BRL', 0.17);
