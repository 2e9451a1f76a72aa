{#- Where a company is known from: crm, intent, lookalike, web, list (MARTS). Intent and web are
    signals worth points within their lookback. -#}
with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

records as (select * from {{ ref('int_accounts_unioned') }}),

attached as (

    select
        account_id,
        cast(null as string) as outsider_id,
        source_table,
        signal_type,
        event_name,
        strength,
        occurred_on

    from {{ ref('int_signals_unioned') }}
    where source_table in ('intent/surges', 'engagement/events')

    union all

    select
        cast(null as string) as account_id,
        company_id as outsider_id,
        source_table,
        signal_type,
        event_name,
        strength,
        occurred_on

    from {{ ref('int_outsiders_signalled') }}
    where source_table in ('intent/surges', 'engagement/events')

),

signal_types as (

    select
        lower(trim(signal_type)) as signal_type,
        lookback_days

    from {{ ref('signal_types') }}
    where points > 0

),

signals as (

    select
        attached.account_id,
        attached.outsider_id,
        attached.source_table,
        attached.event_name,
        attached.occurred_on

    from attached
    inner join signal_types on attached.signal_type = signal_types.signal_type
    where
        attached.strength > 0
        and {{ days_between('attached.occurred_on', as_of()) }}
        between 0 and signal_types.lookback_days

),

signalled as (

    select
        coalesce('account:' || account_id, outsider_id) as company_id,
        source_table,
        cast(count(*) as bigint) as events,
        min(occurred_on) as first_seen_on,
        max(occurred_on) as last_seen_on

    from signals
    group by account_id, outsider_id, source_table

),

named_topics as (

    select distinct
        coalesce('account:' || account_id, outsider_id) as company_id,
        event_name

    from signals
    where source_table = 'intent/surges' and event_name is not null

),

topics as (

    select
        company_id,
        {{ joined_text('event_name') }} as topics

    from named_topics
    group by company_id

),

scores as (select * from {{ ref('int_outsiders_scored') }}),

features as (select * from {{ ref('int_outsider_features') }}),

companies as (select * from {{ ref('int_companies_unioned') }}),

lookalikes as (

    select
        scores.company_id,
        companies.recorded_on

    from scores
    inner join features on scores.company_id = features.company_id
    inner join companies on features.company_key = companies.company_key
    where scores.icp_fit_score >= cast({{ setting('lookalike_min_fit') }} as decimal(7, 4))

),

entries as (select * from {{ ref('stg_lists__accounts') }}),

links as (select * from {{ ref('int_account_links') }}),

outsiders as (select * from {{ ref('int_outsiders_identified') }}),

listed as (

    select
        coalesce('account:' || links.account_id, outsiders.company_id) as company_id,
        entries.list_name,
        min(entries.added_on) as first_seen_on,
        max(entries.added_on) as last_seen_on

    from entries
    inner join links
        on
            links.source_table = 'lists/accounts'
            and entries.entry_key = links.record_key
    left join outsiders
        on
            outsiders.source_table = 'lists/accounts'
            and entries.entry_key = outsiders.record_key
    where coalesce(links.account_id, outsiders.company_id) is not null
    group by coalesce('account:' || links.account_id, outsiders.company_id), entries.list_name

),

lists as (

    select
        company_id,
        {{ joined_text('list_name') }} as list_names,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on

    from listed
    group by company_id

),

final as (

    select
        'account:' || accounts.account_id as company_id,
        'crm' as source,
        1 as source_rank,
        cast(null as bigint) as events,
        cast(null as string) as detail,
        {{ utc_date('accounts.created_at') }} as first_seen_on,
        records.recorded_on as last_seen_on

    from accounts
    inner join records on accounts.account_id = records.account_id

    union all

    select
        signalled.company_id,
        case signalled.source_table when 'intent/surges' then 'intent' else 'web' end as source,
        case signalled.source_table when 'intent/surges' then 2 else 4 end as source_rank,
        signalled.events,
        case signalled.source_table when 'intent/surges' then topics.topics end as detail,
        signalled.first_seen_on,
        signalled.last_seen_on

    from signalled
    left join topics on signalled.company_id = topics.company_id

    union all

    select
        company_id,
        'lookalike' as source,
        3 as source_rank,
        cast(null as bigint) as events,
        cast(null as string) as detail,
        recorded_on as first_seen_on,
        recorded_on as last_seen_on

    from lookalikes

    union all

    select
        company_id,
        'list' as source,
        5 as source_rank,
        cast(null as bigint) as events,
        list_names as detail,
        first_seen_on,
        last_seen_on

    from lists

)

select * from final
