select
    owner_key(owner_no) as owner_id,
    capitalised(first_name(owner_no, 0)) || ' ' || capitalised(last_name(owner_no, 0))
    || ' (made-up)' as name,
    first_name(owner_no, 0) || '.' || last_name(owner_no, 0) || '@packwell-machinery.example'
        as email,
    role,
    region,
    team,
    true as is_active,
from owners
order by owner_no
