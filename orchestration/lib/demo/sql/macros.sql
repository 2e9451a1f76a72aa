-- Chance without random(): every draw is a pure function of the seed, a salt (what is drawn) and a
-- key (for whom). md5 is defined outside DuckDB: no version and no thread changes a draw.

-- 63 independent bits.
create macro bits(salt, key) as
    (md5_number(getvariable('seed') || ':' || salt || ':' || key) & 9223372036854775807)::bigint;

-- Uniform in [0, 1).
create macro draw(salt, key) as (bits(salt, key) & 1073741823) / 1073741824.0;

-- The k-th (0 to 5) of six uniform draws of 10 bits in one set of bits: cheap enough for 100
-- million events.
create macro slice(some_bits, k) as ((some_bits >> (10 * k)) & 1023) / 1024.0;

-- Bell-shaped around 0 with standard deviation 1, between -3.5 and 3.5 (three uniforms).
create macro bell(salt, key) as
    (slice(bits(salt, key), 0) + slice(bits(salt, key), 1) + slice(bits(salt, key), 2) - 1.5) * 2.0;

create macro clamp(value, low, high) as least(greatest(value, low), high);

-- The element of a list that a share in [0, 1) falls on.
create macro pick(options, share) as options[1 + floor(share * len(options))::integer];

-- Whole number whose expectation is `expected`.
create macro whole(expected, share) as floor(expected + share)::bigint;

create macro as_of() as getvariable('as_of');
create macro window_start() as getvariable('window_start');
create macro in_window(day) as day > getvariable('window_start') and day <= getvariable('as_of');

-- The latest day up to as_of of a schedule that repeats every so many days: a later as_of moves
-- only what has fallen due by then.
create macro last_tick(phase, every) as
    getvariable('as_of') - ((getvariable('as_of') - date '2000-01-01' + phase) % every)::integer;

-- A time of an ordinary working day.
create macro at_work(day, share) as day + to_seconds((21600 + floor(share * 43200))::bigint);

-- A day of a spell of attention: projects begin with much research and grow quieter.
create macro day_of_spell(kind, starts_on, days, share) as
    (starts_on + floor(days * if(kind = 'project', share * share * share, share))::integer)::date;

-- A day of the half-year 2 * year (January to June) or 2 * year + 1.
create macro day_of_half(half_no, share) as
    make_date((half_no // 2)::integer, (1 + 6 * (half_no % 2))::integer, 1)
    + floor(181 * share)::integer;

-- Saturdays become Fridays, Sundays Mondays.
create macro weekday(day) as
    day + (case isodow(day) when 6 then -1 when 7 then 1 else 0 end)::integer;

-- The dead August: four fifths of what people would otherwise do does not happen.
create macro is_awake(day, share) as month(day) <> 8 or share < 0.2;

-- Which of an account's people: mostly the first ones.
create macro some_contact(contacts, share) as 1 + floor(share * share * contacts)::bigint;

create macro account_key(account_no) as 'ACC-' || lpad(account_no::varchar, 7, '0');
create macro contact_key(account_no, contact_no) as
    'CON-' || lpad(account_no::varchar, 7, '0') || '-' || contact_no;
create macro owner_key(owner_no) as 'OWN-' || lpad(owner_no::varchar, 2, '0');

-- Made-up people. One in 23 writes from a free-mail address; Gmail allows neither `-` nor `_`, so
-- nobody owns these.
create macro first_name(account_no, contact_no) as
    getvariable('first_names')[1 + (account_no * 7 + contact_no * 11) % 32];
create macro last_name(account_no, contact_no) as
    getvariable('last_names')[1 + (account_no * 13 + contact_no * 5) % 32];
create macro hubspot_stage(stage) as lower(replace(stage, ' ', ''));
create macro capitalised(word) as upper(word[1]) || word[2:];
create macro contact_email(account_no, contact_no, domain) as
    case
        when (account_no + contact_no) % 23 = 0
            then 'made-up_' || account_no || '_' || contact_no || '@gmail.com'
        else
            first_name(account_no, contact_no) || '.' || last_name(account_no, contact_no)
            || '@' || domain
    end;

-- THE HIDDEN CAUSE, from 0 to 1: it decides intent, engagement, opportunities, wins, deal sizes and
-- speed, and stands in no exported file. Measurement tests recompute it with `demo.build_world`:
-- select account_key(account_no) as account_id, propensity from companies
create macro propensity(industry_pull, country_pull, employees, luck) as
    clamp(
        0.35 * industry_pull
        + 0.15 * country_pull
        + 0.25 * clamp((ln(employees) - ln(40.0)) / (ln(4000.0) - ln(40.0)), 0.0, 1.0)
        + 0.25 * luck,
        0.0, 1.0
    );
