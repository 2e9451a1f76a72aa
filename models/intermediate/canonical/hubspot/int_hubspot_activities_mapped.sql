{{ config(materialized='view') }}
with

engagements as (select * from {{ ref('stg_hubspot__engagements') }}),

calls as (select * from {{ ref('stg_hubspot__calls') }}),

meetings as (select * from {{ ref('stg_hubspot__meetings') }}),

emails as (select * from {{ ref('stg_hubspot__emails') }}),

notes_and_tasks as (select * from {{ ref('stg_hubspot__notes_and_tasks') }}),

merged as (select * from {{ ref('int_hubspot_contacts_merged') }}),

companies as (

    select
        engagement_id,
        company_id,
        row_number() over (
            partition by engagement_id
            order by length(company_id), company_id
        ) as company_order

    from {{ ref('stg_hubspot__engagement_companies') }}

),

contacts as (

    select
        engagement_id,
        contact_id,
        row_number() over (
            partition by engagement_id
            order by length(contact_id), contact_id
        ) as contact_order

    from {{ ref('stg_hubspot__engagement_contacts') }}

),

of_a_kind as (

    select
        'hubspot/calls' as source,
        engagement_id,
        owner_id,
        case
            when coalesce(call_status, 'completed') = 'completed' then 'call'
            else concat('call_', replace(call_status, ' ', '_'))
        end as activity_type,
        coalesce(direction = 'outbound', false) as is_outbound,
        is_deleted,
        occurred_at

    from calls

    union all

    select
        'hubspot/meetings' as source,
        engagement_id,
        owner_id,
        case
            when coalesce(outcome, 'completed') in ('completed', 'scheduled') then 'meeting'
            else concat('meeting_', replace(outcome, ' ', '_'))
        end as activity_type,
        false as is_outbound,
        is_deleted,
        occurred_at

    from meetings

    union all

    select
        'hubspot/emails' as source,
        engagement_id,
        owner_id,
        'email' as activity_type,
        coalesce(direction = 'email', false) as is_outbound,
        is_deleted,
        occurred_at

    from emails

    union all

    select
        'hubspot/notes_and_tasks' as source,
        engagement_id,
        owner_id,
        coalesce(engagement_type, 'note') as activity_type,
        false as is_outbound,
        is_deleted,
        occurred_at

    from notes_and_tasks

),

of_any_kind as (

    select * from of_a_kind

    union all

    select
        'hubspot/engagements' as source,
        engagements.engagement_id,
        engagements.owner_id,
        case
            when engagements.engagement_type in ('incoming_email', 'forwarded_email') then 'email'
            else engagements.engagement_type
        end as activity_type,
        coalesce(engagements.engagement_type = 'email', false) as is_outbound,
        engagements.is_deleted,
        engagements.occurred_at

    from engagements
    left join of_a_kind on engagements.engagement_id = of_a_kind.engagement_id
    where of_a_kind.engagement_id is null

),

final as (

    select
        of_any_kind.source,
        {{ namespaced('hubspot', 'of_any_kind.engagement_id') }} as activity_id,
        {{ namespaced('hubspot', 'companies.company_id') }} as account_id,
        {{ namespaced('hubspot', 'coalesce(merged.contact_id, contacts.contact_id)') }}
            as contact_id,
        {{ namespaced('hubspot', 'of_any_kind.owner_id') }} as owner_id,
        of_any_kind.activity_type,
        of_any_kind.is_outbound,
        of_any_kind.occurred_at,
        {{ utc_date('of_any_kind.occurred_at') }} as occurred_on,
        {{ recorded_on(['of_any_kind.occurred_at']) }} as recorded_on

    from of_any_kind
    left join companies
        on of_any_kind.engagement_id = companies.engagement_id and companies.company_order = 1
    left join contacts
        on of_any_kind.engagement_id = contacts.engagement_id and contacts.contact_order = 1
    left join merged on contacts.contact_id = merged.merged_contact_id
    where
        not of_any_kind.is_deleted
        and {{ utc_date('of_any_kind.occurred_at') }} <= {{ as_of() }}

)

select * from final
