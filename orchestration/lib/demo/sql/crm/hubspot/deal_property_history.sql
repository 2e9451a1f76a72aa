-- One row per property that a deal got another value of.
select
    opportunity_id as deal_id,
    changed_at as timestamp,
    unnest(['dealstage', 'amount', 'closedate']) as name,
    unnest([hubspot_stage(stage), amount::varchar, close_date::varchar]) as value,
    'CRM_UI' as source
from crm__opportunity_history
