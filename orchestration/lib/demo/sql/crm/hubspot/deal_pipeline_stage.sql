select distinct
    hubspot_stage(stage) as stage_id,
    stage as label,
    'default' as pipeline_id,
    is_closed,
    is_won as closed_won
from crm__opportunities
where stage is not null
