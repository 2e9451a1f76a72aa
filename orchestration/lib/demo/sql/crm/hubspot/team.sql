select distinct
    md5(team) as id,
    team as name
from crm__owners
where team is not null
