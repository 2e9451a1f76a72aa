select
    owner_id,
    md5(team) as team_id,
    true as is_team_primary
from crm__owners
where team is not null
