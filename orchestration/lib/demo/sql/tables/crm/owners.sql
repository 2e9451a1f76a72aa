select
    owner_key(owner_no) as owner_id,
    upper(left(first_name(owner_no, 0), 1)) || substr(first_name(owner_no, 0), 2)
    || ' ' || upper(left(last_name(owner_no, 1), 1)) || substr(last_name(owner_no, 1), 2) || ' (made-up)' as name,
    first_name(owner_no, 0) || '.' || last_name(owner_no, 1) || '@packwell-machinery.example' as email,
    role,
    region,
    team,
from owners
order by owner_no
