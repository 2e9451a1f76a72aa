select
    owner_id as "Id",
    name as "Name",
    email as "Email",
    role as "Title",
    region as "Division",
    team as "Department",
    is_active as "IsActive"
from crm__owners
