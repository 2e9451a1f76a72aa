select
    owner_id,
    split_part(name, ' ', 1) as first_name,
    substr(name, strpos(name, ' ') + 1) as last_name,
    email,
    not is_active as archived
from crm__owners
