select
    machine_id,
    account_id,
    domain,
    manufacturer,
    model,
    installed_at::timestamp as installed_at,
    decommissioned_at::timestamp as decommissioned_at,
from machines
order by machine_id
