{{ config(materialized='ephemeral') }}
with

members as (select * from {{ ref('stg_salesforce__campaign_members') }}),

campaigns as (select * from {{ ref('stg_salesforce__campaigns') }}),

words as (select * from {{ ref('word_aliases') }}),

-- a campaign's type says what a response was, its status how far it went
responses as (

    select
        members.*,
        campaigns.campaign_name,
        campaigns.campaign_type,
        coalesce(campaigns.campaign_type || ' ', '') || coalesce(members.status, '')
            as type_and_status

    from members
    left join campaigns on members.campaign_id = campaigns.campaign_id
    where members.has_responded and not members.is_deleted

),

final as (

    select
        'salesforce/campaign_members' as source,
        {{ namespaced('salesforce', 'responses.member_id') }} as event_key,
        cast(null as string) as account_id,
        {{ namespaced('salesforce', 'responses.contact_id') }} as contact_id,
        responses.email,
        responses.email_domain,
        cast(null as string) as domain,
        coalesce(by_both.word, by_type.word, by_status.word, 'campaign_response') as event_type,
        cast(null as string) as url,
        responses.campaign_name as campaign,
        cast(null as decimal(18, 6)) as strength,
        responses.occurred_at,
        {{ utc_date('responses.occurred_at') }} as occurred_on,
        {{ recorded_on(['responses.occurred_at']) }} as recorded_on

    from responses
    left join words as by_both
        on {{ alias_of('by_both', 'campaign_response', 'responses.type_and_status') }}
    left join words as by_type
        on {{ alias_of('by_type', 'campaign_response', 'responses.campaign_type') }}
    left join words as by_status
        on {{ alias_of('by_status', 'campaign_response', 'responses.status') }}

)

select * from final
