select
    owner_id as "Id",
    name as "Name",
    email as "Email",
    role as "Title",
    region as "Division",
    team as "Department"
from crm__owners
